from itertools import takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import text


@pytest.mark.parametrize(
    ("first", "second"),
    [("Team Blitz", "team  blitz"), ("\uff34eam", "team"), ("Team\u200b Blitz", "team blitz"), ("STRASSE", "straße")],
)
def test_names_that_differ_in_case_width_or_blanks_are_the_same(first: str, second: str) -> None:
    assert text.name_key(first) == text.name_key(second)


@pytest.mark.parametrize(
    ("first", "second"),
    [("Pаypal", "Paypal"), ("Te4m-A!", "te4m a"), ("Zo\u00eb", "Zoe"), ("F1RE", "fire"), ("T0P", "top")],  # noqa: RUF001 # that is the point
)
def test_names_that_look_alike_are_the_same_for_teams(first: str, second: str) -> None:
    assert text.lookalike_key(first).replace("l", "i") == text.lookalike_key(second).replace("l", "i")


def test_different_names_stay_different() -> None:
    assert text.lookalike_key("Blitz") != text.lookalike_key("Blatz")


def test_a_name_of_signs_alone_still_has_a_key() -> None:
    assert text.lookalike_key("!!!") == "!!!"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("BMW AG", "bmw"),
        ("Müller & Söhne GmbH & Co. KG", "Mueller und Soehne"),
        ("Verein Lichtblick e. V.", "Verein Lichtblick eV"),
        ("Maier e.K.", "Maier"),
        ("Stadt-Werke München", "Stadtwerke München mbH"),
        ("Firma UG (haftungsbeschränkt)", "FIRMA"),
    ],
)
def test_a_company_is_the_same_whatever_its_legal_form_and_spelling(first: str, second: str) -> None:
    assert text.company_key(first) == text.company_key(second)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Zahnrad AG", "Zahnrad"),
        ("Müller & Söhne GmbH & Co. KG", "Müller & Söhne"),
        ("Verein Lichtblick e. V.", "Verein Lichtblick"),
        ("Autohaus Voss", "Autohaus Voss"),
        ("GmbH", "GmbH"),
    ],
)
def test_people_say_the_name_of_a_company_without_its_legal_form(name: str, short: str) -> None:
    assert text.company_short(name) == short


def test_different_companies_stay_different_and_each_has_a_key() -> None:
    names = ("Kern", "Kernel", "AG", "GmbH", "KG Nord", "Efe", "!!!", "und")
    assert len({text.company_key(name) for name in names}) == len(names)
    assert all(text.company_key(name) for name in names)


@pytest.mark.parametrize(
    "target",
    [
        None, "", "evil.example", "//evil.example", "/\t/evil.example", "/\\evil.example", "http://evil.example",
        "javascript:alert(1)", "/ evil", "\\/evil", "///evil.example", "/\n/evil",
    ],
)  # fmt: skip
def test_no_address_leads_away_from_this_site(target: str | None) -> None:
    assert text.safe_next(target) is None


@pytest.mark.parametrize("target", ["/", "/ideas/1?x=2", "/k/ABCD2345#top"])
def test_a_path_on_this_site_is_kept(target: str) -> None:
    assert text.safe_next(target) == target


def test_a_code_holds_no_letters_that_are_read_wrongly() -> None:
    assert set("0O1I") & set(text.random_code(5000)) == set()


def test_a_typed_code_may_have_blanks_hyphens_and_small_letters() -> None:
    assert text.clean_code(" ab2c-d3e4 ") == "AB2CD3E4"


def test_german_names_sort_like_in_a_phone_book() -> None:
    assert sorted(["Zorn", "Ärger", "Abel", "Straße", "Strasz"], key=text.sort_key) == [
        "Abel", "Ärger", "Straße", "Strasz", "Zorn",
    ]  # fmt: skip


def test_a_slug_is_plain_ascii() -> None:
    assert text.slug("Größe & Wärme 2027!") == "groesse-waerme-2027"


@given(st.text())
def test_cleaning_text_twice_changes_nothing_more(typed: str) -> None:
    assert text.clean_text(text.clean_text(typed)) == text.clean_text(typed)


@given(st.text())
def test_cleaning_a_line_leaves_one_line(typed: str) -> None:
    assert len(text.clean_line(typed).splitlines()) <= 1


def test_markdown_keeps_no_scripts_pictures_or_strange_links() -> None:
    source = "# Hallo\n\n<script>x</script> [a](javascript:x) ![b](https://c.example/d.png) [e](https://f.example)"
    html = str(text.html_of_markdown(source))
    assert [part in html for part in ("<script", 'javascript:x"', "<img", "<h1>Hallo</h1>")] == [
        False,
        False,
        False,
        True,
    ]
    assert 'href="https://f.example" rel="noopener ugc"' in html


def test_codes_are_read_in_groups() -> None:
    assert text.grouped("K7WM3XQ9AB") == "K7WM 3XQ9 AB"
    assert (text.grouped("K7WM3XQ9", 8), text.grouped("")) == ("K7WM3XQ9", "")


@given(st.text("ab", max_size=12), st.text("ab", max_size=12))
def test_what_was_removed_stood_between_the_equal_ends(old: str, new: str) -> None:
    begin = equal_at_begin(old, new)
    assert text.characters_removed(old, new) == len(old) - begin - equal_at_begin(old[begin:][::-1], new[begin:][::-1])


def equal_at_begin(one: str, other: str) -> int:
    return len(list(takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))))
