"""What a sheet must hold to be complete, what a criterion counts, and how a rubric is told from another."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any

from app.core.i18n import _, pick
from app.fairness import cases as fairness
from app.rubrics.models import Criterion, Rubric


@dataclass(frozen=True)
class Mark:
    """What a juror says about one criterion. No points and not skipped: not looked at yet."""

    points: int | None = None
    is_skipped: bool = False
    comment: str = ""


@dataclass(frozen=True)
class Level:
    """A number of points of a criterion in words; `text` is empty for a level in between."""

    points: int
    title: str
    text: str


@cache
def default_rubric() -> Mapping[str, Any]:
    """The rubric of a new round: its file as it is."""
    stored: dict[str, Any] = json.loads(
        resources.files("app.rubrics").joinpath("default.json").read_text(encoding="utf-8")
    )
    return stored


def percent_of(criterion: Criterion, criteria: Sequence[Criterion]) -> float:
    """The share of a criterion in the total, 0–100. Without any weights all count the same."""
    whole = sum(other.weight for other in criteria)
    return 100 * criterion.weight / whole if whole else 100 / len(criteria)


def levels_of(rubric: Rubric, criterion: Criterion) -> list[Level]:
    """Every number of points a criterion may get, in the reader's language, from low to high."""
    return [
        Level(points, pick(rubric.labels.get(str(points), {})), pick(criterion.levels.get(str(points), {})))
        for points in range(criterion.low, criterion.high + 1)
    ]


def rubric_faults(criteria: Sequence[Criterion]) -> list[str]:
    """Why nobody could judge by these criteria, in words; empty if they are sound."""
    faults = []
    if not criteria:
        faults.append(_("Das Raster hat noch kein Kriterium."))
    if len({criterion.key for criterion in criteria}) < len(criteria):
        faults.append(_("Ein Kriterium steht doppelt im Raster."))
    if criteria and sum(criterion.weight for criterion in criteria) <= 0:
        faults.append(_("Die Gewichte ergeben zusammen nichts."))
    for criterion in criteria:
        name = pick(criterion.name)
        if criterion.weight < 0:
            faults.append(_("%(name)s: Das Gewicht darf nicht kleiner als 0 sein.", name=name))
        if criterion.high <= criterion.low:
            faults.append(_("%(name)s: Es braucht mindestens zwei Stufen.", name=name))
        elif not {str(criterion.low), str(criterion.high)} <= set(criterion.levels):
            faults.append(_("%(name)s: Die niedrigste und die höchste Stufe brauchen eine Beschreibung.", name=name))
    return faults


def mark_faults(rubric: Rubric, criterion: Criterion, mark: Mark, *, is_final: bool = True) -> list[str]:
    """What is wrong with one mark. A draft may lack points and sentences, a final sheet may not."""
    if mark.is_skipped:
        return _faults_of_skipping(criterion, mark)
    if mark.points is None:
        return [_("Hier fehlen noch die Punkte.")] if is_final and criterion.is_required else []
    if not criterion.low <= mark.points <= criterion.high:
        return [_("Möglich sind %(low)s bis %(high)s Punkte.", low=criterion.low, high=criterion.high)]
    if is_final and needs_comment(rubric, mark) and not mark.comment.strip():
        return [_("Bei %(points)s Punkten bitte in einem Satz sagen, warum.", points=mark.points)]
    return []


def _faults_of_skipping(criterion: Criterion, mark: Mark) -> list[str]:
    if not criterion.may_be_skipped:
        return [_("Dieses Kriterium bitte in jedem Fall bewerten.")]
    if mark.points is not None:
        return [_("Entweder Punkte oder „nicht beurteilbar“, nicht beides.")]
    return []


def needs_comment(rubric: Rubric, mark: Mark) -> bool:
    """Whether these points need a sentence of reason."""
    return mark.points is not None and not mark.is_skipped and mark.points in rubric.comment_for


def sheet_faults(
    rubric: Rubric, criteria: Sequence[Criterion], marks: Mapping[str, Mark], *, is_final: bool = True
) -> dict[str, list[str]]:
    """Everything wrong with a sheet, by the key of the criterion; a criterion without a mark was not looked at."""
    found = {each.key: mark_faults(rubric, each, marks.get(each.key, Mark()), is_final=is_final) for each in criteria}
    return {key: faults for key, faults in found.items() if faults}


def content_hash(rubric: Rubric, criteria: Sequence[Criterion]) -> str:
    """SHA-256 (hex) over everything by which is judged, as canonical JSON."""
    content = {
        "labels": rubric.labels,
        "comment_for": rubric.comment_for,
        "criteria": [
            {name: getattr(criterion, name) for name in _JUDGED_BY}
            for criterion in sorted(criteria, key=lambda criterion: criterion.position)
        ],
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def counted_by(criteria: Sequence[Criterion]) -> fairness.Rubric:
    """The criteria as `app.fairness` counts them."""
    return fairness.Rubric(
        tuple(
            fairness.Criterion(each.key, Fraction(each.weight), each.high, min=each.low, allow_na=each.may_be_skipped)
            for each in criteria
        ),
    )


_JUDGED_BY = ("key", "weight", "low", "high", "is_required", "may_be_skipped", "name", "question", "levels")
