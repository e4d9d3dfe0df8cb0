"""Laying down how much a round counts in its final. The row of its policy is the lock: the first sheet takes it too."""

import uuid

from app.accounts.models import User
from app.core import audit, clock, db
from app.core.errors import EditConflictError, RefusedError
from app.policies.models import JuryPolicy
from app.policies.queries import policy_of
from app.rounds.queries import round_of
from app.stages import queries, rules
from app.stages.models import CarryOver, Final, Finalist


@db.action
def lay_down(admin: User, round_id: uuid.UUID, share: int, version: int) -> CarryOver:
    """Say what share of the final's value (in per cent) comes from this round; the same again changes nothing.

    RefusedError once a sheet was begun. EditConflictError if somebody else has said something else since `version`.
    """
    round_ = round_of(admin, round_id)
    policy = db.load(JuryPolicy, policy_of(round_.id).id, to_change=True)
    if refusal := rules.why_not_change(policy.locked_at):
        raise RefusedError(refusal)
    row = queries.carry_over_of(round_.id)
    if row is not None and row.share == share:
        return row
    if row is not None and row.version != version:
        raise EditConflictError([rules.conflict(row.share, share, row.version)])
    row = row or CarryOver(round_id=round_.id, version=0)
    row.share, row.digest = share, rules.digest_of(round_.id, share)
    row.version, row.changed_by_id, row.changed_at = row.version + 1, admin.id, clock.now()
    db.add(row)
    values = {"round": str(round_.id), "share": share, "digest": row.digest}
    audit.record(admin.id, "lay_down_carry_over", "carry_over", row.id, values=values)
    return row


@db.action
def add_final(admin: User, final: Final, finalists: list[Finalist]) -> None:
    """Keep which round is the final of which, and who is in it with what."""
    final.created_by_id, final.created_at = admin.id, clock.now()
    db.add(final)
    for each in finalists:
        each.final_id = final.id
        db.add(each)
    audit.record(admin.id, "create_final", "final", final.id, values=queries.noted(final, finalists))
