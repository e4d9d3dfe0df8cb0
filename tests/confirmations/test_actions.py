"""Sheets of an earlier version wait for their jurors, word for word, and count when they are handed in again."""

import uuid

import pytest

from app.confirmations import queries
from app.confirmations.actions import ask_again
from app.confirmations.rules import ASKED_AGAIN
from app.core import clock, db, invariants
from app.core.errors import NotFoundError, RefusedError
from app.messages.queries import messages_of
from app.ranking.queries import kept_ranking_of
from app.rubrics.queries import rubric_of
from app.rubrics.rules import Mark
from app.scoring import actions as scoring
from app.scoring.queries import reading_of
from tests.support.jury import (
    a_chair,
    a_draft,
    a_handed_in_sheet,
    a_juror,
    a_submission,
    an_assignment,
    marks,
    some_admin,
)  # fmt: skip
from tests.support.prepared import prepared
from tests.support.rounds import AFTERWARDS, JUDGING
from tests.support.teams import Ground, a_ground, refusal_code
from tests.support.versions import a_new_version, a_newer_version


@pytest.fixture
@prepared
def ground(app: object) -> Ground:
    del app
    return a_ground()


def ask(ground: Ground) -> int:
    with clock.at(JUDGING):
        return ask_again(some_admin(), ground.round.id, rubric_of(ground.round.id).content_hash)


def test_a_final_sheet_becomes_a_draft_that_keeps_what_was_said(ground: Ground) -> None:
    juror = a_juror(ground.round)
    assignment = an_assignment(juror, a_submission(ground))
    a_handed_in_sheet(juror, assignment, 4, {"novelty": Mark(5, comment="Ganz neu.")})
    a_new_version(ground)

    asked = ask(ground)

    reading = reading_of(juror, assignment.id)
    assert (asked, reading.is_final, reading.rubric.number) == (1, False, 2)
    assert reading.former["novelty"] == Mark(5, comment="Ganz neu.")
    assert reading.former["teamwork"] == Mark(4)
    # What is the same stands there already, however much it weighs now; nothing is converted.
    assert {key: mark.points for key, mark in reading.marks.items()} == {
        "novelty": None, "benefit": 4, "feasibility": 4, "digital": 4, "sustainability": 4, "presentation": 4,
        "mut": None,
    }  # fmt: skip
    assert reading.sheet is not None
    assert (reading.sheet.former or {})["total"] == "84/1"
    assert (reading.rubric.begun_sheets, invariants.breaches()) == (1, {})


def test_only_what_is_confirmed_counts(ground: Ground) -> None:
    first, second = a_juror(ground.round), a_juror(ground.round)
    submission = a_submission(ground)
    assignments = [an_assignment(juror, submission) for juror in (first, second)]
    for juror, assignment in zip((first, second), assignments, strict=True):
        a_handed_in_sheet(juror, assignment, 4)
    a_new_version(ground)
    ask(ground)
    nothing = [len(place.totals) for place in kept_ranking_of(ground.round.id).everything]

    confirmed = a_draft(first, assignments[0], marks(first, assignments[0], 4))
    with clock.at(JUDGING):
        scoring.hand_in_sheet(first, assignments[0].id, confirmed.version)

    (place,) = kept_ranking_of(ground.round.id).everything
    assert (nothing, len(place.totals)) == ([0], 1)
    assert (queries.unconfirmed_in(ground.round.id), invariants.breaches()) == (1, {})


def test_a_draft_moves_as_well_and_a_second_question_keeps_what_was_handed_in(ground: Ground) -> None:
    submission = a_submission(ground)
    writing, through = a_juror(ground.round), a_juror(ground.round)
    begun, done = an_assignment(writing, submission), an_assignment(through, submission)
    a_draft(writing, begun, {"benefit": Mark(2)})
    a_handed_in_sheet(through, done, 3)
    a_new_version(ground)
    ask(ground)
    a_newer_version(ground)

    asked = ask(ground)

    drafts = [reading_of(juror, each.id) for juror, each in ((writing, begun), (through, done))]
    assert (asked, [each.rubric.number for each in drafts]) == (2, [3, 3])
    assert [each.marks["benefit"].points for each in drafts] == [2, 3]
    assert [(each.sheet.former or {})["number"] for each in drafts if each.sheet] == [1, 1]
    assert drafts[1].former["teamwork"] == Mark(3)
    assert invariants.breaches() == {}


def test_jurors_are_told_and_sheets_begun_by_the_new_version_stay(ground: Ground) -> None:
    submission = a_submission(ground)
    asked, later = a_juror(ground.round), a_juror(ground.round)
    old = an_assignment(asked, submission)
    a_handed_in_sheet(asked, old)
    a_new_version(ground)
    new = an_assignment(later, submission)
    a_handed_in_sheet(later, new)
    ask(ground)

    told = [[each.template for each in messages_of(juror)] for juror in (asked, later)]
    assert [templates.count(ASKED_AGAIN) for templates in told] == [1, 0]
    assert [reading_of(juror, each.id).is_final for juror, each in ((asked, old), (later, new))] == [False, True]


@pytest.mark.parametrize(
    ("is_older", "moment", "is_as_seen", "code"),
    [
        (False, JUDGING, True, "nothing_older"),
        (True, AFTERWARDS, True, "phase_closed"),
        (True, JUDGING, False, "rubric_changed"),
    ],
)
def test_nobody_is_asked_in_vain(
    ground: Ground, moment: object, code: str, *, is_older: bool, is_as_seen: bool
) -> None:
    juror = a_juror(ground.round)
    assignment = an_assignment(juror, a_submission(ground))
    a_handed_in_sheet(juror, assignment)
    if is_older:
        a_new_version(ground)
    seen = rubric_of(ground.round.id).content_hash if is_as_seen else "x"
    with clock.at(moment), pytest.raises(RefusedError) as raised:  # type: ignore[arg-type]  # a moment
        ask_again(some_admin(), ground.round.id, seen)
    db.session().rollback()
    assert (refusal_code(raised), reading_of(juror, assignment.id).is_final) == (code, True)


def test_the_chair_may_ask_in_the_own_round_only(ground: Ground) -> None:
    juror, chair = a_juror(ground.round), a_chair(ground.round)
    a_handed_in_sheet(juror, an_assignment(juror, a_submission(ground)))
    a_new_version(ground)
    with clock.at(JUDGING):
        with pytest.raises(NotFoundError):
            ask_again(chair, uuid.uuid4(), "")
        assert ask_again(chair, ground.round.id, rubric_of(ground.round.id).content_hash) == 1
