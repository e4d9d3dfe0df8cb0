"""What stands out in the sheets of a juror: a question for the chair to ask, never a reason to count a sheet less.

Source: the severity of raters as in J. M. Linacre, "Many-Facet Rasch Measurement" (1989), here on the scale of totals;
halo and leniency as in F. E. Saal, R. G. Downey and M. A. Lahey, "Rating the ratings: assessing the psychometric
quality of rating data", Psychological Bulletin 88 (1980).
"""

import math
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from app.fairness.cases import FairnessError, Sheet
from app.fairness.crossed import Posterior, fit
from app.fairness.equations import design_of
from app.fairness.products import Floats, Ints
from app.fairness.snapshot import JurorStat
from app.fairness.totals import Totals
from app.fairness.variances import Goal, search

_SEVERE_POINTS, _SEVERE_SDS = 5.0, 2.0
_IRREGULAR, _IRREGULAR_SHEETS = 1.6, 6
_UNRELATED, _UNRELATED_SHEETS = 0.1, 8
_STRAIGHT, _HALO, _PATTERN_SHEETS = 0.5, 0.3, 3
_HASTY = 0.25
_DRIFT, _DRIFT_SHEETS = 3.0, 4
_OUTLYING = 2.5
# Points below which nothing remains unexplained but the rounding of numbers.
_EXACT = 1e-6
# Nobody shall be recognised in a comparison of groups.
_CELL_MIN = 10


@dataclass(frozen=True)
class Effect:
    """What a flag of sheets adds to their totals: points, standard error, their quotient, and n flagged sheets."""

    estimate: float
    se: float
    t: float
    n: int


@dataclass(frozen=True)
class Outlier:
    """A sheet, by its place in the data, and by how many points it is away; negative if lower."""

    sheet: int
    points: float


def juror_stats(totals: Totals, sheets: Sequence[Sheet], posterior: Posterior | None) -> tuple[JurorStat, ...]:
    """One entry for each of `totals.jurors`, in that order. Without a posterior nothing is said about severity.

    sheets: those that `totals` comes from; dropped ones do not count. Points of one sheet are taken to be on one scale.
    """
    figures = _figures_of(totals, sheets, posterior)
    own = [np.flatnonzero(np.array(totals.ji) == juror) for juror in range(len(totals.jurors))]
    return tuple(
        _stat_of(totals.jurors[juror], figures, rows, posterior.beta[:, juror] if posterior else None)
        for juror, rows in enumerate(own)
    )


@dataclass(frozen=True)
class _Figures:
    """(n,) each, in the order of totals: NaN where there is nothing to measure."""

    y: Floats
    rest: Floats
    levelled: Floats
    others: Floats
    spread: Floats
    seconds: Floats
    position: Floats


def _figures_of(totals: Totals, sheets: Sequence[Sheet], posterior: Posterior | None) -> _Figures:
    by_pair = {(sheet.submission, sheet.juror): sheet for sheet in sheets}
    codes = list(zip(totals.si, totals.ji, strict=True))
    used = [by_pair[totals.submissions[i], totals.jurors[j]] for i, j in codes]
    y, si, ji = np.array(totals.y), np.array(totals.si, dtype=np.int64), np.array(totals.ji, dtype=np.int64)
    rest, levelled = np.full(len(y), np.nan), y
    if posterior:
        levelled = y - posterior.beta.mean(axis=0)[ji]
        rest = levelled - posterior.total.mean(axis=0)[si]
    read, sums = np.bincount(si)[si], np.bincount(si, weights=levelled)[si]
    others = np.divide(sums - levelled, read - 1.0, out=np.full(len(y), np.nan), where=read > 1)
    spread = [_spread([points for points in sheet.points.values() if points is not None]) for sheet in used]
    measured = ([sheet.seconds for sheet in used], [sheet.position for sheet in used])
    seconds, position = (np.array([np.nan if value is None else value for value in values]) for values in measured)
    return _Figures(y, rest, levelled, others, np.array(spread), seconds, position)


def _spread(points: list[int]) -> float:
    """The variance of the points of a sheet; NaN for fewer than two criteria."""
    return float(np.var(points)) if len(points) > 1 else math.nan


def _stat_of(juror: Hashable, figures: _Figures, rows: Ints, beta: Floats | None) -> JurorStat:
    spread, seconds = figures.spread[rows], figures.seconds[rows]
    is_timed = bool(np.isfinite(seconds).any())
    found = JurorStat(
        juror=juror,
        n=len(rows),
        raw_mean=float(figures.y[rows].mean()),
        severity=None if beta is None else float(beta.mean()),
        severity_sd=None if beta is None else float(beta.std()),
        resid_ratio=None if beta is None else _ratio(figures.rest[rows] ** 2, figures.rest**2, root=True),
        rest_corr=_correlation(figures.levelled[rows], figures.others[rows]),
        straightline_share=float((spread == 0).mean()),
        halo_index=_ratio(spread, figures.spread),
        median_seconds=float(np.nanmedian(seconds)) if is_timed else None,
        drift_t=_drift(figures.position[rows], figures.rest[rows]),
        flags=(),
    )
    usual = float(np.nanmedian(figures.seconds)) if is_timed else None
    return replace(found, flags=tuple(_flags_of(found, usual)))


