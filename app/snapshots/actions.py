"""Making the snapshot of a round, beside the pages: reading and reckoning come before the transaction."""

import uuid

from sqlalchemy import select

from app.core import audit, clock, db
from app.rounds.models import Round
from app.snapshots import queries, rules
from app.snapshots.models import RankingSnapshot
from app.snapshots.rules import Contest


def make_snapshot(round_id: uuid.UUID) -> None:
    """Work out the fair ranking of a round and keep it in place of the last one; of the same sheets nothing is new.

    If sheets change meanwhile, whoever changed them has asked for the next one.
    """
    contest = queries.contest_of(round_id)
    stored = queries.snapshot_of(round_id)
    db.end_reading()
    if stored is None or not stored.is_of(contest.input_digest, contest.policy.digest):
        _keep(contest, rules.text_of(rules.snapshot_by(contest)))


@db.action
def _keep(contest: Contest, result: str) -> None:
    round_ = db.load(Round, contest.policy.round_id, to_change=True)
    row = db.session().scalar(select(RankingSnapshot).where(RankingSnapshot.round_id == round_.id))
    row = row or RankingSnapshot(round_id=round_.id)
    row.input_digest, row.policy_digest = contest.input_digest, contest.policy.digest
    row.seed, row.versions = contest.policy.seed, rules.versions_now()
    row.result, row.result_digest = result, rules.result_digest_of(result)
    row.made_at = clock.now()
    db.add(row)
    audit.record(None, "make_snapshot", "ranking_snapshot", row.id, values=queries.said_in(row, row.result_digest))
