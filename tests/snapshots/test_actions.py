"""The snapshot is made after sheets have changed, once, and of what is there then."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core import audit, clock, db, invariants, jobs
from app.core.audit import AuditEvent
from app.policies.actions import RANKED_AFTER
from app.scoring import actions as scoring
from app.scoring.queries import piles_of
from app.snapshots import actions, queries
from app.snapshots.models import RankingSnapshot
from tests.support.contests import Judged, a_judged_round
from tests.support.rounds import JUDGING, ONE_SECOND

PROMISES = (
    "every snapshot of a ranking can be worked out again, byte for byte",
    "every snapshot of a ranking says what was worked out",
)


@pytest.fixture
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
