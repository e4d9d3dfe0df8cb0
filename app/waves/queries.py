"""Which further readings are worth most by now, which link what fell apart, and which were dealt."""

import uuid
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import literal, select, union_all

from app.accounts.models import User
from app.core.access import Role
from app.core.audit import AuditEvent
from app.core.db import session
from app.core.errors import NotFoundError
from app.core.invariants import invariant
from app.panels.models import Assignment, ReturnedReading
from app.panels.queries import Juror, Pile, chairs, jurors_of, piles_of
from app.panels.rules import DONE, OPEN, VOIDED
from app.plans.queries import barred_among
from app.policies.rules import Policy
from app.profiles.rules import GERMAN
from app.recusals.queries import KEPT_FROM
from app.rounds.models import Phase, Round
from app.snapshots.queries import policy_and_snapshot_of
from app.snapshots.rules import Stored
from app.waves import rules
from app.waves.models import Wave
from app.waves.rules import Bench, Links, Pair, Proposal

_RETURNED = "returned"


class Desk(NamedTuple):
    """What would be dealt next, what links, how much of the budget is left, and how ideas and jurors are called."""

    proposal: Proposal | None
    links: Links | None
    left: int
    ideas: dict[uuid.UUID, Pile]
    names: dict[uuid.UUID, str]


class Frame(NamedTuple):
    """A round with its phases and waves; `kept_from`: about how many ideas of it the person is biased."""

    round: Round
    phases: list[Phase]
    waves: list[Wave]
    kept_from: int


def frame_to_lead(person: User, round_id: uuid.UUID) -> Frame:
    """The frame of a round, for admins and those who chair its jury (one query); else NotFoundError."""
    kept_from = KEPT_FROM.correlate(Round).scalar_subquery()
    query = select(Round, Phase, Wave, kept_from).outerjoin(Phase, Phase.round_id == Round.id)
    query = query.outerjoin(Wave, Wave.round_id == Round.id).where(Round.id == round_id)
    query = query.order_by(Phase.opens_at, Phase.id, Wave.number)
    if Role.ADMIN not in person.roles:
        query = query.where(chairs(person.id))
    rows: Sequence[Any] = session().execute(query, {"person_id": person.id}).all()
    if not rows:
        raise NotFoundError
    phases, waves = (list(dict.fromkeys(row[place] for row in rows if row[place])) for place in (1, 2))
    return Frame(rows[0][0], phases, waves, rows[0][3])


def waves_of(round_id: uuid.UUID) -> list[Wave]:
    """The waves of a round in their order."""
    return list(session().scalars(select(Wave).where(Wave.round_id == round_id).order_by(Wave.number)))


def state_of(round_id: uuid.UUID, now: datetime) -> tuple[Proposal | None, int, list[Wave]]:
    """What would be dealt next where it is close, how much of the budget is left, and what was dealt (six queries)."""
    waves = waves_of(round_id)
    desk = desk_of(round_id, waves, now)
    return desk.proposal, desk.left, waves


def desk_of(round_id: uuid.UUID, waves: list[Wave], now: datetime) -> Desk:
    """Everything that there is to say and to deal after these waves (five queries)."""
    policy, stored = policy_and_snapshot_of(round_id)
    left = policy.terms.readings_budget - rules.used_by(waves)
    jurors = [each for each in jurors_of(round_id) if each.member.is_juror and GERMAN in each.member.languages]
    piles = piles_of(round_id)
    names = {each.member.id: each.member.user.name for each in jurors}
    ideas = {pile.id: pile for pile in piles}
    if stored is None:
        return Desk(None, None, left, ideas, names)
    bench = bench_of(round_id, piles, jurors, now)
    proposal = _proposal(policy, stored, bench, left) if left > 0 else None
    return Desk(proposal, _links(stored, bench), left, ideas, names)


def bench_of(round_id: uuid.UUID, piles: list[Pile], jurors: list[Juror], now: datetime) -> Bench:
    """Who could read what of these ideas (two queries)."""
    found: dict[str, set[Pair]] = {"read": set(), "unread": set(), "late": set(), _RETURNED: set()}
    given = select(
        Assignment.submission_id, Assignment.panel_member_id, Assignment.state,
        Assignment.accepted_at, Assignment.reply_by,
    ).where(Assignment.round_id == round_id, Assignment.state != VOIDED)  # fmt: skip
    back = select(
        ReturnedReading.submission_id, ReturnedReading.panel_member_id, literal(_RETURNED),
        ReturnedReading.created_at, ReturnedReading.created_at,
    ).where(ReturnedReading.round_id == round_id)  # fmt: skip
    rows: Iterable[Any] = session().execute(union_all(given, back))
    for submission_id, member_id, state, accepted_at, reply_by in rows:
        kind = {DONE: "read", _RETURNED: _RETURNED}.get(state, "unread")
        found[kind].add((submission_id, member_id))
        if state == OPEN and accepted_at is None and reply_by is not None and reply_by <= now:
            found["late"].add((submission_id, member_id))
    return Bench(
        submissions=frozenset(pile.id for pile in piles),
        caps={each.member.id: len(piles) if each.member.load is None else each.member.load for each in jurors},
        read=frozenset(found["read"]),
        unread=frozenset(found["unread"]),
        late=frozenset(found["late"]),
        barred=frozenset(barred_among(piles, jurors) | found[_RETURNED]),
    )


def _proposal(policy: Policy, stored: Stored, bench: Bench, left: int) -> Proposal | None:
    from app.fairness import adaptive  # noqa: PLC0415 # scipy: half a second that other pages do without
    from app.fairness.cases import FairnessError  # noqa: PLC0415 # as above

    places, size = policy.terms.places, rules.size_of_wave(policy.terms.readings_budget, left)
    busy = Counter(seat for _submission, seat in bench.unread)
    most: dict[Hashable, int] = {seat: cap - busy[seat] for seat, cap in bench.caps.items()}
    try:
        pairs = adaptive.next_readings(stored.ranking, size, places, {*bench.barred, *bench.read, *bench.waiting}, most)
        later = adaptive.outlook(stored.ranking, places)
        needed = adaptive.readings_needed(stored.ranking, places)
        is_enough = adaptive.should_stop(stored.ranking, places)
    except FairnessError:
        return None
    return Proposal(
        pairs=_known(pairs),
        result_digest=stored.result_digest,
        places=places,
        wrong=later[0],
        wrong_after=later[min(len(pairs), len(later) - 1)],
        needed=needed,
        left=left,
        is_enough=is_enough,
    )


def _links(stored: Stored, bench: Bench) -> Links:
    from app.fairness.linkage import links_for  # noqa: PLC0415 # scipy: half a second that other pages do without

    readings = {pair for pair in bench.read | (bench.unread - bench.late) if pair[0] in bench.submissions}
    forbidden = {*bench.barred, *bench.read, *bench.unread, *bench.unable}
    busy = {seat for _submission, seat in bench.unread}
    weak = [seat for seat in stored.ranking.components.weak if seat not in busy]
    parts, pairs = links_for(readings, weak, forbidden)
    return Links(_known(pairs), stored.result_digest, parts)


def _known(pairs: Iterable[tuple[Hashable, Hashable]]) -> tuple[Pair, ...]:
    """Ids come back from the mathematics as they went."""
    return tuple((uuid.UUID(str(one)), uuid.UUID(str(other))) for one, other in pairs)


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
