"""The snapshot is made after sheets have changed, once, and of what is there then."""

import uuid

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app.conflicts.actions import end_conflict, note_conflict, object_to_company, take_objection_back, waive
from app.core import audit, clock, db, invariants, jobs
from app.core.audit import AuditEvent
from app.ideas.models import Idea, Submission
from app.panels.actions import SeatValues, edit_juror
from app.panels.models import PanelMember
from app.panels.rules import TOO_MANY
from app.policies.actions import RANKED_AFTER
from app.recusals.actions import decline
from app.scoring import actions as scoring
from app.scoring.queries import piles_of
from app.snapshots import actions, queries, rules
from app.snapshots.models import RankingSnapshot
from app.teams.queries import members_of
from tests.support.contests import Judged, a_judged_round
from tests.support.jury import (
    DEALING,
    a_handed_in_sheet,
    a_juror,
    a_submission,
    an_assignment,
    chosen_by_hand,
    member_of,
)
from tests.support.prepared import prepared
from tests.support.rounds import JUDGING, ONE_SECOND
from tests.support.teams import a_ground

PROMISES = (
    "every snapshot of a ranking can be worked out again, byte for byte",
    "every snapshot of a ranking says what was worked out",
)


@pytest.fixture
@prepared
def judged(app: Flask) -> Judged:
    del app
    return a_judged_round()


def test_the_job_waits_a_moment_for_further_sheets_and_then_ranks_them_once(judged: Judged) -> None:
    round_id = judged.ground.round.id
    with clock.at(JUDGING + RANKED_AFTER - ONE_SECOND):
        jobs.run_due()
    before = queries.snapshot_of(round_id)
    db.end_reading()
    with clock.at(JUDGING + 2 * RANKED_AFTER):
        jobs.run_due()
    stored = queries.snapshot_of(round_id)

    assert (before, stored is None) == (None, False)
    noted = db.session().scalar(select(func.count()).where(AuditEvent.action == "make_snapshot"))
    assert (noted, audit.verify(), invariants.breaches()) == (1, [], {})


def test_of_the_same_sheets_nothing_new_is_made_and_of_others_it_takes_its_place(judged: Judged) -> None:
    stored, again = judged.rank(), judged.rank()
    juror = judged.jurors[0]
    assignment_id = piles_of(juror)[0].assignments[0].id
    with clock.at(JUDGING):
        scoring.reopen_sheet(juror, assignment_id)
    fewer = judged.rank()

    assert (again.id, again.made_at, again.result_digest) == (stored.id, stored.made_at, stored.result_digest)
    assert (fewer.id, fewer.result_digest == stored.result_digest) == (stored.id, False)
    assert sum(each.readings for each in fewer.ranking.entries) == 17
    assert invariants.breaches() == {}


def test_of_two_workers_the_one_that_began_to_read_later_is_kept(judged: Judged) -> None:
    contest = queries.contest_of(judged.ground.round.id)
    for begun_at, result in ((JUDGING + ONE_SECOND, "{}"), (JUDGING, "[]")):
        actions.keep(contest, result, begun_at)

    assert db.session().scalars(select(RankingSnapshot.result)).all() == ["{}"]


def test_a_snapshot_of_the_first_edition_is_worked_out_again_as_it_was(judged: Judged) -> None:
    """It was told neither who dealt nor who is biased."""
    by_hand = chosen_by_hand(judged.jurors[3], judged.submissions[0], at=JUDGING)
    a_handed_in_sheet(judged.jurors[3], by_hand, 5)
    a_handed_in_sheet(judged.jurors[4], chosen_by_hand(judged.jurors[4], judged.submissions[0], at=JUDGING), 5)
    a_handed_in_sheet(judged.jurors[1], chosen_by_hand(judged.jurors[1], judged.submissions[2], at=JUDGING), 5)
    contest = queries.contest_of(judged.ground.round.id)
    then, now = (rules.text_of(rules.snapshot_by(contest, edition)) for edition in (rules.FIRST, rules.EDITION))
    actions.keep(contest, then, JUDGING)
    breaches = []
    for result in (then, now):
        _set({"versions": {**rules.versions_now(), "method": rules.FIRST}, "barred": None, "result": result})
        breaches.append(PROMISES[0] in invariants.breaches())
    assert (then == now, breaches) == (False, [False, True])


def _team_of(submission_id: object) -> uuid.UUID:
    team_id = db.session().scalars(select(Idea.team_id).join(Submission).where(Submission.id == submission_id)).one()
    db.end_reading()
    return team_id


@db.action
def _set(values: dict[str, object]) -> None:
    db.session().execute(update(RankingSnapshot).values(**values))


def test_of_readings_dealt_by_hand_more_than_a_tenth_leave_the_plain_mean(judged: Judged) -> None:
    dealt = judged.rank().ranking
    for juror in judged.jurors[3:]:
        a_handed_in_sheet(juror, chosen_by_hand(juror, judged.submissions[0], at=JUDGING), 5)
    contest, chosen = queries.contest_of(judged.ground.round.id), judged.rank().ranking

    assert (contest.by_hand, len(contest.sheets), contest.is_by_chance) == (2, 20, True)
    a_handed_in_sheet(judged.jurors[1], chosen_by_hand(judged.jurors[1], judged.submissions[2], at=JUDGING), 5)
    one_more = judged.rank().ranking
    assert [each.method_used for each in (dealt, chosen, one_more)] == ["fairwert", "fairwert", "mean"]
    assert ["SELF_SELECTED" in each.fallbacks for each in (dealt, chosen, one_more)] == [False, False, True]
    assert invariants.breaches() == {}


