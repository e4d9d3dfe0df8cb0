"""The word lists of login cards: students read them off paper and type them on any keyboard."""

import re
from importlib import resources

import pytest

ENDINGS = ("e", "n", "s", "er", "en")
LISTS = ("passphrase.txt", "adjectives.txt", "animals.txt")


def words(name: str) -> list[str]:
    return resources.files("app.accounts").joinpath("words", name).read_text(encoding="ascii").splitlines()


@pytest.mark.parametrize(("name", "count"), [("passphrase.txt", 2048), ("adjectives.txt", 64), ("animals.txt", 64)])
def test_a_list_holds_exactly_as_many_different_words_as_its_bits_promise(name: str, count: int) -> None:
    found = words(name)

    assert len(found) == count
    assert len(set(found)) == count


@pytest.mark.parametrize("name", LISTS)
def test_a_word_needs_no_key_beyond_a_to_z(name: str) -> None:
    assert [word for word in words(name) if not re.fullmatch("[a-z]+", word)] == []


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_sorted_so_that_a_change_is_easy_to_review(name: str) -> None:
    found = words(name)

    assert found == sorted(found)


def test_a_word_of_a_passphrase_has_three_to_nine_letters() -> None:
    assert [word for word in words("passphrase.txt") if not 3 <= len(word) <= 9] == []


def test_no_word_of_a_passphrase_is_another_one_with_an_ending() -> None:
    found = set(words("passphrase.txt"))

    assert sorted(word + ending for word in found for ending in ENDINGS if word + ending in found) == []


def test_no_two_words_of_a_passphrase_differ_in_their_last_letter_only() -> None:
    found = words("passphrase.txt")
    stems = [word[:-1] for word in found]

    assert [word for word, stem in zip(found, stems, strict=True) if stems.count(stem) > 1] == []


def test_adjectives_agree_with_animals_of_masculine_gender() -> None:
    assert [word for word in words("adjectives.txt") if not word.endswith("er")] == []
