"""Who reads what: readings dealt out by the system, evenly, without conflicts, and so that jurors can be compared.

Source: the transport problem in `dealing`, the exchange in `swaps`; that readers shall be spread over submissions
rather than sit in fixed panels follows from connectedness in block designs, see `graph`.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from dataclasses import replace as changed

import numpy as np

from app.fairness.cases import FairnessError
from app.fairness.dealing import Dealt, Table, deal
from app.fairness.graph import articulation_jurors, components, gapless, lambda2
from app.fairness.mixing import Mix
from app.fairness.order import name_of
from app.fairness.products import Floats, Ints
from app.fairness.swaps import Deal, exchange, mend, round_off

Reading = tuple[Hashable, Hashable]
# Chance in the costs, so that no list's order decides who reads what.
_CHANCE = 0.3


@dataclass(frozen=True)
class Problem:
    """What is to be dealt.

    readings: of each submission; loads: the most readings of each juror; conflicts: pairs (submission, juror) that must
    not be; match: how well a juror knows the field of a submission, 0 to 1; fixed: pairs that stay as they are; kinds:
    where jurors come from (who is none is missing), so that each submission is read by several; categories: of each
    submission; outside: the least share of what a juror reads from fields they do not know. See `mixing`.
    """

    submissions: Collection[Hashable]
    jurors: Collection[Hashable]
    readings: int
    loads: Mapping[Hashable, int]
    conflicts: AbstractSet[Reading]
    match: Mapping[Reading, float] = field(default_factory=dict)
    fixed: AbstractSet[Reading] = frozenset()
    seed: int = 0
    kinds: Mapping[Hashable, Hashable] = field(default_factory=dict)
    categories: Mapping[Hashable, Hashable] = field(default_factory=dict)
    outside: float = 0.0


@dataclass(frozen=True)
class Metrics:
    """How good a plan is.

    components: parts without a common reader; lambda2: how firmly jurors are compared, see `graph.lambda2`;
    articulation: jurors without whom it would fall into parts; load_min, load_max: readings of a juror; match: mean
    over all readings.
    """

    components: int
    lambda2: float
    articulation: tuple[Hashable, ...]
    load_min: int
    load_max: int
    match: float


@dataclass(frozen=True)
class Plan:
    """pairs: (submission, juror), the fixed ones among them; missing: by submission, readings without a juror."""

    pairs: tuple[Reading, ...]
    missing: Mapping[Hashable, int]
    metrics: Metrics


@dataclass(frozen=True)
class Lack:
    """A submission that lacks readings: `possible` jurors may read it, those in `full` have no room left."""

    submission: Hashable
    readings: int
    possible: tuple[Hashable, ...]
    full: tuple[Hashable, ...]


@dataclass(frozen=True)
class Relaxation:
    """What would help: `by` more readings for a juror ("load"), or `by` fewer for a submission ("readings")."""

    kind: str
    id: Hashable
    by: int


@dataclass(frozen=True)
class Infeasible:
    """The detail of the error: who lacks whom, and relaxations that together are as small as possible."""

    lacks: tuple[Lack, ...]
    relaxations: tuple[Relaxation, ...]


def plan(problem: Problem) -> Plan:
    """Deal out all readings. The same problem and seed give the same plan, in whatever order ids come.

    Costs follow the match and chance; then jurors are exchanged until pairs of them meet evenly, parts hang together
    and no part hangs on one juror, as far as that is possible. Raises FairnessError "infeasible" with an `Infeasible`
    as its detail, "duplicate_id", "unknown_id", "no_load", "not_positive", "fixed_conflict", "numeric".
    """
    case = _case_of(problem)
    dealt = deal(case.table)
    if dealt.missing.any():
        raise FairnessError("infeasible", _why_not(case, dealt))
    pairs = np.concatenate([case.fixed, dealt.pairs])
    may_move = np.arange(len(pairs)) >= len(case.fixed)
    found = Deal.of(pairs, may_move, case.table.cost, _mix_of(problem, case, pairs))
    exchange(found, case.random)
    round_off(found)
    mend(found)
    return _plan_of(case, found.pairs, dealt.missing)


def _mix_of(problem: Problem, case: "_Case", pairs: Ints) -> Mix | None:
    if not problem.kinds and not problem.categories and not problem.outside:
        return None
    kinds = _codes([problem.kinds.get(juror) for juror in case.jurors])
    categories = np.maximum(_codes([problem.categories.get(each) for each in case.submissions]), 0)
    return Mix.of(pairs, kinds, categories, case.match, problem.outside)


def _codes(names: Sequence[Hashable | None]) -> Ints:
    """Codes of names in the order of their words, -1 for none."""
    known = {name: code for code, name in enumerate(sorted({n for n in names if n is not None}, key=name_of))}
    return np.array([-1 if name is None else known[name] for name in names], dtype=np.int64)


def replace(plan: Plan, problem: Problem, dropped: Hashable | Iterable[Hashable]) -> Plan:
    """Deal anew what somebody gave back; every other pair stays as it is.

    dropped: a juror, or several jurors and pairs (submission, juror). Pairs in `problem.fixed` stay in any case: they
    are read already. Nobody gets back what they gave. Readings for which there is nobody are named in `missing`. Raises
    FairnessError as `plan`, but not "infeasible".
    """
    gone, returned = _dropped(plan, problem, dropped)
    kept = {pair for pair in plan.pairs if pair[1] not in gone and pair not in returned} | problem.fixed
    jurors = {*problem.jurors, *(juror for _submission, juror in kept)}
    loads = {juror: 0 if juror in gone else problem.loads.get(juror, 0) for juror in jurors}
    conflicts = problem.conflicts | (returned - problem.fixed)
    case = _case_of(changed(problem, jurors=jurors, loads=loads, fixed=kept, conflicts=conflicts))
    dealt = deal(case.table)
    return _plan_of(case, np.concatenate([case.fixed, dealt.pairs]), dealt.missing)


def _dropped(
    plan: Plan, problem: Problem, dropped: Hashable | Iterable[Hashable]
) -> tuple[set[Hashable], set[Reading]]:
    """The jurors and the pairs among what was dropped."""
    jurors = {*problem.jurors, *(juror for _submission, juror in plan.pairs)}
    if isinstance(dropped, Hashable) and dropped in jurors:
        return {dropped}, set()
    items = set(dropped) if isinstance(dropped, Iterable) else {dropped}
    pairs = items.intersection(plan.pairs)
    if unknown := items - jurors - pairs:
        raise FairnessError("unknown_id", str(sorted(map(str, unknown))))
    return items & jurors, {pair for pair in plan.pairs if pair in pairs}


@dataclass(frozen=True)
class _Case:
    """A problem in codes. match: (N, J); fixed: (n, 2) pairs of codes."""

    submissions: Sequence[Hashable]
    jurors: Sequence[Hashable]
    table: Table
    match: Floats
    fixed: Ints
    random: np.random.Generator


def _case_of(problem: Problem) -> _Case:
    submissions, jurors = sorted(problem.submissions, key=name_of), sorted(problem.jurors, key=name_of)
    codes = ({id_: code for code, id_ in enumerate(submissions)}, {id_: code for code, id_ in enumerate(jurors)})
    _check(problem, codes)
    random = np.random.Generator(np.random.PCG64(problem.seed))
    shape = (len(submissions), len(jurors))
    match, chance = np.zeros(shape), random.uniform(0.0, _CHANCE, shape)
    for (submission, juror), value in problem.match.items():
        if submission in codes[0] and juror in codes[1]:
            match[codes[0][submission], codes[1][juror]] = value
    cost = 1.0 - match + chance
    for submission, juror in problem.conflicts:
        if submission in codes[0] and juror in codes[1]:
            cost[codes[0][submission], codes[1][juror]] = np.inf
    fixed = np.array(sorted((codes[0][i], codes[1][j]) for i, j in problem.fixed), dtype=np.int64).reshape(-1, 2)
    cost[fixed[:, 0], fixed[:, 1]] = np.inf
    table = Table(
        cost=cost,
        open=np.maximum(problem.readings - np.bincount(fixed[:, 0], minlength=shape[0]), 0),
        fixed=np.bincount(fixed[:, 1], minlength=shape[1]),
        caps=np.array([problem.loads[juror] for juror in jurors], dtype=np.int64),
    )
    return _Case(submissions, jurors, table, match, fixed, random)


def _check(problem: Problem, codes: tuple[Mapping[Hashable, int], Mapping[Hashable, int]]) -> None:
    if len(codes[0]) < len(problem.submissions) or len(codes[1]) < len(problem.jurors):
        raise FairnessError("duplicate_id")
    if problem.readings < 1:
        raise FairnessError("not_positive", f"{problem.readings} readings")
    for juror in codes[1]:
        if problem.loads.get(juror, -1) < 0:
            raise FairnessError("no_load", str(juror))
    for submission, juror in problem.fixed:
        if submission not in codes[0] or juror not in codes[1]:
            raise FairnessError("unknown_id", f"{submission} by {juror}")
        if (submission, juror) in problem.conflicts:
            raise FairnessError("fixed_conflict", f"{submission} by {juror}")


def _why_not(case: _Case, dealt: Dealt) -> Infeasible:
    loads = case.table.fixed + np.bincount(dealt.pairs[:, 1], minlength=len(case.jurors))
    is_full = loads >= case.table.caps
    lacks = []
    for code in np.flatnonzero(dealt.missing).tolist():
        possible = np.isfinite(case.table.cost[code])
        names = [
            tuple(case.jurors[juror] for juror in np.flatnonzero(which).tolist())
            for which in (possible, possible & is_full)
        ]
        lacks.append(Lack(case.submissions[code], int(dealt.missing[code]), names[0], names[1]))
    eased = deal(case.table, beyond_caps=True)
    more = [
        Relaxation("load", case.jurors[code], int(eased.extra[code])) for code in np.flatnonzero(eased.extra).tolist()
    ]
    fewer = [
        Relaxation("readings", case.submissions[code], int(eased.missing[code]))
        for code in np.flatnonzero(eased.missing).tolist()
    ]
    return Infeasible(tuple(lacks), (*more, *fewer))


def _plan_of(case: _Case, pairs: Ints, missing: Ints) -> Plan:
    order = np.lexsort((pairs[:, 1], pairs[:, 0]))
    si, ji = pairs[order].T
    loads = np.bincount(ji, minlength=len(case.jurors))
    metrics = Metrics(
        components=components(gapless(si), gapless(ji))[0],
        lambda2=lambda2(si, ji),
        articulation=tuple(case.jurors[code] for code in articulation_jurors(si, ji)),
        load_min=int(loads.min(initial=len(pairs))),
        load_max=int(loads.max(initial=0)),
        match=float(case.match[si, ji].mean()) if len(pairs) else 0.0,
    )
    return Plan(
        pairs=tuple((case.submissions[i], case.jurors[j]) for i, j in zip(si.tolist(), ji.tolist(), strict=True)),
        missing={case.submissions[code]: int(missing[code]) for code in np.flatnonzero(missing).tolist()},
        metrics=metrics,
    )
