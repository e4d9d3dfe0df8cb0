"""What other contests do instead of a model, for comparison."""

from collections.abc import Callable
from typing import Literal

import numpy as np
import numpy.typing as npt

from app.fairness.cases import FairnessError
from app.fairness.equations import codes_of
from app.fairness.products import Floats, Ints

Baseline = Literal["mean", "median", "trimmed", "centred", "z", "borda"]
_TRIMMABLE = 3


def baseline(method: Baseline, y: npt.ArrayLike, si: npt.ArrayLike, ji: npt.ArrayLike) -> Floats:
    """(N,): a score of each submission from its totals, higher being better.

    mean, median; trimmed: the mean without the highest and the lowest of three or more; centred: the mean after each
    juror's mean is moved to the mean of all; z: the mean of totals in standard deviations from the juror's mean, 0 if a
    juror's totals do not differ; borda: the mean share of the juror's other submissions that are beaten, ties half.
    y, si, ji: (n,) as in `crossed.fit`. Raises FairnessError "unknown_method", "shape", "bad_code".
    """
    if method not in _METHODS:
        raise FairnessError("unknown_method", method)
    totals = np.asarray(y, dtype=np.float64)
    return _METHODS[method](totals, codes_of(si, totals.size), codes_of(ji, totals.size))


def _mean(y: Floats, si: Ints, _ji: Ints) -> Floats:
    return np.asarray(np.bincount(si, weights=y) / np.bincount(si))


def _groups(values: Floats, codes: Ints) -> list[Floats]:
    order = np.argsort(codes, kind="stable")
    return np.split(values[order], np.cumsum(np.bincount(codes))[:-1])


def _median(y: Floats, si: Ints, _ji: Ints) -> Floats:
    return np.array([np.median(group) for group in _groups(y, si)])


def _trimmed(y: Floats, si: Ints, _ji: Ints) -> Floats:
    groups = map(np.sort, _groups(y, si))
    return np.array([(group[1:-1] if len(group) >= _TRIMMABLE else group).mean() for group in groups])


def _centred(y: Floats, si: Ints, ji: Ints) -> Floats:
    return _mean(y - _mean(y, ji, si)[ji] + y.mean(), si, ji)


def _z(y: Floats, si: Ints, ji: Ints) -> Floats:
    centred = y - _mean(y, ji, si)[ji]
    spread = np.sqrt(np.bincount(ji, weights=centred**2) / np.maximum(np.bincount(ji) - 1, 1))[ji]
    return _mean(np.divide(centred, spread, out=np.zeros_like(y), where=spread > 0), si, ji)


def _borda(y: Floats, si: Ints, ji: Ints) -> Floats:
    shares = np.empty_like(y)
    for juror in range(int(ji.max()) + 1):
        own = ji == juror
        beaten = ranks_of(y[own]) - 1
        shares[own] = beaten / (len(beaten) - 1) if len(beaten) > 1 else 0.5
    return _mean(shares, si, ji)


def ranks_of(values: Floats) -> Floats:
    """Ranks from 1 for the lowest; equal values share the mean of theirs."""
    _names, kinds, counts = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(counts) - (counts - 1) / 2)[kinds])


_METHODS: dict[Baseline, Callable[[Floats, Ints, Ints], Floats]] = {
    "mean": _mean,
    "median": _median,
    "trimmed": _trimmed,
    "centred": _centred,
    "z": _z,
    "borda": _borda,
}
