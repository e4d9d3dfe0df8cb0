import uuid
from dataclasses import replace
from datetime import datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rounds.models import Phase, PhaseKind
from app.rubrics.models import Criterion, Rubric
from app.rubrics.rules import Mark, default_rubric
from app.scoring import rules
from app.scoring.rules import Assigned, Reading, Sheet
from tests.support.rounds import JUDGING, JURY_CLOSES, JURY_OPENS, ONE_SECOND

RUBRIC = Rubric(id=uuid.uuid4(), labels={}, comment_for=[0, 5])
ASSIGNED = Assigned(
    uuid.uuid4(), "begun", uuid.uuid4(), "stadt.example", uuid.uuid4(), "Solarbank", 417, "Klima", 1, uuid.uuid4(), 7, 0
)
JURY = Phase(kind=PhaseKind.JURY, opens_at=JURY_OPENS, closes_at=JURY_CLOSES, grace_minutes=0)


def the_criteria() -> list[Criterion]:
    """The criteria of the default rubric."""
    return [
        Criterion(
            id=uuid.uuid4(), rubric=RUBRIC, key=each["key"], position=number, weight=each["weight"], low=each["min"],
            high=each["max"], is_required=each["required"], may_be_skipped=each["allow_na"], name=each["name"],
        )
        for number, each in enumerate(default_rubric()["criteria"])
    ]  # fmt: skip


CRITERIA = the_criteria()
KEYS = [criterion.key for criterion in CRITERIA]
SKIPPABLE = [criterion.key for criterion in CRITERIA if criterion.may_be_skipped]


def a_reading(marks: dict[str, Mark], *, state: str = "draft", version: int = 1) -> Reading:
    return reading_of(CRITERIA, marks, state=state, version=version)


def reading_of(criteria: list[Criterion], marks: dict[str, Mark], *, state: str = "draft", version: int = 1) -> Reading:
    final = ("60/1", JUDGING) if state == "final" else ("", None)
    sheet = Sheet(uuid.uuid4(), ASSIGNED.id, RUBRIC.id, state, final[0], version, JUDGING, final[1])
    return Reading(ASSIGNED, sheet, [JURY], RUBRIC, criteria, marks)


def all_marks(points: int = 3, **but: Mark) -> dict[str, Mark]:
    return {key: but.get(key, Mark(points)) for key in KEYS}


# ---------------------------------------------------------------- when
@pytest.mark.parametrize(
    ("now", "code"),
    [
        (JURY_OPENS - ONE_SECOND, "phase_not_open"),
        (JURY_OPENS, None),
        (JURY_CLOSES - ONE_SECOND, None),
        (JURY_CLOSES, "phase_closed"),
    ],
)
def test_a_sheet_is_open_from_the_first_second_of_the_jury_to_the_last(now: datetime, code: str | None) -> None:
    refusal = rules.why_not_score(a_reading({}), now)
    assert (refusal.code if refusal else None) == code


def test_an_idea_stays_closed_until_the_jury_begins_and_readable_when_it_is_over() -> None:
    refusal = rules.why_not_open(a_reading({}), JURY_OPENS - ONE_SECOND)
    assert refusal is not None
    assert (refusal.code, refusal.since, refusal.ask) == ("phase_not_open", JURY_OPENS, "stadt.example")
    assert rules.why_not_open(a_reading({}), JURY_CLOSES) is None


def test_a_final_sheet_is_not_changed_but_may_be_opened_again_until_the_end() -> None:
    final = a_reading(all_marks(), state="final")
    refusal = rules.why_not_score(final, JUDGING)
    assert refusal is not None
    assert refusal.code == "already_handed_in"
    assert rules.why_not_reopen(final, JURY_CLOSES - ONE_SECOND) is None
    late = rules.why_not_reopen(final, JURY_CLOSES)
    assert late is not None
    assert (late.code, late.until) == ("phase_closed", JURY_CLOSES)


def test_only_what_was_shown_is_handed_in() -> None:
    assert rules.why_not_as_checked(a_reading({}, version=4), 4) is None
    refusal = rules.why_not_as_checked(a_reading({}, version=4), 3)
    assert refusal is not None
    assert refusal.code == "changed_meanwhile"


# ---------------------------------------------------------------- what is missing
def test_everything_that_is_missing_is_told_at_once_with_its_field() -> None:
    marks = all_marks(novelty=Mark(5), benefit=Mark(), digital=Mark(0, comment="Ohne Technik."))
    assert [(point.words, point.field) for point in rules.open_points(a_reading(marks))] == [
        ("Neuheit: Bei 5 Punkten bitte in einem Satz sagen, warum.", "comment-novelty"),
        ("Nutzen für Betrieb, Schule oder Verwaltung: Hier fehlen noch die Punkte.", "points-benefit"),
    ]


def test_a_complete_sheet_has_no_open_point() -> None:
    marks = all_marks() | {key: Mark(is_skipped=True) for key in SKIPPABLE}
    assert rules.open_points(a_reading(marks)) == []


