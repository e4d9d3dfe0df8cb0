"""A round gets the usual policy with its creation; the first sheet that is begun locks what it says then."""

import uuid
from dataclasses import asdict
from datetime import timedelta

from sqlalchemy import bindparam, update

from app.accounts.models import User
from app.core import audit, clock, db, jobs
from app.core.errors import EditConflictError, InvalidError, RefusedError
from app.policies import queries, rules
from app.policies.models import JuryPolicy
from app.policies.rules import Terms
from app.rounds.queries import round_of

RANKED_AFTER = timedelta(seconds=10)
_policies = db.table(JuryPolicy)
# One statement decides between the first juror and an admin who changes the policy meanwhile.
_LOCK = (
    update(_policies)
    .where(_policies.c.round_id == bindparam("of_round"), _policies.c.locked_at.is_(None))
    .values(locked_at=bindparam("at"))
    .returning(_policies.c.id, _policies.c.digest)
)


@db.action
def add_default_policy(admin: User, round_id: uuid.UUID) -> JuryPolicy:
    """Give a new round the usual policy."""
    terms = Terms()
    row = db.add(JuryPolicy(round_id=round_id, digest=rules.digest_of(round_id, terms), **_columns(terms)))
    audit.record(admin.id, "add_policy", "policy", row.id, values={"round": str(round_id), "digest": row.digest})
    return row


def _columns(terms: Terms) -> dict[str, object]:
    return {**asdict(terms), "tie_rules": list(terms.tie_rules)}


@db.action
def change_policy(admin: User, round_id: uuid.UUID, terms: Terms, version: int) -> None:
    """Lay down something else. RefusedError once a sheet was begun, InvalidError with what is wrong with the terms.

    EditConflictError if somebody else has, since `version` was shown, and says something else.
    """
    round_ = round_of(admin, round_id)
    row = db.load(JuryPolicy, queries.policy_of(round_.id).id, to_change=True)
    policy = queries.policy_of(round_.id)
    if refusal := rules.why_not_change(policy):
        raise RefusedError(refusal)
    names = queries.criterion_names_of(round_.id)
    if faults := rules.faults_of(terms, names):
        raise InvalidError(faults)
    if version != policy.version and (found := rules.conflicts(policy.terms, terms, names, policy.version)):
        raise EditConflictError(found)
    for name, value in {**_columns(terms), "digest": rules.digest_of(round_.id, terms)}.items():
        setattr(row, name, value)
    row.version += 1
    values = {"before": policy.digest, "digest": row.digest, **_columns(terms)}
    audit.record(admin.id, "change_policy", "policy", row.id, values=values)


@db.action
def lock_policy(round_id: uuid.UUID) -> None:
    """Let nobody change the policy any more, as the first sheet of a round is begun; a second time changes nothing."""
    locked = db.session().execute(_LOCK, {"of_round": round_id, "at": clock.now()}).one_or_none()
    if locked is not None:
        audit.record(None, "lock_policy", "policy", locked.id, values={"digest": locked.digest})


@db.action
def rank_again(round_id: uuid.UUID) -> None:
    """Have the fair ranking of a round worked out anew, since something that counts has changed (one query).

    In a moment: sheets often come together.
    """
    key = f"snapshots.make:{round_id}"
    jobs.enqueue("snapshots.make", dedupe=key, run_at=clock.now() + RANKED_AFTER, round_id=str(round_id))
