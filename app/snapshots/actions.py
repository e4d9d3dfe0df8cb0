"""Making the snapshot of a round, beside the pages: reading and reckoning come before the transaction."""

import uuid
from datetime import datetime

from sqlalchemy import select

from app.core import audit, clock, db
from app.rounds.models import Round
from app.snapshots import queries, rules
from app.snapshots.models import RankingSnapshot
from app.snapshots.rules import Contest


def make_snapshot(round_id: uuid.UUID) -> None:
    """Work out the fair ranking of a round and keep it in place of the last one.

    Of the same sheets, with the same people biased, nothing is new; before the first sheet there is nothing. If sheets
    change meanwhile, whoever changed them has asked for the next one.
    """
    begun_at = clock.now()
    contest = queries.with_barred(queries.contest_of(round_id))
    stored = queries.snapshot_of(round_id)
    is_due = bool(contest.sheets) if stored is None else not queries.is_of(stored, contest)
    db.end_reading()
    if is_due:
        keep(contest, rules.text_of(rules.snapshot_by(contest)), begun_at)


@db.action
def keep(contest: Contest, result: str, begun_at: datetime) -> None:
    """Store what was worked out of sheets that were read from `begun_at` on, unless another one began later."""
    round_ = db.load(Round, contest.policy.round_id, to_change=True)
    row = db.session().scalar(select(RankingSnapshot).where(RankingSnapshot.round_id == round_.id))
    if row is not None and row.made_at > begun_at:
        return
    row = row or RankingSnapshot(round_id=round_.id)
    row.input_digest, row.policy_digest = contest.input_digest, contest.policy.digest
    row.seed, row.versions = contest.policy.seed, rules.versions_now()
    row.barred = rules.texts_of_pairs(contest.barred)
    row.result, row.result_digest = result, rules.result_digest_of(result)
    row.made_at = begun_at
    db.add(row)
    audit.record(None, "make_snapshot", "ranking_snapshot", row.id, values=queries.said_in(row, row.result_digest))
