"""The snapshot is made after sheets have changed, once, and of what is there then."""

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app.conflicts.actions import end_conflict, note_conflict
from app.core import audit, clock, db, invariants, jobs
from app.core.audit import AuditEvent
from app.ideas.models import Idea, Submission
from app.panels.models import PanelMember
from app.policies.actions import RANKED_AFTER
from app.scoring import actions as scoring
from app.scoring.queries import piles_of
from app.snapshots import actions, queries, rules
from app.snapshots.models import RankingSnapshot
from tests.support.contests import Judged, a_judged_round
from tests.support.jury import a_handed_in_sheet, chosen_by_hand
from tests.support.prepared import prepared
from tests.support.rounds import JUDGING, ONE_SECOND

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
    team_id = db.session().scalars(select(Idea.team_id).join(Submission).where(Submission.id == idea)).one()
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
