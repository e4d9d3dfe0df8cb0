"""The words: everything that may happen is said, in every language, to those whom it concerns."""

import re
from dataclasses import replace
from typing import cast, get_args

import pytest

from app.fairness import words
from app.fairness.cases import FairnessError
from app.fairness.explain import Audience, Language, text
from app.fairness.ranking import Snapshot, rank
from tests.fairness.reference import rubric, sheets_of
from tests.fairness.rounds import ISLANDS, ONE, QUICK, round_of, sheets_from

AUDIENCES: tuple[Audience, ...] = get_args(Audience)
LANGUAGES: tuple[Language, ...] = get_args(Language)


def ordinary() -> Snapshot:
    return rank(round_of(1), ONE, QUICK)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_reason_for_caution_has_its_words(audience: Audience, language: Language) -> None:
    cases = {"ISLANDS": "ISLANDS_DEALT", "WEAK_LINK": "WEAK_LINK_ALONE"}
    codes = tuple(code for code in words.FALLBACKS if code not in cases.values())
    everything = replace(ordinary(), fallbacks=codes)

    found = text(everything, audience, language)

    assert "{" not in found
    assert "  " not in found
    assert found.endswith(".")
    expected = [words.FALLBACKS[cases.get(code, code)][language] for code in codes]
    said = [remark for remark in expected if remark.format(n=1, m=0) in found.split("\n\n")]
    assert said == ([] if audience == "team" else expected)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_readings_are_proposed_where_none_would_help(language: Language) -> None:
    weak = replace(ordinary(), fallbacks=("WEAK_LINK",))
    assert not weak.components.proposals

    assert " 0 " not in text(weak, "city", language)


def test_a_team_reads_how_often_it_was_read_and_what_was_done() -> None:
    found = text(ordinary(), "team", "de")

    assert found.startswith("Eure Idee wurde von 3 Jurymitgliedern unabhängig voneinander bewertet. Manche Menschen")
    assert "Das Ergebnis heißt Fairwert." in found
    assert found.endswith("am Ende entscheidet die Jury.")


def test_a_team_of_which_that_is_known_reads_how_often_its_own_idea_was_read() -> None:
    assert text(ordinary(), "team", "de", readings=1).startswith("Eure Idee wurde von einem Jurymitglied bewertet.")
    assert text(ordinary(), "team", "en", readings=4).startswith("Your idea was judged by 4 jurors independently")


def test_a_team_reads_of_no_fairwert_where_none_was_used() -> None:
    plain = rank(sheets_from([("a", "j", 50), ("b", "k", 70), ("c", "k", 60)]), ONE, QUICK)

    for language in LANGUAGES:
        assert "Fairwert" not in text(plain, "team", language)
    assert text(plain, "team", "de").startswith("Eure Idee wurde von einem Jurymitglied bewertet. Gezählt wird der")
    assert text(plain, "team", "en").startswith("Your idea was judged by one juror.")
    assert text(plain, "team", "de@einfach").startswith("1 Person aus der Jury")


def test_different_numbers_of_readings_are_a_range() -> None:
    uneven = rank(round_of(1)[1:], ONE, QUICK)

    assert "von 2 bis 3 Jurymitgliedern" in text(uneven, "team", "de")
    assert "by 2 to 3 jurors" in text(uneven, "team", "en")


def test_nothing_is_said_of_what_has_not_happened() -> None:
    nothing = rank([], ONE, QUICK)

    assert text(nothing, "team", "de") == "Eure Idee ist noch nicht bewertet."
    assert text(nothing, "city", "en").endswith("There is no score sheet yet. There will be an order only after that.")
    assert "Grundlage" not in text(nothing, "city", "de")


def test_no_team_reads_points_places_or_names() -> None:
    found = ordinary()

    for language in LANGUAGES:
        said = text(found, "team", language)
        assert re.findall(r"\d+", said) == ["3"]
        assert not any(stat.juror in said for stat in found.juror_stats if isinstance(stat.juror, str))


def test_the_city_reads_what_the_method_rests_on() -> None:
    found = ordinary()

    said = text(found, "city", "de")

    right = sum(entry.p_top[3] for entry in found.entries[:3])
    assert said.startswith("Modell: Punkte = Qualität der Einreichung + Milde/Strenge des Jurymitglieds + Zufall.")
    assert "Grundlage: 60 Bewertungen von 6 Jurymitgliedern zu 20 Einreichungen." in said
    assert f"Von den ersten 3 Plätzen sind im Mittel {right:.1f}".replace(".", ",") in said
    assert f"Of the first 3 places, {right:.1f} are expected" in text(found, "city", "en")


def test_islands_are_told_apart_from_islands_dealt_by_chance() -> None:
    dealt = rank(sheets_of(ISLANDS), rubric(), QUICK)
    chosen = rank(sheets_of(ISLANDS), rubric(), QUICK, assigned_by_system=False)

    assert "Ein fairer Vergleich zwischen den Gruppen ist nicht möglich." in text(chosen, "city", "de")
    assert "setzt Zufallszuteilung voraus" in text(dealt, "jury", "de")
    for found in (dealt, chosen):
        assert "zerfallen in 2 Gruppen" in text(found, "city", "de")
        assert "Vorschlag: 1 zusätzliche" in text(found, "city", "de")


def test_a_jury_of_one_mind_is_told_so() -> None:
    equal = rank(sheets_from((name, juror, 60) for name in "abcdef" for juror in "uvwxyz"), ONE, QUICK)

    assert text(equal, "jury", "de").endswith("Fairwert und Mittelwert stimmen in der Reihenfolge überein.")
    assert "gleich streng" not in text(ordinary(), "city", "de")


def test_plain_language_has_short_sentences() -> None:
    everything = replace(ordinary(), fallbacks=tuple(words.FALLBACKS))

    for audience in AUDIENCES:
        sentences = re.split(r"(?<=[.?!:])\s+", text(everything, audience, "de@einfach"))
        assert max(len(sentence.split()) for sentence in sentences) <= 14


@pytest.mark.parametrize(
    ("audience", "language", "code"), [("press", "de", "unknown_audience"), ("team", "fr", "unknown_language")]
)
def test_nobody_else_is_spoken_to(audience: str, language: str, code: str) -> None:
    with pytest.raises(FairnessError) as refused:
        text(ordinary(), cast("Audience", audience), cast("Language", language))

    assert refused.value.code == code
