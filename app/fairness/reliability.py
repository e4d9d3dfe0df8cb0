"""How far jurors agree, and how far a mean of several readings can be relied on.

A table has units in rows and raters in columns; NaN is a missing value.

Source: P. E. Shrout and J. L. Fleiss, "Intraclass correlations: uses in assessing rater reliability", Psychological
Bulletin 86 (1979); K. O. McGraw and S. P. Wong, "Forming inferences about some intraclass correlation coefficients",
Psychological Methods 1 (1996), for the intervals; K. Krippendorff, "Computing Krippendorff's alpha-reliability" (2011);
M. G. Kendall and B. Babington Smith, "The problem of m rankings", Annals of Mathematical Statistics 10 (1939); R. L.
Brennan, "Generalizability Theory" (2001), for decision studies.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.special import chdtrc, fdtri

from app.fairness.baselines import ranks_of
from app.fairness.cases import FairnessError
from app.fairness.crossed import Fit
from app.fairness.products import Floats, Ints

Level = Literal["nominal", "ordinal", "interval", "ratio"]
Interval = tuple[float, float]
_ERROR = 0.05
# So small a share of a mean square is rounding.
_NOTHING = 1e-25
_BLOCK = 500


@dataclass(frozen=True)
class Icc:
    """Intraclass correlations of single ratings and, ending in k, of the mean of all raters.

    icc1: raters differ from unit to unit; icc_a1: absolute agreement of the same raters; icc_c1: their consistency, the
    level of each not counted. intervals: 95 %, by the names of the fields.
    """

    icc1: float
    icc_a1: float
    icc_c1: float
    icc1k: float
    icc_ak: float
    icc_ck: float
    intervals: dict[str, Interval]


@dataclass(frozen=True)
class KendallW:
    """Agreement of rankings from 0 to 1, with the chi-square test (df degrees of freedom) of no agreement at all."""

    w: float
    chi2: float
    df: int
    p: float


def icc(table: npt.ArrayLike) -> Icc:
    """Intraclass correlations of a complete table (units, raters) of at least 2 × 2.

    Intervals of the mean of all raters are those of single ratings, stepped up by Spearman and Brown. Raises
    FairnessError "incomplete" (for such data, fit the model instead), "shape", "no_variation".
    """
    values = _complete(table)
    units, raters = values.shape
    between, of_raters, rest = _mean_squares(values)
    if between + rest <= _NOTHING * of_raters:
        raise FairnessError("no_variation", "units do not differ")
    within = (of_raters * (raters - 1) + rest * (units - 1) * (raters - 1)) / (units * (raters - 1))
    singles = {
        "icc1": (between - within) / (between + (raters - 1) * within),
        "icc_a1": (between - rest) / (between + (raters - 1) * rest + raters * (of_raters - rest) / units),
        "icc_c1": (between - rest) / (between + (raters - 1) * rest),
    }
    intervals = {
        "icc1": _interval_of_ratio(_ratio(between, within), units - 1, units * (raters - 1), raters),
        "icc_a1": _interval_of_agreement(values.shape, (between, of_raters, rest), singles["icc_a1"]),
        "icc_c1": _interval_of_ratio(_ratio(between, rest), units - 1, (units - 1) * (raters - 1), raters),
    }
    means = {"icc1k": "icc1", "icc_ak": "icc_a1", "icc_ck": "icc_c1"}
    for mean, single in means.items():
        low, high = intervals[single]
        intervals[mean] = (stepped_up(low, raters), stepped_up(high, raters))
    stepped = {mean: stepped_up(singles[single], raters) for mean, single in means.items()}
    return Icc(**singles, **stepped, intervals=intervals)


def stepped_up(single: float, raters: float) -> float:
    """Spearman and Brown: the reliability of the mean of so many ratings of which one has `single`."""
    below = 1.0 + (raters - 1.0) * single
    return raters * single / below if below else -math.inf


def _complete(table: npt.ArrayLike) -> Floats:
    values = np.asarray(table, dtype=np.float64)
    if values.ndim != 2 or min(values.shape) < 2:  # noqa: PLR2004 -- agreement needs two units and two raters
        raise FairnessError("shape", f"a table of {values.shape}")
    if not np.isfinite(values).all():
        raise FairnessError("incomplete", f"{int((~np.isfinite(values)).sum())} values are missing")
    if (values == values[0, 0]).all():
        raise FairnessError("no_variation")
    return values


def _mean_squares(values: Floats) -> tuple[float, float, float]:
    """Between units, between raters, and the rest, of the two-way analysis of variance."""
    units, raters = values.shape
    of_units, of_raters, mean = values.mean(axis=1), values.mean(axis=0), values.mean()
    rest = values - of_units[:, None] - of_raters + mean
    return (
        float(raters * ((of_units - mean) ** 2).sum() / (units - 1)),
        float(units * ((of_raters - mean) ** 2).sum() / (raters - 1)),
        float((rest**2).sum() / ((units - 1) * (raters - 1))),
    )


def _ratio(above: float, below: float) -> float:
    return above / below if below else math.inf


def _interval_of_ratio(ratio: float, above: int, below: int, raters: int) -> Interval:
    """From the F interval of a ratio of mean squares with so many degrees of freedom."""
    if math.isinf(ratio):
        return 1.0, 1.0
    low = ratio / _quantile_of_f(above, below)
    high = ratio * _quantile_of_f(below, above)
    return (low - 1) / (low + raters - 1), (high - 1) / (high + raters - 1)


def _quantile_of_f(above: float, below: float) -> float:
    return float(fdtri(above, below, 1 - _ERROR / 2))


def _interval_of_agreement(shape: tuple[int, int], squares: tuple[float, float, float], single: float) -> Interval:
    """McGraw and Wong with Satterthwaite's degrees of freedom."""
    (units, raters), (between, of_raters, rest) = shape, squares
    if single >= 1.0:
        return 1.0, 1.0
    of_a = raters * single / (units * (1 - single))
    of_b = 1 + raters * single * (units - 1) / (units * (1 - single))
    above = (of_a * of_raters + of_b * rest) ** 2
    freedom = above / ((of_a * of_raters) ** 2 / (raters - 1) + (of_b * rest) ** 2 / ((units - 1) * (raters - 1)))
    low_f = _quantile_of_f(units - 1, freedom)
    high_f = _quantile_of_f(freedom, units - 1)
    noise = raters * of_raters + (raters * units - raters - units) * rest
    low = units * (between - low_f * rest) / (low_f * noise + units * between)
    high = units * (high_f * between - rest) / (noise + units * high_f * between)
    return low, high


