"""The graph of a ranking in the names of its submissions and jurors."""

import math
from bisect import bisect_left
from collections.abc import Hashable, Sequence

import numpy as np

from app.fairness.contest import Contest
from app.fairness.graph import Pair, linking_proposals, reinforcing_proposals
from app.fairness.model import Model
from app.fairness.snapshot import Components, Island

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
    """Links between parts; if there is but one part, readings that no longer let it hang on one juror."""
    conflicts = _coded(contest)
    if contest.parts[0] > 1:
        return linking_proposals(contest.si, contest.ji, conflicts)
    found = reinforcing_proposals(contest.si, contest.ji, conflicts)
    for juror in weak:
        taken = conflicts | set(found) | set(zip(contest.totals.si, contest.totals.ji, strict=True))
        by_readings = sorted(range(len(contest.readings)), key=lambda code: -contest.readings[code])
        found += [(code, juror) for code in by_readings if (code, juror) not in taken][:1]
    return found


def _coded(contest: Contest) -> set[Pair]:
    of_submission = _codes(contest.totals.submissions)
    of_juror = _codes(contest.totals.jurors)
    return {
        (of_submission[submission], of_juror[juror])
        for submission, juror in contest.conflicts
        if submission in of_submission and juror in of_juror
    }


def _codes(ids: Sequence[Hashable]) -> dict[Hashable, int]:
    return {id_: code for code, id_ in enumerate(ids)}
