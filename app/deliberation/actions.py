"""Giving prizes and revoking them."""

import uuid
from dataclasses import dataclass

from app.accounts.models import User
from app.core import audit, clock, db
from app.core.errors import RefusedError
from app.deliberation import queries, rules
from app.deliberation.models import Decision
from app.ideas.models import Submission
from app.panels.queries import submission_to_judge
from app.rounds.models import Round
from app.rounds.queries import phases_of, round_of


@dataclass(frozen=True)
class PrizeValues:
    """A prize, its place in the list of results (equal ones may share it), and why."""

    prize: str
    rank: int
    reason: str


@db.action
def award(admin: User, round_id: uuid.UUID, submission_id: uuid.UUID, values: PrizeValues) -> Decision:
    """Give an idea a prize; the very same once more changes nothing. RefusedError if it has another one."""
    round_ = _round_to_decide(admin, round_id)
    submission = submission_to_judge(round_.id, submission_id)
    db.load(Submission, submission.id, to_change=True)
    present = queries.prize_of(submission.id)
    if present is not None and (present.prize, present.rank, present.reason) == _said(values):
        return present
    if refusal := rules.why_not_award(present):
        raise RefusedError(refusal)
    decision = Decision(
        round_id=round_.id,
        submission_id=submission.id,
        prize=values.prize,
        rank=values.rank,
        reason=values.reason,
        decided_by_id=admin.id,
    )
    db.add(decision)
    audit.record(admin.id, "award_prize", "decision", decision.id, values=_noted(decision))
    return decision


def _said(values: PrizeValues) -> tuple[str, int, str]:
    return values.prize, values.rank, values.reason


def _round_to_decide(admin: User, round_id: uuid.UUID) -> Round:
    round_ = round_of(admin, round_id)
    if refusal := rules.why_not_decide(phases_of(round_.id), clock.received_at(), round_.contact):
        raise RefusedError(refusal)
    return round_


def _noted(decision: Decision) -> dict[str, object]:
    return {
        "round": str(decision.round_id),
        "submission": str(decision.submission_id),
        "rank": decision.rank,
        "digest": rules.digest_of(decision),
    }


@db.action
def revoke(admin: User, round_id: uuid.UUID, decision_id: uuid.UUID, reason: str) -> None:
    """Take a prize back; it stays on record."""
    round_ = _round_to_decide(admin, round_id)
    decision = db.locked(queries.decision_in(round_.id, decision_id))
    if decision.revoked_at is None:
        decision.revoked_at = clock.now()
        audit.record(admin.id, "revoke_prize", "decision", decision.id, values=_noted(decision), reason=reason)
