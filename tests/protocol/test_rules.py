"""What stands in a protocol."""

from dataclasses import replace

from app.policies.rules import Policy, Terms
from app.protocol import rules
from app.protocol.rules import Reading, Record
from app.rounds.models import Competition, Round
from app.rubrics.models import Rubric
from tests.insights.test_rules import a_ranking
from tests.snapshots.test_rules import policy
from tests.support.rounds import BEFORE, JUDGING, JURY_CLOSES

TERMS = Terms(places=2, readings_min=1)
READINGS = [
    Reading(7, 1, "done", "60/1", JURY_CLOSES),
    Reading(7, 2, "begun", ""),
    Reading(9, 1, "open", ""),
    Reading(9, 2, "voided", "40/1"),
]


def a_record(found: Policy | None = None, *, is_ranked: bool = True) -> Record:
    round_ = Round(title="Runde 1", competition=Competition(title="Wettbewerb"))
    rubric = Rubric(number=1, frozen_at=JUDGING, content_hash="a" * 64)
    ranking = a_ranking(is_ranked=is_ranked)
    return Record(round_, found or policy(TERMS), {"benefit": "Nutzen"}, [rubric], READINGS, ranking, [], [])


def test_the_parts_come_in_the_order_in_which_things_happened() -> None:
    report = rules.report_of(a_record(), "de")
    assert (report.title, report.preline) == ("Protokoll der Jury", "Wettbewerb, Runde 1")
    assert [each.heading for each in report.sections] == [
        "Wertungsregeln",
        "Bewertungsraster",
        "Jury",
        "Zuteilungen und Bögen",
        "Rechnung",
        "Rangfolge",
        "Entscheidungen",
        "Freigaben",
    ]


def test_jurors_are_counted_and_their_sheets_told_by_number() -> None:
    _terms, _rubrics, jurors, readings, *_rest = rules.report_of(a_record(), "de").sections

    assert jurors.rows == [("Jury 1", 2, 1), ("Jury 2", 2, 1)]
    assert readings.rows == [
        (7, "Jury 1", "abgegeben", "60,0", "Mo., 12. April 2027, 09:00 Uhr (MESZ)"),
        (7, "Jury 2", "begonnen", None, None),
        (9, "Jury 1", "offen", None, None),
        (9, "Jury 2", "zählt nicht mehr", "40,0", None),
    ]


def test_the_terms_say_since_when_they_stand() -> None:
    locked = replace(policy(TERMS), locked_at=BEFORE)
    words = [" ".join(rules.report_of(a_record(each), "de").sections[0].sentences) for each in (None, locked)]

    assert ("Fest seit: noch nicht" in words[0], "Fest seit: Mo., 22. Februar 2027" in words[1]) == (True, True)


def test_places_have_what_was_worked_out_only_where_it_was() -> None:
    ranked, pending = (rules.report_of(a_record(is_ranked=each), "de").sections for each in (True, False))

    assert [row[0] for row in ranked[5].rows] == [place.rank for place in a_ranking().everything]
    assert any("Jury entscheidet" in str(row[6]) for row in ranked[5].rows)
    assert {row[4:] for row in pending[5].rows} == {(None, None, None)}
    assert pending[4].sentences == ["Der Fairwert dieser Bögen ist noch nicht gerechnet."]


def test_a_part_without_a_table_becomes_one_of_its_sentences() -> None:
    first, second = rules.report_of(a_record(), "de").sections[:2]
    title, head, rows = rules.table_in(first)

    assert (title, head, rows[0]) == ("Wertungsregeln", ("Wertungsregeln",), (first.sentences[0],))
    assert rules.table_in(second)[2] == second.rows
