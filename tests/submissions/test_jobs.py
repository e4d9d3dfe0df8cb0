"""What happens by itself when submission closes."""

import uuid
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.core import audit, clock, db, invariants, jobs
from app.ideas.models import Submission
from app.ideas.queries import submissions_of
from app.messages.queries import messages_of
from app.organising import actions as organising
from app.rounds import actions as rounds
from app.rounds.actions import RoundValues
from app.rounds.models import Phase, PhaseKind
from app.submissions import actions
from app.submissions.rules import HAND_IN_AFTER
from tests.submissions.test_actions import Pair
from tests.support.ideas import an_idea, read, submit, write
from tests.support.rounds import JURY_OPENS, ONE_SECOND, SUBMIT_CLOSES, WRITING
from tests.support.teams import Ground, a_ground, a_team

LATER = SUBMIT_CLOSES + timedelta(hours=4)


@pytest.fixture
def ground(app: Flask) -> Ground:
    del app
    return a_ground()


@pytest.fixture
def pair(ground: Ground) -> Pair:
    """Mia and Ben with an idea to which nothing is left to do but to hand it in."""
    return Pair(ground)


def run_jobs(at: datetime = SUBMIT_CLOSES + HAND_IN_AFTER) -> None:
    db.read_again()
    db.close_session()
    with clock.at(at):
        jobs.run_due()


@db.action
def ask_again(phase_id: uuid.UUID) -> None:
    jobs.enqueue("submissions.hand_in_complete", phase_id=str(phase_id))


def handed_in(pair: Pair) -> list[tuple[int, datetime, str]]:
    return [(row.sequence, row.submitted_at, row.title) for row in submissions_of(pair.idea.id)]


def phase_of_submission(ground: Ground) -> Phase:
    query = select(Phase).where(Phase.round_id == ground.round.id, Phase.kind == PhaseKind.SUBMIT)
    return db.session().scalars(query).one()


def extend(ground: Ground, closes_at: datetime) -> None:
    phase = phase_of_submission(ground)
    with clock.at(SUBMIT_CLOSES - ONE_SECOND):
        organising.extend_deadline(ground.admin, ground.round.id, phase.id, closes_at, "Stromausfall an vier Schulen")


def test_a_complete_draft_is_handed_in_at_the_deadline_by_nobody(pair: Pair) -> None:
    run_jobs()
    (submission,) = submissions_of(pair.idea.id)
    assert (submission.submitted_at, submission.submitted_by_id) == (SUBMIT_CLOSES, None)
    assert read(pair.mia, pair.idea.id).idea.state == "submitted"
    query = select(audit.AuditEvent).where(audit.AuditEvent.action == "submit_idea")
    event = db.session().scalars(query).one()
    values = {"idea": str(pair.idea.id), "sequence": 1, "content_hash": submission.content_hash}
    assert (event.actor_id, event.object_id, event.values) == (None, submission.id, values)
    assert invariants.breaches() == {}


def test_members_and_teacher_are_told_with_the_receipt(pair: Pair, ground: Ground) -> None:
    run_jobs()
    (submission,) = submissions_of(pair.idea.id)
    told = [messages_of(person)[0] for person in (pair.mia, pair.ben, ground.teacher)]
    assert [message.template for message in told] == [
        "submissions.handed_in_by_itself",
        "submissions.handed_in_by_itself",
        "submissions.team_submitted",
    ]
    assert {message.values["number"] for message in told} == {submission.receipt_number}


def test_before_everything_of_the_last_second_can_be_answered_nothing_happens(pair: Pair) -> None:
    run_jobs(SUBMIT_CLOSES + HAND_IN_AFTER - ONE_SECOND)
    assert handed_in(pair) == []


def test_running_again_hands_in_nothing_more(pair: Pair, ground: Ground) -> None:
    run_jobs()
    phase_id = phase_of_submission(ground).id
    ask_again(phase_id)
    with clock.at(JURY_OPENS):
        assert actions.hand_in_complete(pair.idea.id, SUBMIT_CLOSES) is None
    run_jobs(JURY_OPENS)
    assert handed_in(pair) == [(1, SUBMIT_CLOSES, "Solarbank für den Pausenhof")]


def test_an_incomplete_draft_stays_a_draft(pair: Pair) -> None:
    write(pair.mia, pair.idea.id, {"problem": ""})
    run_jobs()
    assert (handed_in(pair), read(pair.mia, pair.idea.id).idea.state) == ([], "draft")


def test_a_complete_draft_that_is_newer_than_what_was_handed_in_counts_from_now_on(pair: Pair) -> None:
    submit(pair.mia, pair.idea.id)
    write(pair.ben, pair.idea.id, {"title": "Solarbank zwei"})
    run_jobs()
    newest, first = submissions_of(pair.idea.id)
    assert (newest.sequence, newest.title, first.withdrawn_at) == (2, "Solarbank zwei", None)


def test_an_incomplete_draft_leaves_what_was_handed_in_before(pair: Pair) -> None:
    first = submit(pair.mia, pair.idea.id)
    write(pair.ben, pair.idea.id, {"problem": ""})
    run_jobs()
    assert handed_in(pair) == [(1, first.submitted_at, first.title)]


def test_what_was_handed_in_unchanged_is_not_handed_in_again(pair: Pair) -> None:
    first = submit(pair.mia, pair.idea.id)
    run_jobs()
    assert handed_in(pair) == [(1, first.submitted_at, first.title)]


def test_what_a_team_took_back_stays_taken_back(pair: Pair) -> None:
    submit(pair.mia, pair.idea.id)
    with clock.at(WRITING):
        actions.withdraw_idea(pair.mia, pair.idea.id)
    run_jobs()
    assert read(pair.mia, pair.idea.id).idea.state == "withdrawn"


def test_a_round_may_leave_it_to_the_teams(pair: Pair, ground: Ground) -> None:
    values = RoundValues(ground.round.title, contact=ground.round.contact, has_auto_submit=False)
    with clock.at(WRITING):
        rounds.change_round(ground.admin, ground.round.id, values, ground.round.version)
    run_jobs()
    assert handed_in(pair) == []


def test_an_extended_deadline_is_the_moment_that_counts(pair: Pair, ground: Ground) -> None:
    extend(ground, LATER)
    run_jobs()
    before = handed_in(pair)
    run_jobs(LATER + HAND_IN_AFTER)
    assert (before, handed_in(pair)) == ([], [(1, LATER, "Solarbank für den Pausenhof")])


def test_a_deadline_that_was_moved_hands_in_nothing_of_its_old_moment(pair: Pair, ground: Ground) -> None:
    extend(ground, LATER)
    with clock.at(SUBMIT_CLOSES + HAND_IN_AFTER):
        assert actions.hand_in_complete(pair.idea.id, SUBMIT_CLOSES) is None


def test_one_team_that_is_not_complete_keeps_no_other_from_being_handed_in(pair: Pair, ground: Ground) -> None:
    kim = ground.student("Kim")
    other = a_team(kim, ground.round, "Windrad")
    idea = an_idea(kim, other)
    run_jobs()
    assert [len(submissions_of(id_)) for id_ in (idea.id, pair.idea.id)] == [0, 1]


def test_the_phase_of_a_round_that_was_never_announced_may_be_gone(ground: Ground) -> None:
    ask_again(ground.school.id)
    run_jobs(JURY_OPENS)
    assert (jobs.state().failed, db.session().scalars(select(Submission)).all()) == (0, [])
