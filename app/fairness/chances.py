"""What draws say about places. A place counts from 1, the highest total having the first."""

import numpy as np
import numpy.typing as npt

from app.fairness.cases import FairnessError
from app.fairness.crossed import Posterior
from app.fairness.products import Floats, Ints

_BLOCK = 250
Places = npt.NDArray[np.int16] | npt.NDArray[np.int32]


def rank_intervals(posterior: Posterior, level: float = 0.9) -> Ints:
    """(N, 2): the lowest and highest place within `level` of all draws, as places that occur ("inverted_cdf").

    Raises FairnessError "not_a_share" for the level.
    """
    if not 0.0 < level < 1.0:
        raise FairnessError("not_a_share", f"level {level}")
    return intervals_of(places_of(posterior.total), level)


def places_of(total: Floats) -> Places:
    """(draws, N): the place of each submission in each draw; equal totals in the order of submissions."""
    kind = np.int16 if total.shape[1] <= np.iinfo(np.int16).max else np.int32
    found = np.empty(total.shape, dtype=kind)
    numbers = np.arange(1, total.shape[1] + 1, dtype=kind)
    for start in range(0, len(total), _BLOCK):
        order = np.argsort(-total[start : start + _BLOCK], axis=1, kind="stable")
        np.put_along_axis(found[start : start + _BLOCK], order, numbers[None, :], axis=1)
    return found


def intervals_of(places: Places, level: float) -> Ints:
    """The same from places that are known."""
    draws = len(places)
    tail = (1.0 - level) / 2.0
    # Rounding keeps 0.05 · 4000 from becoming 200.00000000000003 draws.
    low, high = (max(int(np.ceil(round(share * draws, 6))) - 1, 0) for share in (tail, 1.0 - tail))
    found = np.partition(places, (low, high), axis=0)[[low, high]]
    return np.asarray(found.T, dtype=np.int64)


def quantiles_of(total: Floats, shares: tuple[float, float]) -> tuple[Floats, Floats]:
    """(N,) each: the totals below which these shares of the draws lie. In blocks, as draws are large."""
    blocks = [
        np.quantile(total[:, start : start + _BLOCK], shares, axis=0) for start in range(0, total.shape[1], _BLOCK)
    ]
    low, high = np.concatenate(blocks, axis=1)
    return low, high


def p_top(posterior: Posterior, k: int) -> Floats:
    """(N,): the share of draws in which each submission has one of the first k places; 1 for everybody if k ≥ N.

    Raises FairnessError "not_positive" for k.
    """
    if k < 1:
        raise FairnessError("not_positive", f"k is {k}")
    return np.asarray((places_of(posterior.total) <= k).mean(axis=0))


def p_above(posterior: Posterior, i: int, j: int) -> float:
    """The share of draws in which submission i has a higher total than submission j, equal ones counting half."""
    one, other = posterior.total[:, i], posterior.total[:, j]
    return float((one > other).mean() + (one == other).mean() / 2)
