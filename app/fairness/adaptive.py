"""Further readings where they can still change the decision, instead of one more for everybody.

Source: P. I. Frazier, W. B. Powell and S. Dayanik, "A knowledge-gradient policy for sequential information collection",
SIAM Journal on Control and Optimization 47 (2008), at the threshold between place k and the next.
"""

import math
from collections.abc import Hashable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from statistics import NormalDist

import numpy as np
from scipy.special import ndtr

from app.fairness.cases import FairnessError
from app.fairness.order import name_of
from app.fairness.products import Floats
from app.fairness.snapshot import Entry, Snapshot

Reading = tuple[Hashable, Hashable]

_NODES = 9
_NOTHING = 1e-9
# A submission is not read more often.
READINGS_MAX = 8
# Points that a further reading must promise.
_WORTH_MIN = 0.05
_SDS = NormalDist().inv_cdf(0.95) - NormalDist().inv_cdf(0.05)


def worth_of_reading(mean: Floats, variance: Floats, k: int, noise: float) -> Floats:
    """(N,): how many points one more reading is expected to gain for the choice of the best k.

    mean, variance: (N,) of what is known; noise: variance of one reading, the reader's unknown severity included.
    Nothing is gained if k ≥ N.
    """
    if k >= len(mean):
        return np.zeros(len(mean))
    known = np.maximum(variance, _NOTHING)
    order = np.argsort(-mean, kind="stable")
    rival = np.full(len(mean), mean[order[k - 1]])
    rival[order[:k]] = mean[order[k]]
    learned = np.sqrt(known - 1.0 / (1.0 / known + 1.0 / noise))
    z = -np.abs(mean - rival) / learned
    gain: Floats = learned * (np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi) + z * ndtr(z))
    return gain


def clarity_of_reading(mean: Floats, variance: Floats, k: int, noise: float) -> Floats:
    """(N,): how much clearer one more reading is expected to make who belongs to the best k.

    With p the chance of being among them, this is by how much p(1 - p) is expected to fall. Arguments as above. Unlike
    the worth in points it also counts readings that need a second one to change anything, and finds more of the best.
    """
    if k >= len(mean):
        return np.zeros(len(mean))
    known = np.maximum(variance, _NOTHING)
    left = 1.0 / (1.0 / known + 1.0 / noise)
    ordered = np.sort(mean)[::-1]
    above = mean - (ordered[k - 1] + ordered[k]) / 2
    now = ndtr(above / np.sqrt(known))
    nodes, weights = np.polynomial.hermite_e.hermegauss(_NODES)
    later = ndtr((above[:, None] + np.sqrt(known - left)[:, None] * nodes) / np.sqrt(left)[:, None])
    clarity: Floats = now * (1 - now) - (later * (1 - later)) @ (weights / weights.sum())
    return clarity


def next_readings(
    snapshot: Snapshot,
    budget: int,
    k: int,
    conflicts: AbstractSet[Reading],
    loads: Mapping[Hashable, int],
) -> list[Reading]:
    """At most `budget` further readings (submission, juror), the clearest first, at most one for each submission.

    k: of the policy; conflicts: pairs that must not be; loads: the most readings of each juror who is at hand, those
    done included. Who has least to read comes first. Shorter if submissions have 8 readings or nobody may read them;
    whether more is worth its while says `should_stop`. Raises FairnessError "no_model" if the snapshot knows no
    intervals, "unknown_k".
    """
    clarity = clarity_of_reading(*_known(snapshot, k))
    order = [snapshot.entries[number] for number in np.argsort(-clarity, kind="stable").tolist()]
    wanted = (entry.submission for entry in order if entry.readings < READINGS_MAX)
    return list(_with_readers(snapshot, wanted, conflicts, loads, budget))


def final_readings(
    snapshot: Snapshot, minimum: int, conflicts: AbstractSet[Reading], loads: Mapping[Hashable, int]
) -> list[Reading]:
    """The readings after which no submission in the zone of decision is judged on fewer than `minimum`."""
    open_ = [entry for entry in snapshot.entries if entry.zone == "decision"]
    wanted = [entry.submission for entry in open_ for _reading in range(minimum - entry.readings)]
    return list(_with_readers(snapshot, wanted, conflicts, loads, len(wanted)))


def expected_wrong(snapshot: Snapshot, k: int) -> float:
    """How many of the first k places are expected to be held by somebody who is not among the true best k.

    Raises FairnessError "no_model", "unknown_k".
    """
    first = snapshot.entries[:k]
    return len(first) - sum(_chance(entry, k) for entry in first)


