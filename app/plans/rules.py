"""What is asked of a plan, what is dealt at most, and how its outcome is put into words."""

import hashlib
import json
import random
import uuid
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from app.core.errors import Refusal
from app.core.i18n import _, _n
from app.panels.models import PanelMember

WAITING, READY, INFEASIBLE, APPLIED = "waiting", "ready", "infeasible", "applied"
SCHOOL, COMPANY, CITY = "school", "company", "city"
# So many pairs of ideas and jurors are worked out while somebody waits; more are left to a job.
FAST_MAX = 10_000
READINGS_MAX = 10
DAYS_TO_REPLY = 5
# The least share of what a juror reads from fields that are not their own.
OUTSIDE = 0.2
_KNOWN, _INDIFFERENT = 1.0, 0.5

Pair = tuple[uuid.UUID, uuid.UUID]
Loads = dict[Hashable, int]


@dataclass(frozen=True)
class Order:
    """readings: of each idea; is_mixed: school, company and city for each; takes_back: what nobody answered in time."""

    readings: int
    seed: int
    days: int = DAYS_TO_REPLY
    is_mixed: bool = True
    takes_back: bool = True


class Seat(NamedTuple):
    """A juror as far as dealing goes; `load` is what they read at most, None if they said nothing."""

    id: uuid.UUID
    name: str
    kind: str
    fields: frozenset[uuid.UUID]
    load: int | None


@dataclass(frozen=True)
class Pool:
    """Everything a plan is worked out from: ideas with their categories, seats, and pairs (submission, seat).

    held: what is dealt and stays; late: dealt, not answered in time; barred: what must not be.
    """

    categories: Mapping[uuid.UUID, uuid.UUID]
    numbers: Mapping[uuid.UUID, int]
    seats: Sequence[Seat]
    held: frozenset[Pair]
    late: frozenset[Pair]
    barred: frozenset[Pair]

    @property
    def size(self) -> int:
        return len(self.categories) * len(self.seats)

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of all of it as canonical JSON."""
        parts = [
            sorted((str(id_), str(field)) for id_, field in self.categories.items()),
            sorted((str(s.id), s.kind, sorted(map(str, s.fields)), s.load or -1) for s in self.seats),
            *(sorted((str(one), str(other)) for one, other in pairs) for pairs in (self.held, self.late, self.barred)),
        ]
        return hashlib.sha256(json.dumps(parts, separators=(",", ":")).encode()).hexdigest()


def kind_of(member: PanelMember, *, teaches: bool) -> str:
    """Where somebody looks at ideas from."""
    if member.school_id is not None or teaches:
        return SCHOOL
    return COMPANY if member.company_id is not None else CITY


def kind_text(kind: str) -> str:
    return {SCHOOL: _("Schule"), COMPANY: _("Betrieb"), CITY: _("Stadt und andere")}[kind]


# ---------------------------------------------------------------- the problem
def problems_of(pool: Pool, order: Order) -> list[Any]:
    """The same `Problem` with loads ever less even, until the jurors' own; the first that can be solved is taken."""
    from app.fairness.assignment import Problem  # noqa: PLC0415 # scipy: half a second that pages do without

    kept, given_up = (pool.held, pool.late) if order.takes_back else (pool.held | pool.late, frozenset())
    seats = {seat.id: seat for seat in pool.seats}
    fixed = {pair for pair in kept if pair[0] in pool.categories and pair[1] in seats}
    own: Counter[Hashable] = Counter(seat_id for _submission, seat_id in fixed)
    most: Loads = {id_: max(own[id_], len(pool.categories) if s.load is None else s.load) for id_, s in seats.items()}
    has = Counter(submission for submission, _seat in fixed)
    total = len(fixed) + sum(max(order.readings - has[id_], 0) for id_ in pool.categories)
    problem = Problem(
        submissions=list(pool.categories),
        jurors=list(seats),
        readings=order.readings,
        loads=most,
        conflicts={pair for pair in pool.barred | given_up if pair not in fixed},
        match={(id_, s.id): _match(s, field) for id_, field in pool.categories.items() for s in pool.seats},
        fixed=fixed,
        seed=order.seed,
        kinds={s.id: s.kind for s in pool.seats} if order.is_mixed else {},
        categories=dict[Hashable, Hashable](pool.categories.items()),
        outside=OUTSIDE,
    )
    level = _level(most, own, total)
    even = _evenly(most, own, level, total, order.seed)
    loads = [
        even,
        *({id_: max(own[id_], min(load, high)) for id_, load in most.items()} for high in (level, level + 1)),
    ]
    return [*(replace(problem, loads=each) for each in loads), problem]


def _match(seat: Seat, field: uuid.UUID) -> float:
    if not seat.fields:
        return _INDIFFERENT
    return _KNOWN if field in seat.fields else 0.0


def _level(most: Loads, own: Mapping[Hashable, int], total: int) -> int:
    """How much everybody reads if nobody reads more than they must."""
    level = 0
    while level < max(most.values(), default=0) and sum(_capped(most, own, level).values()) < total:
        level += 1
    return level


def _capped(most: Loads, own: Mapping[Hashable, int], level: int) -> Loads:
    return {id_: max(own[id_], min(load, level)) for id_, load in most.items()}


