import uuid

import pytest
from sqlalchemy import delete, update

from app.core import clock, db, invariants
from app.core.errors import NotFoundError
from app.deliberation import actions, queries
from app.deliberation.models import Decision
from tests.deliberation.conftest import Meeting
from tests.support.jury import a_prize, a_reading, a_submission
from tests.support.rounds import AFTERWARDS, an_announced_round
from tests.support.statements import statements

PROMISE = "every prize says what was decided"


def test_candidates_are_all_ideas_the_best_first_with_place_and_prize(meeting: Meeting) -> None:
    decision = a_prize(meeting.second)
    found = queries.candidates_of(meeting.ground.round.id)
    assert [
        (each.submission.title, each.place.rank if each.place else None, each.decision.id if each.decision else None)
        for each in found
    ] == [("Solarbank", 1, None), ("Regentonne", 2, decision.id), ("Lernkiste", None, None)]


def test_a_candidate_is_found_in_its_round_only(meeting: Meeting) -> None:
    other_round = an_announced_round(meeting.ground.admin, title="Runde 2")
    assert queries.candidate_of(meeting.ground.round.id, meeting.best.id).submission.id == meeting.best.id
    with pytest.raises(NotFoundError):
        queries.candidate_of(other_round.id, meeting.best.id)


def test_prizes_come_by_rank_without_the_revoked_ones(meeting: Meeting) -> None:
    second, first = a_prize(meeting.second, "2. Preis", 2), a_prize(meeting.best, "1. Preis", 1)
    revoked = a_prize(meeting.unread, "Sonderpreis", 3)
    revoke(meeting, revoked.id)
    assert [each.id for each in queries.decisions_of(meeting.ground.round.id)] == [first.id, second.id]
    assert queries.prize_of(meeting.unread.id) is None
    with pytest.raises(NotFoundError):
        queries.decision_in(meeting.ground.round.id, revoked.id)


def revoke(meeting: Meeting, decision_id: uuid.UUID) -> None:
    with clock.at(AFTERWARDS):
        actions.revoke(meeting.ground.admin, meeting.ground.round.id, decision_id, "War ein Versehen.")


def test_a_prize_is_found_in_its_round_only(meeting: Meeting) -> None:
    decision = a_prize(meeting.best)
    other_round = an_announced_round(meeting.ground.admin, title="Runde 2")
    assert queries.decision_in(meeting.ground.round.id, decision.id).id == decision.id
    with pytest.raises(NotFoundError):
        queries.decision_in(other_round.id, decision.id)


def test_the_number_of_questions_to_the_database_does_not_grow(meeting: Meeting) -> None:
    with statements() as before:
        queries.candidates_of(meeting.ground.round.id)
    for number in range(3):
        submission = a_submission(meeting.ground, f"Idee {number}")
        a_reading(meeting.ground, submission, 2)
        a_prize(submission, f"Preis {number}")
    with statements() as after:
        queries.candidates_of(meeting.ground.round.id)
    assert (len(before), len(after)) == (3, 3)


@pytest.mark.parametrize("changed", [{"prize": "Hauptpreis"}, {"rank": 9}, {"reason": "Gefälligkeit."}])
def test_verify_names_a_prize_that_was_changed(meeting: Meeting, changed: dict[str, object]) -> None:
    decision = a_prize(meeting.best)
    assert invariants.breaches() == {}
    change(decision.id, **changed)
    assert invariants.breaches() == {PROMISE: [f"decision {decision.id}"]}


def test_verify_names_a_prize_that_was_taken_away_or_brought_back(meeting: Meeting) -> None:
    revoked_id, removed_id = a_prize(meeting.best).id, a_prize(meeting.second).id
    revoke(meeting, revoked_id)
    assert invariants.breaches() == {}
    change(revoked_id, revoked_at=None)
    remove(removed_id)
    assert invariants.breaches() == {PROMISE: sorted([f"decision {revoked_id}", f"decision {removed_id}"])}


@db.action
def change(decision_id: uuid.UUID, **values: object) -> None:
    """Behind the back of all actions, as somebody with the database's password could."""
    db.session().execute(update(Decision).where(Decision.id == decision_id).values(**values))


@db.action
def remove(decision_id: uuid.UUID) -> None:
    db.session().execute(delete(Decision).where(Decision.id == decision_id))