def outlook(snapshot: Snapshot, k: int) -> list[float]:
    """What `expected_wrong` is likely to be after 0, 1, 2 … further readings, each where it clears up most.

    An estimate before anything is read: submissions are taken one by one, each on its side of the threshold with some
    chance of error, which further readings make smaller; what that leaves of all chances of error is left of the wrong
    places. A further reading never counts for more than the one before it of the same submission. Ends where every
    submission has 8 readings. Raises FairnessError "no_model", "unknown_k".
    """
    mean, variance, _k, noise = _known(snapshot, k)
    now = expected_wrong(snapshot, k)
    if k >= len(mean):
        return [now]
    errors = _errors_of(mean, np.maximum(variance, _NOTHING), k, noise)
    gains = np.minimum.accumulate(np.maximum(errors[:, :-1] - errors[:, 1:], 0.0), axis=1)
    room = READINGS_MAX - np.array([entry.readings for entry in snapshot.entries])
    possible = np.sort(gains[np.arange(READINGS_MAX) < room[:, None]])[::-1]
    whole = float(errors[:, 0].sum())
    left = (whole - np.cumsum(possible)) / whole if whole else np.ones(len(possible))
    return [now, *(now * left).tolist()]


def _errors_of(mean: Floats, variance: Floats, k: int, noise: float) -> Floats:
    """(N, 9): the chance that a submission stands on the wrong side of the threshold after 0 … 8 further readings."""
    ordered = np.sort(mean)[::-1]
    above = mean - (ordered[k - 1] + ordered[k]) / 2
    nodes, weights = np.polynomial.hermite_e.hermegauss(_NODES)
    found = []
    for readings in range(READINGS_MAX + 1):
        left = 1.0 / (1.0 / variance + readings / noise)
        learned = np.sqrt(np.maximum(variance - left, 0.0))
        later = (above[:, None] + learned[:, None] * nodes) / np.sqrt(left)[:, None]
        found.append(ndtr(-np.abs(later)) @ (weights / weights.sum()))
    return np.stack(found, axis=1)


def readings_needed(snapshot: Snapshot, k: int, share: float = 0.1) -> int | None:
    """How many further readings are likely to leave at most this share of the first k places wrong; None: no number.

    Raises FairnessError "no_model", "unknown_k".
    """
    return next((count for count, wrong in enumerate(outlook(snapshot, k)) if wrong <= share * k), None)


def should_stop(snapshot: Snapshot, k: int, share: float = 0.1) -> bool:
    """True if at most this share of the first k is expected to be wrong, or no further reading is worth its while.

    Raises FairnessError "no_model", "unknown_k".
    """
    return expected_wrong(snapshot, k) <= share * k or bool(worth_of_reading(*_known(snapshot, k)).max() <= _WORTH_MIN)


def _chance(entry: Entry, k: int) -> float:
    if not entry.p_top:
        raise FairnessError("no_model", "nothing is known of chances")
    if k not in entry.p_top:
        raise FairnessError("unknown_k", f"{k} is none of {sorted(entry.p_top)}")
    return entry.p_top[k]


def _known(snapshot: Snapshot, k: int) -> tuple[Floats, Floats, int, float]:
    """Mean and variance of every entry, k, and the variance of one more reading."""
    if not snapshot.entries or snapshot.variances is None:
        raise FairnessError("no_model", "nothing is known of chances")
    _chance(snapshot.entries[0], k)
    mean = np.array([entry.fairwert or 0.0 for entry in snapshot.entries])
    width = np.array([(entry.high90 or 0.0) - (entry.low90 or 0.0) for entry in snapshot.entries])
    severity = [(stat.severity_sd or 0.0) ** 2 for stat in snapshot.juror_stats]
    noise = snapshot.variances.residual + sum(severity) / len(severity)
    return mean, (width / _SDS) ** 2, k, noise


def _with_readers(
    snapshot: Snapshot,
    wanted: Iterable[Hashable],
    conflicts: AbstractSet[Reading],
    caps: Mapping[Hashable, int],
    budget: int,
) -> Iterator[Reading]:
    loads = {stat.juror: stat.n for stat in snapshot.juror_stats}
    return readers_for(wanted, {*snapshot.components.readings, *conflicts}, loads, caps, budget)


def readers_for(
    wanted: Iterable[Hashable],
    taken: set[Reading],
    loads: Mapping[Hashable, int],
    caps: Mapping[Hashable, int],
    budget: int,
) -> Iterator[Reading]:
    """A reader for each submission in turn, if there is one: who has least to read. `taken` is added to."""
    used = {juror: loads.get(juror, 0) for juror in sorted(caps, key=name_of)}
    for submission in wanted:
        if not budget:
            return
        free = [juror for juror in used if used[juror] < caps[juror] and (submission, juror) not in taken]
        if free:
            juror = min(free, key=used.__getitem__)
            used[juror] += 1
            taken.add((submission, juror))
            budget -= 1
            yield submission, juror