def test_a_ranking_proposes_nobody_who_is_biased_and_keeps_what_it_knew_of_that(app: Flask) -> None:
    del app
    judged = a_judged_round(((4, 5, None, None), (3, 2, None, None), (None, None, 4, 2), (None, None, 1, 3)))
    contest = queries.contest_of(judged.ground.round.id)
    ((idea, juror),) = rules.snapshot_by(contest).components.proposals
    team_id = _team_of(idea)
    user_id = db.session().scalars(select(PanelMember.user_id).where(PanelMember.id == juror)).one()
    db.end_reading()
    conflict = note_conflict(judged.ground.admin, user_id, team_id, "family")
    stored = judged.rank()
    barred = db.session().scalars(select(RankingSnapshot.barred)).one()
    end_conflict(judged.ground.admin, judged.ground.round.id, conflict.id, "Ein Irrtum.")

    assert [str(idea), str(juror)] in (barred or [])
    assert (len(stored.ranking.components.proposals), (idea, juror) in stored.ranking.components.proposals) == (
        1,
        False,
    )
    assert invariants.breaches() == {}
    _set({"barred": []})
    assert sorted(invariants.breaches()) == sorted(PROMISES)


def test_whoever_becomes_biased_or_no_longer_is_lets_the_ranking_be_made_anew(judged: Judged) -> None:
    admin, round_id, juror = judged.ground.admin, judged.ground.round.id, judged.jurors[3]
    team_id, seat = _team_of(judged.submissions[0].id), member_of(judged.ground.round, juror)
    pair = [str(judged.submissions[0].id), str(seat.id)]
    known = [_barred_in_the_next(round_id, 1)]
    conflict = note_conflict(admin, juror.id, team_id, "family")
    known.append(_barred_in_the_next(round_id, 2))
    waive(admin, round_id, juror.id, team_id, "Es gibt niemand anderen.")
    known.append(_barred_in_the_next(round_id, 3))
    note_conflict(admin, juror.id, team_id, "family")
    known.append(_barred_in_the_next(round_id, 4))
    end_conflict(admin, round_id, conflict.id, "Ein Irrtum.")
    known.append(_barred_in_the_next(round_id, 5))
    edit_juror(admin, round_id, seat.id, SeatValues(company="Zahnrad AG"), seat.version)
    student = members_of(team_id)[0]
    objection = object_to_company(student, team_id, "Zahnrad AG", "Die bauen dasselbe.")
    known.append(_barred_in_the_next(round_id, 6))
    take_objection_back(student, team_id, objection.id)
    known.append(_barred_in_the_next(round_id, 7))
    object_to_company(student, team_id, "Werk Nord", "Die auch.")
    known.append(_barred_in_the_next(round_id, 8))
    edit_juror(admin, round_id, seat.id, SeatValues(company="Werk Nord"), seat.version)
    known.append(_barred_in_the_next(round_id, 9))

    assert [pair in barred for barred in known] == [False, True, False, True, False, True, False, False, True]
    made = select(func.count()).where(AuditEvent.action == "make_snapshot")
    # Of the objection against a company for which nobody works, nothing new came.
    assert (db.session().scalar(made), audit.verify(), invariants.breaches()) == (len(known) - 1, [], {})


def _barred_in_the_next(round_id: uuid.UUID, number: int) -> list[list[str]]:
    """Whom the snapshot knows to be biased after everything that is due has run."""
    with clock.at(JUDGING + 2 * number * RANKED_AFTER):
        jobs.run_due()
    found = db.session().scalar(select(RankingSnapshot.barred).where(RankingSnapshot.round_id == round_id))
    db.end_reading()
    return found or []


def test_a_reading_that_is_given_back_is_not_proposed_again(app: Flask) -> None:
    del app
    judged = a_judged_round()
    juror, submission = judged.jurors[3], judged.submissions[0]
    assignment = an_assignment(juror, submission)
    before = _barred_in_the_next(judged.ground.round.id, 1)
    with clock.at(DEALING):
        decline(juror, assignment.id, TOO_MANY)

    after = _barred_in_the_next(judged.ground.round.id, 2)
    pair = [str(submission.id), str(member_of(judged.ground.round, juror).id)]
    assert (pair in before, pair in after) == (False, True)


def test_a_ranking_of_the_first_method_is_not_made_anew_because_somebody_is_biased(judged: Judged) -> None:
    contest = queries.contest_of(judged.ground.round.id)
    actions.keep(contest, rules.text_of(rules.snapshot_by(contest, rules.FIRST)), JUDGING)
    _set({"versions": {**rules.versions_now(), "method": rules.FIRST}, "barred": None})
    note_conflict(judged.ground.admin, judged.jurors[3].id, _team_of(judged.submissions[0].id), "family")

    assert judged.rank().versions["method"] == rules.FIRST


def test_before_the_first_sheet_there_is_nothing_to_rank(app: Flask) -> None:
    del app
    ground = a_ground()
    submission, juror = a_submission(ground), a_juror(ground.round)
    note_conflict(ground.admin, juror.id, _team_of(submission.id), "family")
    with clock.at(JUDGING + 2 * RANKED_AFTER):
        jobs.run_due()

    assert queries.snapshot_of(ground.round.id) is None