def test_a_sheet_without_any_points_is_not_handed_in_even_if_nothing_is_required() -> None:
    optional = [Criterion(rubric=RUBRIC, key="a", position=1, weight=1, low=0, high=5, is_required=False,
                          may_be_skipped=True, name={"de": "A"})]  # fmt: skip
    reading = reading_of(optional, {})
    assert [point.words for point in rules.open_points(reading)] == ["Bitte mindestens ein Kriterium bewerten."]


def test_a_draft_may_lack_points_and_sentences_but_not_have_points_beyond_the_scale() -> None:
    reading = a_reading({})
    assert rules.faults_of_draft(reading, {"novelty": Mark(5)}) == {}
    assert rules.faults_of_draft(reading, {"novelty": Mark(6)}) == {
        "points-novelty": ["Möglich sind 0 bis 5 Punkte."],
    }


def test_skipped_counts_as_answered_and_open_does_not() -> None:
    assert a_reading({"novelty": Mark(0), "teamwork": Mark(is_skipped=True), "benefit": Mark(comment="?")}).done == 2


# ---------------------------------------------------------------- conflicts
def test_a_conflict_shows_both_sides_of_every_criterion_that_differs_and_no_other() -> None:
    stored = all_marks(novelty=Mark(5, comment="Neu!"), teamwork=Mark(is_skipped=True))
    offered = all_marks(novelty=Mark(2), teamwork=Mark())
    found = rules.conflicts(a_reading(stored, version=7), offered)
    assert [(each.key, each.stored, each.offered, each.stored_version) for each in found] == [
        ("points-novelty", "5 Punkte – Neu!", "2 Punkte", 7),
        ("points-teamwork", "nicht beurteilbar", "noch offen", 7),
    ]


# ---------------------------------------------------------------- side by side
def test_final_sheets_come_by_their_total_equal_ones_in_the_jurors_order_and_drafts_apart() -> None:
    totals = ["60/1", "241/4", "60/1"]
    final = [replace(a_reading(all_marks(), state="final"), sheet=final_sheet(total)) for total in totals]
    draft = a_reading(all_marks(5))
    found = rules.comparison_of([final[0], draft, final[1], final[2]])
    assert (list(found.final), list(found.unfinished)) == ([final[1], final[0], final[2]], [draft])
    assert found.criteria == CRITERIA


def final_sheet(total: str) -> Sheet:
    return Sheet(uuid.uuid4(), ASSIGNED.id, RUBRIC.id, "final", total, 2, JUDGING, JUDGING)


# ---------------------------------------------------------------- what a sheet is worth
points_of_all = st.fixed_dictionaries({key: st.integers(0, 5) for key in KEYS})


@given(points_of_all)
def test_the_total_is_the_weighted_share_of_all_points_as_an_exact_fraction(points: dict[str, int]) -> None:
    marks = {key: Mark(number) for key, number in points.items()}
    counted = sum(each["weight"] * points[each["key"]] for each in default_rubric()["criteria"])
    assert rules.total_of(CRITERIA, marks) == Fraction(100 * counted, 5 * 100)


@given(points_of_all, st.sets(st.sampled_from(SKIPPABLE)))
def test_by_itself_a_sheet_is_worth_what_was_judged_on_it(points: dict[str, int], skipped: set[str]) -> None:
    marks = {key: Mark(is_skipped=True) if key in skipped else Mark(number) for key, number in points.items()}
    judged = [each for each in default_rubric()["criteria"] if each["key"] not in skipped]
    counted = sum(each["weight"] * points[each["key"]] for each in judged)
    assert rules.total_of(CRITERIA, marks) == Fraction(100 * counted, 5 * sum(each["weight"] for each in judged))


@pytest.mark.parametrize(
    ("total", "text"),
    [(Fraction(0), "0,0"), (Fraction(100), "100,0"), (Fraction(289, 4), "72,3"), (Fraction(1445, 20), "72,3"),
     (Fraction(1, 3), "0,3"), (Fraction(249, 1000), "0,2")],
)  # fmt: skip
def test_a_total_is_shown_with_one_decimal_and_exact_halves_go_up(total: Fraction, text: str) -> None:
    assert rules.total_text(total) == text
    assert rules.shown_total(rules.text_of_total(total)) == text


def test_the_digest_tells_every_change_of_a_sheet() -> None:
    base = all_marks()
    changed = [
        all_marks(novelty=Mark(4)),
        all_marks(novelty=Mark(is_skipped=True)),
        all_marks(novelty=Mark(3, comment="x")),
    ]
    digests = {rules.digest_of(RUBRIC.id, marks) for marks in (base, *changed)}
    assert len(digests) == 4
    assert rules.digest_of(uuid.uuid4(), base) not in digests
    assert rules.digest_of(RUBRIC.id, dict(reversed(base.items()))) == rules.digest_of(RUBRIC.id, base)
