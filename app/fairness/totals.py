"""From sheets to totals of 0–100, as exact fractions: floating point begins only with the model of severity."""

import csv
import hashlib
import io
import math
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
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
    scales = _scales_of(rubric, sheets, categories or {})
    counting = [_is_complete(scale, sheet) for scale, sheet in zip(scales, sheets, strict=True)]
    used = [(scale, sheet) for scale, sheet, is_used in zip(scales, sheets, counting, strict=True) if is_used]
    has_gaps = any(None in sheet.points.values() for _scale, sheet in used)
    means = _means(used) if has_gaps else {}
    totals = tuple(_total(scale, sheet, means) for scale, sheet in used)
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


@dataclass(frozen=True)
class _Scale:
    """The criteria of A by key, with their weights. A point is worth `units` of a total; 100 is `of_all` of them."""

    criteria: dict[str, Criterion]
    weights: dict[str, Fraction]
    whole: Fraction
    units: dict[str, int]
    of_all: int


def _scales_of(rubric: Rubric, sheets: Sequence[Sheet], categories: Mapping[Hashable, str]) -> list[_Scale]:
    known: dict[str | None, _Scale] = {}
    found = []
    for sheet in sheets:
        category = categories.get(sheet.submission)
        if category not in known:
            known[category] = _scale_of(rubric, category, sheet.submission)
        found.append(known[category])
    return found


def _scale_of(rubric: Rubric, category: str | None, submission: Hashable) -> _Scale:
    criteria = {
        criterion.key: criterion
        for criterion in rubric.criteria
        if criterion.kind == "judgement" and (not criterion.categories or category in criterion.categories)
    }
    if not criteria:
        raise FairnessError("no_criteria", str(submission))
    weights = {key: Fraction(criterion.weight) for key, criterion in criteria.items()}
    if not any(weights.values()):
        weights = dict.fromkeys(weights, Fraction(1))
    whole = sum(weights.values(), Fraction(0))
    shares = {key: weight / whole / criteria[key].max for key, weight in weights.items()}
    of_all = math.lcm(*(share.denominator for share in shares.values()))
    return _Scale(criteria, weights, whole, {key: int(share * of_all) for key, share in shares.items()}, of_all)


def smallest_step(rubric: Rubric, categories: Iterable[str | None]) -> Fraction:
    """The smallest change of a total that one point makes, over these categories."""
    scales = [_scale_of(rubric, category, f"category {category}") for category in sorted(set(categories), key=str)]
    return min(Fraction(100 * units, scale.of_all) for scale in scales for units in scale.units.values() if units)


def _is_complete(scale: _Scale, sheet: Sheet) -> bool:
    missing = [key for key in scale.criteria if sheet.points.get(key) is None]
    if not missing:
        return True
    if not all(scale.criteria[key].allow_na and key in sheet.points for key in missing):
        return False
    return scale.whole - sum(scale.weights[key] for key in missing) >= _JUDGED_SHARE * scale.whole


def _means(used: Sequence[tuple[_Scale, Sheet]]) -> dict[str, Fraction]:
    """The mean points of every criterion over the sheets that judge it."""
    found: dict[str, list[int]] = {}
    for scale, sheet in used:
        for key in scale.criteria:
            if (points := sheet.points[key]) is not None:
                found.setdefault(key, []).append(points)
    return {key: Fraction(sum(points), len(points)) for key, points in found.items()}


def _total(scale: _Scale, sheet: Sheet, means: Mapping[str, Fraction]) -> Fraction:
    """Without a gap the means fall out of the formula, and whole numbers suffice."""
    judged = [(units, points) for key, units in scale.units.items() if (points := sheet.points[key]) is not None]
    if len(judged) == len(scale.units):
        return Fraction(100 * sum(units * points for units, points in judged), scale.of_all)
    return _total_with_gaps(scale, sheet, means)


def _total_with_gaps(scale: _Scale, sheet: Sheet, means: Mapping[str, Fraction]) -> Fraction:
    above, judged_weight, level, weight_sum = Fraction(0), Fraction(0), Fraction(0), Fraction(0)
    for key, criterion in scale.criteria.items():
        if key not in means:
            continue
        weight, mean, points = scale.weights[key], means[key], sheet.points[key]
        level += weight * mean / criterion.max
        weight_sum += weight
        if points is not None:
            above += weight * (points - mean) / criterion.max
            judged_weight += weight
    return 100 * (above / judged_weight + level / weight_sum)


def _codes(ids: Sequence[Hashable]) -> tuple[tuple[Hashable, ...], tuple[int, ...]]:
    order = {id_: number for number, id_ in enumerate(dict.fromkeys(ids))}
    return tuple(order), tuple(order[id_] for id_ in ids)


def merged(parts: Sequence[Totals], least: int = 1) -> Totals:
    """The totals of sheets by several rubrics as if they were of one, those of one alone as they are.

    Submissions with fewer than `least` sheets that count are left out; what their sheets say of the mean of a criterion
    stays. Raises FairnessError "duplicate_sheet" if a pair of submission and juror comes twice.
    """
    rows = [
        (total, value, part.submissions[i], part.jurors[j])
        for part in parts
        for total, value, i, j in zip(part.totals, part.y, part.si, part.ji, strict=True)
    ]
    if len({(submission, juror) for _total, _value, submission, juror in rows}) < len(rows):
        raise FairnessError("duplicate_sheet")
    readings = Counter(submission for _total, _value, submission, _juror in rows)
    rows = [row for row in rows if readings[row[2]] >= least]
    submissions, jurors = dict.fromkeys(row[2] for row in rows), dict.fromkeys(row[3] for row in rows)
    code_of, juror_code_of = ({id_: code for code, id_ in enumerate(ids)} for ids in (submissions, jurors))
    return Totals(
        totals=tuple(row[0] for row in rows),
        y=tuple(row[1] for row in rows),
        si=tuple(code_of[row[2]] for row in rows),
        ji=tuple(juror_code_of[row[3]] for row in rows),
        submissions=tuple(submissions),
        jurors=tuple(jurors),
        dropped=tuple(each for part in parts for each in part.dropped),
    )


def digest_of(sheets: Iterable[Sheet]) -> str:
    """SHA-256 of all sheets as a CSV of UTF-8 without heading: submission, juror, criterion, points or NA, sorted."""
    rows = sorted(
        (str(sheet.submission), str(sheet.juror), key, "NA" if points is None else str(points))
        for sheet in sheets
        for key, points in sheet.points.items()
    )
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return hashlib.sha256(text.getvalue().encode()).hexdigest()


def rounded(total: Fraction) -> float:
    """A total to one decimal. Exact halves go up, which binary numbers would do only by chance."""
    return int(total * 10 + Fraction(1, 2)) / 10
