"""The policy of a round. It is announced with its round, and then for everybody."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, select

from app.core import db
from app.core.audit import AuditEvent
from app.core.db import session
from app.core.errors import NotFoundError
from app.core.i18n import pick
from app.core.invariants import invariant
from app.policies import rules
from app.policies.models import JuryPolicy
from app.policies.rules import Policy, Terms
from app.rounds.models import Round
from app.rubrics.queries import criteria_of, rubric_of

_policies = db.table(JuryPolicy)
_TERMS = ("method", "places", "tie_rules", "readings_min", "readings_budget")
_COLUMNS = (*_TERMS, "id", "round_id", "digest", "version", "locked_at")
_STORED = select(*(_policies.c[name] for name in _COLUMNS))
# To be asked for together with something else, see `policy_in`.
POLICY_OF_ROUND = _STORED.where(_policies.c.round_id == bindparam("round_id"))


def policy_of(round_id: uuid.UUID) -> Policy:
    """The policy of a round (one query); NotFoundError without such a round."""
    row = session().execute(POLICY_OF_ROUND, {"round_id": round_id}).one_or_none()
    if row is None:
        raise NotFoundError
    return policy_in(row)


def policy_in(row: Sequence[Any]) -> Policy:
    """The policy that a row of `POLICY_OF_ROUND` begins with."""
    stored = dict(zip(_COLUMNS, row, strict=False))
    terms = {name: stored.pop(name) for name in _TERMS}
    return Policy(terms=Terms(**{**terms, "tie_rules": tuple(terms["tie_rules"])}), **stored)


def criterion_names_of(round_id: uuid.UUID) -> dict[str, str]:
    """The names of the criteria by which is judged now, by key, in the reader's language and in their order."""
    return {criterion.key: pick(criterion.name) for criterion in criteria_of(rubric_of(round_id).id)}


@invariant("every round has a policy for its jury")
def _rounds_without_policy() -> list[str]:
    has_policy = select(JuryPolicy.id).where(JuryPolicy.round_id == Round.id).exists()
    return [f"round {id_}" for id_ in session().scalars(select(Round.id).where(~has_policy).order_by(Round.id))]


@invariant("every policy of a jury says what was laid down")
def _changed_policies() -> list[str]:
    """Compares each policy with its digest and, unless it is as old as its table, with the newest event about it."""
    query = select(AuditEvent.object_id, AuditEvent.action, AuditEvent.values).where(AuditEvent.object_kind == "policy")
    noted = {
        id_: (values["digest"], action == "lock_policy")
        for id_, action, values in session().execute(query.order_by(AuditEvent.number))
    }
    policies = [policy_in(row) for row in session().execute(_STORED.order_by(_policies.c.id))]
    return [
        f"policy {each.id}"
        for each in policies
        if each.digest != rules.digest_of(each.round_id, each.terms)
        or noted.get(each.id, _as_stored(each)) != _as_stored(each)
    ] + [f"policy {id_}" for id_ in sorted(noted.keys() - {each.id for each in policies}, key=str)]


def _as_stored(policy: Policy) -> tuple[str, bool]:
    return policy.digest, policy.locked_at is not None
