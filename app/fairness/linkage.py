"""The graph of a ranking in the names of its submissions and jurors."""

import math
from bisect import bisect_left
from collections.abc import Hashable, Iterable, Sequence
from collections.abc import Set as AbstractSet

import numpy as np

from app.fairness.contest import Contest
from app.fairness.graph import Pair, components, linking_proposals, reinforcing_proposals
from app.fairness.model import Model
from app.fairness.order import name_of
from app.fairness.products import Ints
from app.fairness.snapshot import Components, Island

Reading = tuple[Hashable, Hashable]

# A juror whose severity is known hardly better than before the first sheet.
_WEAK = 0.9


def weak_jurors(model: Model) -> list[int]:
    """Jurors by code whose severity has a standard error above 0.9 of the spread of all; none without any severity."""
    if not model.has_severity:
        return []
    errors = np.sqrt(model.fit.pev_beta)
    return [int(code) for code in np.flatnonzero(errors > _WEAK * math.sqrt(model.fit.var_beta))]


def components_of(contest: Contest, order: Sequence[tuple[int, float]], weak: Sequence[int]) -> Components:
    """order: every submission by code, best first, with what orders it inside its island, lower being better."""
    count, of_submission, of_juror = contest.parts
    submissions, jurors = contest.totals.submissions, contest.totals.jurors
    islands = []
    for part in range(count):
        own = [(code, place) for code, place in order if of_submission[code] == part]
        readers = tuple(jurors[code] for code in np.flatnonzero(of_juror == part))
        islands.append(Island(tuple(submissions[code] for code, _place in own), _inside(own), readers))
    pairs = zip(contest.totals.si, contest.totals.ji, strict=True)
    return Components(
        count=count,
        islands=tuple(islands),
        readings=tuple((submissions[i], jurors[j]) for i, j in pairs),
        articulation=tuple(jurors[code] for code in contest.cuts),
        weak=tuple(jurors[code] for code in weak),
        proposals=tuple((submissions[i], jurors[j]) for i, j in _proposals(contest, weak)),
    )


def _inside(own: Sequence[tuple[int, float]]) -> tuple[int, ...]:
    """Places counted anew, 1 being the best of these."""
    keys = [key for _code, key in own]
    return tuple(1 + bisect_left(keys, key) for key in keys)


def _proposals(contest: Contest, weak: Sequence[int]) -> list[Pair]:
    conflicts = _coded(contest.conflicts, contest.totals.submissions, contest.totals.jurors)
    return _links(contest.si, contest.ji, weak, conflicts)


def _links(si: Ints, ji: Ints, weak: Sequence[int], conflicts: AbstractSet[Pair]) -> list[Pair]:
    """Links between parts; if there is but one part, readings that no longer let it hang on one juror."""
    if components(si, ji)[0] > 1:
        return linking_proposals(si, ji, conflicts)
    found = reinforcing_proposals(si, ji, conflicts)
    readings = np.bincount(si).tolist()
    read = set(zip(si.tolist(), ji.tolist(), strict=True))
    for juror in weak:
        taken = conflicts | set(found) | read
        by_readings = sorted(range(len(readings)), key=lambda code: -readings[code])
        found += [(code, juror) for code in by_readings if (code, juror) not in taken][:1]
    return found


def links_for(
    readings: Iterable[Reading], weak: Iterable[Hashable], conflicts: AbstractSet[Reading]
) -> tuple[int, list[Reading]]:
    """How many parts readings fall into, and which further ones (submission, juror) make them hang together firmly.

    As `Snapshot.components` has them, but for the readings as they are by now: those that are only dealt may be among
    them. weak: jurors whose severity is hardly known; conflicts: pairs that must not be.
    """
    pairs = sorted(set(readings), key=lambda pair: (name_of(pair[0]), name_of(pair[1])))
    submissions, jurors = ([*dict.fromkeys(pair[side] for pair in pairs)] for side in (0, 1))
    of_submission, of_juror = _codes(submissions), _codes(jurors)
    si = np.array([of_submission[submission] for submission, _juror in pairs], dtype=np.int64)
    ji = np.array([of_juror[juror] for _submission, juror in pairs], dtype=np.int64)
    weak_codes = [of_juror[juror] for juror in weak if juror in of_juror]
    found = _links(si, ji, weak_codes, _coded(conflicts, submissions, jurors)) if pairs else []
    return components(si, ji)[0], [(submissions[i], jurors[j]) for i, j in found]


def _coded(conflicts: AbstractSet[Reading], submissions: Sequence[Hashable], jurors: Sequence[Hashable]) -> set[Pair]:
    of_submission, of_juror = _codes(submissions), _codes(jurors)
    return {
        (of_submission[submission], of_juror[juror])
        for submission, juror in conflicts
        if submission in of_submission and juror in of_juror
    }


def _codes(ids: Sequence[Hashable]) -> dict[Hashable, int]:
    return {id_: code for code, id_ in enumerate(ids)}
