"""From sheets to totals of 0–100, as exact fractions: floating point begins only with the model of severity."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.fairness.cases import Criterion, FairnessError, Rubric, Sheet

# Of the weight that applies to a submission, so much must have been judged.
_JUDGED_SHARE = Fraction(8, 10)


@dataclass(frozen=True)
class Dropped:
    """A sheet that does not count, and why: "incomplete" means that the reading must be given to somebody else."""

    submission: Hashable
    juror: Hashable
    reason: str


@dataclass(frozen=True)
class Totals:
    """One entry for each of M sheets that count, in the order they were given.

    totals: M exact totals, 0–100; y: the same as floats. si, ji: M codes 0…N-1 and 0…J-1 into `submissions` (N) and
    `jurors` (J), which hold every id once in the order of appearance. Whoever has only dropped sheets is in neither.
    """

    totals: tuple[Fraction, ...]
    y: tuple[float, ...]
    si: tuple[int, ...]
    ji: tuple[int, ...]
    submissions: tuple[Hashable, ...]
    jurors: tuple[Hashable, ...]
    dropped: tuple[Dropped, ...]


def sheet_totals(rubric: Rubric, sheets: Sequence[Sheet], categories: Mapping[Hashable, str] | None = None) -> Totals:
    """The total of every sheet on a scale of 0–100.

    With A the judgement criteria that apply to the submission's category (`categories`: submission → category),
    T = 100 · Σ_A w·p/max / Σ_A w. For a sheet with "not assessable" criteria, S being those with points and m_c the
    mean points of criterion c over all sheets that count and judge it,
    T = 100 · [Σ_S w·(p - m)/max / Σ_S w + Σ_A w·m/max / Σ_A w], so that skipping a hard criterion is no advantage.
    A criterion that no counting sheet judges is left out of A. Weights that are all 0 count 1 each.

    A sheet is dropped as "incomplete" if a criterion of A that may not be skipped has no points, or if Σ_S w is less
    than 0.8 · Σ_A w.

    Raises FairnessError: "empty_rubric", "duplicate_key", "negative_weight", "no_range" (max ≤ min or max ≤ 0),
    "no_criteria" (none applies to a submission), "points_out_of_range", "unknown_criterion", "duplicate_sheet".
    Source: this project's own method, section "sheet total"; the mean over sheets follows the usual additive
    imputation of a missing item by its mean.
    """
    check_rubric(rubric)
    _check_sheets(rubric, sheets)
    applicable = [_applicable(rubric, sheet.submission, categories or {}) for sheet in sheets]
    counting = [_is_complete(weights, sheet) for weights, sheet in zip(applicable, sheets, strict=True)]
    used = [(weights, sheet) for weights, sheet, is_used in zip(applicable, sheets, counting, strict=True) if is_used]
    means = _means(used)
    totals = tuple(_total(weights, sheet, means) for weights, sheet in used)
    submissions, si = _codes([sheet.submission for _weights, sheet in used])
    jurors, ji = _codes([sheet.juror for _weights, sheet in used])
    dropped = tuple(
        Dropped(sheet.submission, sheet.juror, "incomplete")
        for sheet, is_used in zip(sheets, counting, strict=True)
        if not is_used
    )
    return Totals(totals, tuple(map(float, totals)), si, ji, submissions, jurors, dropped)


def check_rubric(rubric: Rubric) -> None:
    """Raise FairnessError if nobody could judge by this rubric."""
    judged = [criterion for criterion in rubric.criteria if criterion.kind == "judgement"]
    if not judged:
        raise FairnessError("empty_rubric")
    keys = [criterion.key for criterion in rubric.criteria]
    if len(set(keys)) < len(keys):
        raise FairnessError("duplicate_key", ", ".join(sorted({key for key in keys if keys.count(key) > 1})))
    for criterion in judged:
        if criterion.weight < 0:
            raise FairnessError("negative_weight", criterion.key)
        if criterion.max <= criterion.min or criterion.max <= 0:
            raise FairnessError("no_range", criterion.key)


def _check_sheets(rubric: Rubric, sheets: Sequence[Sheet]) -> None:
    criteria = {criterion.key: criterion for criterion in rubric.criteria}
    seen: set[tuple[Hashable, Hashable]] = set()
    for sheet in sheets:
        if (sheet.submission, sheet.juror) in seen:
            raise FairnessError("duplicate_sheet", f"{sheet.submission} by {sheet.juror}")
        seen.add((sheet.submission, sheet.juror))
        for key, points in sheet.points.items():
            if key not in criteria:
                raise FairnessError("unknown_criterion", key)
            if points is not None and not criteria[key].min <= points <= criteria[key].max:
                raise FairnessError("points_out_of_range", f"{key}: {points}")


_Weights = dict[Criterion, Fraction]


def _applicable(rubric: Rubric, submission: Hashable, categories: Mapping[Hashable, str]) -> _Weights:
    """The criteria of A with their weights."""
    category = categories.get(submission)
    found = {
        criterion: Fraction(criterion.weight)
        for criterion in rubric.criteria
        if criterion.kind == "judgement" and (not criterion.categories or category in criterion.categories)
    }
    if not found:
        raise FairnessError("no_criteria", str(submission))
    return found if any(found.values()) else dict.fromkeys(found, Fraction(1))


def _is_complete(weights: _Weights, sheet: Sheet) -> bool:
    missing = [criterion for criterion in weights if sheet.points.get(criterion.key) is None]
    if not all(criterion.allow_na and criterion.key in sheet.points for criterion in missing):
        return False
    whole = sum(weights.values())
    return whole - sum(weights[criterion] for criterion in missing) >= _JUDGED_SHARE * whole


def _means(used: Sequence[tuple[_Weights, Sheet]]) -> dict[str, Fraction]:
    """The mean points of every criterion over the sheets that judge it."""
    found: dict[str, list[int]] = {}
    for weights, sheet in used:
        for criterion in weights:
            if (points := sheet.points[criterion.key]) is not None:
                found.setdefault(criterion.key, []).append(points)
    return {key: Fraction(sum(points), len(points)) for key, points in found.items()}


def _total(weights: _Weights, sheet: Sheet, means: Mapping[str, Fraction]) -> Fraction:
    known = {criterion: weight for criterion, weight in weights.items() if criterion.key in means}
    above, judged_weight, level, weight_sum = Fraction(0), Fraction(0), Fraction(0), Fraction(0)
    for criterion, weight in known.items():
        mean, points = means[criterion.key], sheet.points[criterion.key]
        level += weight * mean / criterion.max
        weight_sum += weight
        if points is not None:
            above += weight * (points - mean) / criterion.max
            judged_weight += weight
    return 100 * (above / judged_weight + level / weight_sum)


def _codes(ids: Sequence[Hashable]) -> tuple[tuple[Hashable, ...], tuple[int, ...]]:
    order = {id_: number for number, id_ in enumerate(dict.fromkeys(ids))}
    return tuple(order), tuple(order[id_] for id_ in ids)