def _ratio(own: Floats, of_all: Floats, *, root: bool = False) -> float | None:
    """The mean of one's own values relative to that of all, or the root of this."""
    own, of_all = own[np.isfinite(own)], of_all[np.isfinite(of_all)]
    if not own.size or not of_all.mean() > 0:
        return None
    found = float(own.mean() / of_all.mean())
    return math.sqrt(found) if root else found


def _correlation(own: Floats, others: Floats) -> float | None:
    is_shared = np.isfinite(others)
    own, others = own[is_shared], others[is_shared]
    if len(own) < 3 or not own.std() or not others.std():  # noqa: PLR2004 -- two points always lie on a line
        return None
    return float(np.corrcoef(own, others)[0, 1])


def _drift(position: Floats, rest: Floats) -> float | None:
    """The t value of the slope of what remains over the position."""
    is_known = np.isfinite(position) & np.isfinite(rest)
    place, rest = position[is_known], rest[is_known]
    if len(place) < _DRIFT_SHEETS or not place.std() or not rest.std():
        return None
    correlation = float(np.corrcoef(place, rest)[0, 1])
    return correlation * math.sqrt((len(place) - 2) / max(1.0 - correlation**2, 1e-12))


def _flags_of(stat: JurorStat, usual_seconds: float | None) -> Iterator[str]:
    if stat.severity is not None and stat.severity_sd is not None:
        away = abs(stat.severity)
        if away > _SEVERE_POINTS and away > _SEVERE_SDS * stat.severity_sd:
            yield "strict" if stat.severity < 0 else "mild"
    if stat.n >= _IRREGULAR_SHEETS and (stat.resid_ratio or 0.0) > _IRREGULAR:
        yield "irregular"
    if stat.n >= _UNRELATED_SHEETS and stat.rest_corr is not None and stat.rest_corr < _UNRELATED:
        yield "unrelated"
    yield from _flags_of_work(stat, usual_seconds)


def _flags_of_work(stat: JurorStat, usual_seconds: float | None) -> Iterator[str]:
    if stat.n >= _PATTERN_SHEETS and stat.straightline_share >= _STRAIGHT:
        yield "straight"
    if stat.n >= _PATTERN_SHEETS and stat.halo_index is not None and stat.halo_index < _HALO:
        yield "halo"
    if stat.median_seconds is not None and usual_seconds and stat.median_seconds < _HASTY * usual_seconds:
        yield "hasty"
    if stat.drift_t is not None and abs(stat.drift_t) > _DRIFT:
        yield "drift"


def outlying(y: npt.ArrayLike, si: npt.ArrayLike, ji: npt.ArrayLike, limit: float = _OUTLYING) -> list[Outlier]:
    """The sheets whose total is far from what submission and juror let one expect, the farthest first.

    y, si, ji: (n,) as in `crossed.fit`. What remains unexplained of a total is compared with that of all sheets (their
    root mean square), as in `JurorStat.resid_ratio`; sheets beyond `limit` of it are returned. Raises FairnessError as
    `crossed.fit` does.
    """
    found, codes = fit(y, si, ji), (np.asarray(si, dtype=np.int64), np.asarray(ji, dtype=np.int64))
    rest = np.asarray(y, dtype=float) - found.fixef[0] - found.theta[codes[0]] - found.beta[codes[1]]
    spread = math.sqrt(float((rest**2).mean()))
    if spread <= _EXACT:
        return []
    far = [Outlier(int(place), float(rest[place])) for place in np.flatnonzero(np.abs(rest) > limit * spread)]
    return sorted(far, key=lambda each: (-abs(each.points), each.sheet))


def bias_effect(y: npt.ArrayLike, si: npt.ArrayLike, ji: npt.ArrayLike, flag: npt.ArrayLike) -> Effect:
    """What a property of sheets (own district, after the break, …) adds to their totals, all else in the model.

    y, si, ji: (n,) as in `crossed.fit`; flag: (n,) of booleans. A generalised least squares estimate with variances by
    REML; estimate ± 1.96 se is its 95 % interval. Raises FairnessError "small_group" if fewer than 10 sheets have the
    property or lack it, so that no person shows through, "no_variation", and those of `equations.design_of`.
    """
    flagged = np.asarray(flag, dtype=bool)
    if flagged.shape != np.shape(y):
        raise FairnessError("shape", f"{flagged.shape} flags for {np.shape(y)} totals")
    count = int(flagged.sum())
    if min(count, flagged.size - count) < _CELL_MIN:
        raise FairnessError("small_group", f"{count} of {flagged.size} sheets")
    design, goal = design_of(y, si, ji, np.column_stack([np.ones(flagged.size), flagged])), Goal()
    solution = search(design, goal).solution
    errors = goal.variance(design, solution) * np.linalg.inv(solution.inner[1:, 1:])
    estimate, se = float(solution.gamma[1]), math.sqrt(float(errors[1, 1]))
    if not se:
        raise FairnessError("no_variation")
    return Effect(estimate, se, estimate / se, count)
