"""Which further readings are worth most by now, and which were dealt."""

import uuid
from collections import Counter
from collections.abc import Hashable
from datetime import datetime

from sqlalchemy import select

from app.core.audit import AuditEvent
from app.core.db import session
from app.core.invariants import invariant
from app.panels.models import Assignment
from app.panels.rules import BEGUN, OPEN
from app.plans.queries import pool_of
from app.plans.rules import Pool
from app.policies.rules import Policy
from app.snapshots.queries import policy_and_snapshot_of
from app.snapshots.rules import Stored
from app.waves import rules
from app.waves.models import Wave
from app.waves.rules import Pair, Proposal


def waves_of(round_id: uuid.UUID) -> list[Wave]:
    """The waves of a round in their order."""
    return list(session().scalars(select(Wave).where(Wave.round_id == round_id).order_by(Wave.number)))


def state_of(round_id: uuid.UUID, now: datetime) -> tuple[Proposal | None, int, list[Wave]]:
    """What would be dealt next, how much of the budget is left, and what was dealt (eleven queries)."""
    policy, stored = policy_and_snapshot_of(round_id)
    waves = waves_of(round_id)
    left = policy.terms.readings_budget - rules.used_by(waves)
    if stored is None or left <= 0:
        return None, left, waves
    return _proposal(policy, stored, pool_of(round_id, now), _unread(round_id), left), left, waves


def _unread(round_id: uuid.UUID) -> list[Pair]:
    """What is dealt and not handed in: its idea waits for it."""
    query = select(Assignment.submission_id, Assignment.panel_member_id)
    query = query.where(Assignment.round_id == round_id, Assignment.state.in_((OPEN, BEGUN)))
    return [(submission_id, member_id) for submission_id, member_id in session().execute(query)]


def _proposal(policy: Policy, stored: Stored, pool: Pool, unread: list[Pair], left: int) -> Proposal | None:
    from app.fairness import adaptive  # noqa: PLC0415 # scipy: half a second that other pages do without
    from app.fairness.cases import FairnessError  # noqa: PLC0415 # as above

    places, size = policy.terms.places, rules.size_of_wave(policy.terms.readings_budget, left)
    waiting, busy = {one for one, _other in unread}, Counter(other for _one, other in unread)
    closed = {(one, seat.id) for one in waiting for seat in pool.seats}
    most: dict[Hashable, int] = {
        seat.id: (len(pool.categories) if seat.load is None else seat.load) - busy[seat.id] for seat in pool.seats
    }
    taken = pool.barred | pool.held | pool.late | closed
    try:
        pairs = adaptive.next_readings(stored.ranking, size, places, {*taken}, most)
        wrong = adaptive.expected_wrong(stored.ranking, places)
        is_enough = adaptive.should_stop(stored.ranking, places)
    except FairnessError:
        return None
    known = [(uuid.UUID(str(one)), uuid.UUID(str(other))) for one, other in pairs]
    return Proposal(tuple(known), places, wrong, left, is_enough, stored.result_digest)


@invariant("every wave of further readings is the one that the log tells of")
def _waves_beside_the_log() -> list[str]:
    query = select(AuditEvent.object_id, AuditEvent.values).where(AuditEvent.object_kind == "wave")
    rows = session().execute(query)
    logged: dict[uuid.UUID | None, dict[str, object]] = {wave_id: values for wave_id, values in rows}  # noqa: C416 # mypy
    stored: dict[uuid.UUID | None, dict[str, object]] = {
        wave.id: rules.noted(wave) for wave in session().scalars(select(Wave))
    }
    wrong = {id_ for id_ in logged.keys() | stored.keys() if logged.get(id_) != stored.get(id_)}
    return [f"wave {id_}" for id_ in sorted(wrong, key=str)]