def krippendorff(table: npt.ArrayLike, level: Level) -> float:
    """Krippendorff's α of a table (units, raters) with gaps; units with a single value are left out.

    1 is agreement, 0 what chance would do. Each unit of m values counts its pairs with 1/(m - 1). Raises FairnessError
    "shape", "unknown_level", "no_pairs", "no_variation".
    """
    if level not in _DISAGREEMENTS:
        raise FairnessError("unknown_level", level)
    values = np.asarray(table, dtype=np.float64)
    if values.ndim != 2:  # noqa: PLR2004 -- a table has two sides
        raise FairnessError("shape", f"a table of {values.shape}")
    return alpha_of(np.nonzero(np.isfinite(values))[0], values[np.isfinite(values)], level)


def alpha_of(units: Ints, values: Floats, level: Level) -> float:
    """The same of a list: n values, and of which unit each is."""
    is_paired = np.bincount(units, minlength=1)[units] > 1
    if not is_paired.any():
        raise FairnessError("no_pairs")
    units, scale = np.unique(units[is_paired], return_inverse=True)[1], _on_scale(values[is_paired], level)
    disagreement, others = _DISAGREEMENTS[level], np.bincount(units) - 1.0
    expected = float(disagreement(np.zeros_like(units), scale)[0]) / (len(scale) - 1)
    if not expected:
        raise FairnessError("no_variation")
    return 1.0 - float((disagreement(units, scale) / others).sum()) / expected


def _on_scale(values: Floats, level: Level) -> Floats:
    """For ordinal data the middle of each value among all values: differences of these are Krippendorff's metric."""
    _names, kinds, counts = np.unique(values, return_inverse=True, return_counts=True)
    middles = np.cumsum(counts) - counts / 2
    scales: dict[Level, Floats] = {
        "nominal": kinds.astype(np.float64),
        "ordinal": middles[kinds],
        "interval": values - values.mean(),
    }
    return scales.get(level, values)


def _by_name(units: Ints, values: Floats) -> Floats:
    """How many ordered pairs of each unit differ; the other two add up their squared differences."""
    pairs, counts = np.unique(np.column_stack([units, values]), axis=0, return_counts=True)
    same = np.bincount(pairs[:, 0].astype(np.int64), weights=counts**2.0)
    return np.asarray(np.bincount(units) ** 2.0 - same)


def _by_square(units: Ints, values: Floats) -> Floats:
    sums, squares = np.bincount(units, weights=values), np.bincount(units, weights=values**2)
    return np.asarray(2.0 * (np.bincount(units) * squares - sums**2))


def _by_ratio(units: Ints, values: Floats) -> Floats:
    order, ends = np.argsort(units, kind="stable"), np.cumsum(np.bincount(units))[:-1]
    return np.array([_ratios_within(unit) for unit in np.split(values[order], ends)])


def _ratios_within(values: Floats) -> float:
    found = 0.0
    for start in range(0, len(values), _BLOCK):
        block = values[start : start + _BLOCK, None]
        sums = block + values
        shares = np.divide(block - values, sums, out=np.zeros_like(sums), where=sums != 0)
        found += float((shares**2).sum())
    return found


_DISAGREEMENTS: dict[Level, Callable[[Ints, Floats], Floats]] = {
    "nominal": _by_name,
    "ordinal": _by_square,
    "interval": _by_square,
    "ratio": _by_ratio,
}


def kendall_w(table: npt.ArrayLike) -> KendallW:
    """Kendall's coefficient of concordance of a complete table (units, raters), corrected for ties.

    Raises FairnessError "incomplete", "shape", "no_variation".
    """
    values = _complete(table)
    units, raters = values.shape
    ranks = np.column_stack([ranks_of(column) for column in values.T])
    ties = sum(float((counts**3 - counts).sum()) for counts in map(_repeats, values.T))
    sums = ranks.sum(axis=1)
    most = raters**2 * (units**3 - units) - raters * ties
    if most <= 0:
        raise FairnessError("no_variation")
    w = float(12 * ((sums - sums.mean()) ** 2).sum() / most)
    statistic = raters * (units - 1) * w
    return KendallW(w, statistic, units - 1, float(chdtrc(units - 1, statistic)))


def _repeats(values: Floats) -> Ints:
    return np.asarray(np.unique(values, return_counts=True)[1], dtype=np.int64)


def decision_study(fit: Fit, readings: float) -> float:
    """The reliability of a submission's mean over so many readings, severity corrected: σ_θ² / (σ_θ² + σ²/r).

    0 if submissions do not differ. Raises FairnessError "not_positive" for readings.
    """
    if readings <= 0:
        raise FairnessError("not_positive", f"{readings} readings")
    if not fit.var_theta:
        return 0.0
    return fit.var_theta / (fit.var_theta + fit.var_resid / readings)