def _evenly(most: Loads, own: Mapping[Hashable, int], level: int, total: int, seed: int) -> Loads:
    """Loads that differ by one at most and add up to the total, chance saying who reads the one more."""
    full, loads = _capped(most, own, level), _capped(most, own, max(level - 1, 0))
    could = sorted((id_ for id_ in most if full[id_] > loads[id_]), key=str)
    missing = min(max(total - sum(loads.values()), 0), len(could))
    for id_ in random.Random(seed).sample(could, missing):  # noqa: S311 # the same on every machine, no secret
        loads[id_] += 1
    return loads


# ---------------------------------------------------------------- decisions
def is_left_to_job(size: int) -> bool:
    """Whether working out takes longer than anybody likes to wait for a page."""
    return size > FAST_MAX


def why_not_propose(pool: Pool) -> Refusal | None:
    """Why nothing can be worked out."""
    if not pool.categories:
        return Refusal("nothing_to_deal", _("Es gibt noch keine eingereichte Idee."))
    if not pool.seats:
        return Refusal("no_jurors", _("Es gibt noch niemanden in der Jury, der Ideen liest."))
    return None


def why_not_apply(state: str, digest: str, present: str) -> Refusal | None:
    """Why a plan stays a proposal: it is no ready one, or something has changed since it was worked out."""
    if state == APPLIED:
        return Refusal("already_applied", _("Dieser Vorschlag ist schon übernommen."))
    if state != READY:
        return Refusal("not_ready", _("Dieser Vorschlag lässt sich nicht übernehmen."))
    if digest != present:
        reason = _(
            "Seit diesem Vorschlag hat sich etwas geändert. Bitte lassen Sie neu verteilen; nichts ist passiert."
        )
        return Refusal("changed_meanwhile", reason)
    return None


def noted(readings: int, seed: int, pairs: Collection[Sequence[str]]) -> dict[str, object]:
    """What the log keeps of a plan that was applied."""
    said = json.dumps(sorted(map(list, pairs)), separators=(",", ":"))
    return {
        "readings": readings,
        "seed": seed,
        "count": len(pairs),
        "digest": hashlib.sha256(said.encode()).hexdigest(),
    }


# ---------------------------------------------------------------- in words
def explanation_of(outcome: Mapping[str, Any], seed: int) -> list[str]:
    """What a plan does and how good it is, in sentences."""
    figures = outcome["figures"]
    said = [
        _n("%(num)s Bewertung wird neu verteilt.", "%(num)s Bewertungen werden neu verteilt.", len(outcome["pairs"])),
        _("Danach liest jede Person zwischen %(low)s und %(high)s Ideen.", low=figures["low"], high=figures["high"]),
        _connection_text(figures),
        _n(
            "Zwei Jurymitglieder lesen höchstens %(num)s Idee gemeinsam.",
            "Zwei Jurymitglieder lesen höchstens %(num)s Ideen gemeinsam.",
            figures["meetings"],
        ),
    ]
    if figures["inside"] is not None:
        said.append(_("%(share)s %% der Ideen liegen im eigenen Themenfeld.", share=figures["inside"]))
    if figures["unmixed"]:
        said.append(
            _n(
                "Bei %(num)s Idee fehlt eine Sicht: Schule, Betrieb oder Stadt.",
                "Bei %(num)s Ideen fehlt eine Sicht: Schule, Betrieb oder Stadt.",
                figures["unmixed"],
            )
        )
    said.append(_("Gezogen mit der Startzahl %(seed)s: Mit ihr kommt immer dasselbe heraus.", seed=seed))
    return said


def _connection_text(figures: Mapping[str, Any]) -> str:
    if figures["components"] > 1:
        return _(
            "Achtung: Die Bewertungen zerfallen in %(num)s Gruppen, die sich nicht vergleichen lassen.",
            num=figures["components"],
        )
    if figures["cuts"]:
        return _("Alle Bewertungen hängen zusammen, aber nur solange niemand ausfällt.")
    return _("Alle Bewertungen hängen zusammen, auch wenn eine Person ausfällt.")


def relaxation_text(each: Mapping[str, Any]) -> str:
    """One thing that would help, in words."""
    if each["kind"] == "load":
        return _n(
            "%(name)s liest %(num)s Idee mehr als vereinbart.",
            "%(name)s liest %(num)s Ideen mehr als vereinbart.",
            each["by"],
            name=each["name"],
        )
    return _n(
        "Idee %(name)s wird %(num)s-mal weniger gelesen, oder jemand Unbefangenes kommt in die Jury.",
        "Idee %(name)s wird %(num)s-mal weniger gelesen, oder jemand Unbefangenes kommt in die Jury.",
        each["by"],
        name=each["name"],
    )


def spoken_of(named: Iterable[Mapping[str, Any]], hidden: Collection[int]) -> list[Mapping[str, Any]]:
    """What is said of jurors and ideas, without the ideas with these numbers."""
    return [each for each in named if each.get("kind") == "load" or int(each["name"]) not in hidden]


def lack_text(each: Mapping[str, Any]) -> str:
    """Which idea lacks how many jurors, and why."""
    return _n(
        "Idee %(name)s fehlt %(num)s Jurymitglied; infrage kommen %(possible)s, davon haben %(full)s keinen Platz "
        "mehr.",
        "Idee %(name)s fehlen %(num)s Jurymitglieder; infrage kommen %(possible)s, davon haben %(full)s keinen Platz "
        "mehr.",
        each["by"],
        name=each["name"],
        possible=each["possible"],
        full=each["full"],
    )
