"""What a sheet must hold to be complete, what a criterion counts, and how a rubric is changed and told from another."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any, cast

from app.core.errors import Refusal
from app.core.i18n import _, _n, language, pick
from app.fairness.cases import Criterion as FairCriterion
from app.fairness.cases import Kind
from app.fairness.cases import Rubric as FairRubric
from app.rubrics.models import Criterion, Rubric

# Levels: a key of a digit gives its points. A hundred points: any number of them, some of which are described.
LOWEST, HIGHEST = 0, 9
HUNDRED, DESCRIBED = 100, (0, 25, 50, 75, 100)
CRITERIA_MAX = 20
# What a criterion is for: only a judgement counts for the total.
JUDGEMENT, MEASUREMENT, INFO = KINDS = ("judgement", "measurement", "info")
# When a sentence is asked for: at the points that all criteria have in common, or in a way of its own.
COMMON, OPTIONAL, ENDS, REQUIRED, NONE = COMMENTS = ("common", "optional", "ends", "required", "none")
# The key of a text in plain language, beside those of the languages.
PLAIN = "plain"


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


@dataclass(frozen=True)
class Share:
    """How much a criterion counts, 0–100, in the categories of these names; without names in all of them."""

    percent: float
    categories: tuple[str, ...] = ()


def holds_for(criterion: Criterion, category_id: object) -> bool:
    """Whether ideas of a category are judged by a criterion."""
    return not criterion.category_ids or str(category_id) in criterion.category_ids


def has_points(criterion: Criterion) -> bool:
    """Whether any number up to a hundred can be given, instead of one of a few levels."""
    return criterion.high > HIGHEST


def percent_of(criterion: Criterion, criteria: Sequence[Criterion]) -> float:
    """The share of a criterion in the total, 0–100. Without any weights all count the same."""
    counting = [other for other in criteria if other.kind == JUDGEMENT]
    if criterion.kind != JUDGEMENT:
        return 0.0
    whole = sum(other.weight for other in counting)
    return 100 * criterion.weight / whole if whole else 100 / len(counting)


def shares_of(criterion: Criterion, criteria: Sequence[Criterion], categories: Mapping[str, str]) -> list[Share]:
    """The same for every category, in which not all criteria may hold; `categories` are names by id."""
    found: dict[float, list[str]] = {}
    for id_, name in categories.items():
        if holds_for(criterion, id_):
            there = [other for other in criteria if holds_for(other, id_)]
            found.setdefault(percent_of(criterion, there), []).append(name)
    if not any(each.category_ids for each in criteria):
        return [Share(percent_of(criterion, criteria))]
    everywhere = len(found) == 1 and not criterion.category_ids
    return [Share(percent, () if everywhere else tuple(names)) for percent, names in found.items()]


def said(texts: Mapping[str, str], *, is_plain: bool = False) -> str:
    """A text in the reader's language; in plain language if there is one, which is German."""
    plain = texts.get(PLAIN, "") if is_plain and language() == "de" else ""
    return plain or pick(dict(texts))


def levels_of(rubric: Rubric, criterion: Criterion, *, is_plain: bool = False) -> list[Level]:
    """Every level in the reader's language, from low to high; of a hundred points those that are described."""
    if has_points(criterion):
        texts = [(points, criterion.levels.get(str(points), {})) for points in DESCRIBED]
        return [Level(points, "", said(text, is_plain=is_plain)) for points, text in texts if text]
    return [
        Level(
            points,
            pick(rubric.labels.get(str(points), {})),
            said(criterion.levels.get(str(points), {}), is_plain=is_plain),
        )
        for points in range(criterion.low, criterion.high + 1)
    ]


def is_in_plain_language(criteria: Sequence[Criterion]) -> bool:
    """Whether something is there to read in plain language by somebody who reads German."""
    texts = [text for each in criteria for text in (each.question, *each.levels.values())]
    return language() == "de" and any(text.get(PLAIN) for text in texts)


def rubric_faults(criteria: Sequence[Criterion]) -> list[str]:
    """Why nobody could judge by these criteria, in words; empty if they are sound."""
    faults = []
    if not criteria:
        faults.append(_("Das Raster hat noch kein Kriterium."))
    if len({criterion.key for criterion in criteria}) < len(criteria):
        faults.append(_("Ein Kriterium steht doppelt im Raster."))
    if criteria and weighs_nothing(criteria):
        faults.append(_("Die Gewichte ergeben zusammen nichts."))
    elif criteria and lacks_common(criteria):
        faults.append(nothing_in_common())
    return faults + [f"{pick(each.name)}: {fault}" for each in criteria for fault in _faults_of_criterion(each)]


def weighs_nothing(criteria: Sequence[Criterion]) -> bool:
    return sum(each.weight for each in criteria if each.kind == JUDGEMENT) <= 0


def lacks_common(criteria: Sequence[Criterion]) -> bool:
    """Whether nothing that counts holds for every category: an idea might be judged by nothing at all."""
    return not any(each.kind == JUDGEMENT and each.weight > 0 and not each.category_ids for each in criteria)


def nothing_in_common() -> str:
    return _("Mindestens ein Kriterium, das zählt, muss für alle Themenfelder gelten.")


def _faults_of_criterion(criterion: Criterion) -> list[str]:
    faults = []
    if criterion.weight < 0:
        faults.append(_("Das Gewicht darf nicht kleiner als 0 sein."))
    if criterion.high <= criterion.low:
        faults.append(_("Es braucht mindestens zwei Stufen."))
    elif not {str(criterion.low), str(criterion.high)} <= set(criterion.levels):
        faults.append(_("Die niedrigste und die höchste Stufe brauchen eine Beschreibung."))
    return faults


def mark_faults(rubric: Rubric, criterion: Criterion, mark: Mark, *, is_final: bool = True) -> list[str]:
    """What is wrong with one mark. A draft may lack points and sentences, a final sheet may not."""
    if mark.comment.strip() and criterion.comments == NONE:
        return [_("Zu diesem Kriterium ist kein Kommentar vorgesehen.")]
    if mark.is_skipped:
        return _faults_of_skipping(criterion, mark)
    if mark.points is None:
        return [_("Hier fehlen noch die Punkte.")] if is_final and criterion.is_required else []
    if not criterion.low <= mark.points <= criterion.high:
        return [_("Möglich sind %(low)s bis %(high)s Punkte.", low=criterion.low, high=criterion.high)]
    if is_final and asks_why(rubric, criterion, mark.points) and not mark.comment.strip():
        return [_("Bei %(points)s Punkten bitte in einem Satz sagen, warum.", points=mark.points)]
    return []


def _faults_of_skipping(criterion: Criterion, mark: Mark) -> list[str]:
    if not criterion.may_be_skipped:
        return [_("Dieses Kriterium bitte in jedem Fall bewerten.")]
    if mark.points is not None:
        return [_("Entweder Punkte oder „nicht beurteilbar“, nicht beides.")]
    return []


def asks_why(rubric: Rubric, criterion: Criterion, points: int) -> bool:
    """Whether these points need a sentence of reason."""
    return criterion.comments == REQUIRED or points in points_asking_why(rubric, criterion)


def points_asking_why(rubric: Rubric, criterion: Criterion) -> list[int]:
    """The points that need a sentence where not all do."""
    if criterion.comments == ENDS:
        return [criterion.low, criterion.high]
    return [points for points in rubric.comment_for if criterion.comments == COMMON and not has_points(criterion)]


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
        "criteria": [_judged_by(each) for each in sorted(criteria, key=lambda criterion: criterion.position)],
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _judged_by(criterion: Criterion) -> dict[str, object]:
    """What came later is left out while it says what was meant before: a hash that was once given stays."""
    later = {name: getattr(criterion, name) for name in _USUAL}
    return {name: getattr(criterion, name) for name in JUDGED_BY} | {
        name: value for name, value in later.items() if value != _USUAL[name]
    }


def fair_rubric(criteria: Iterable[Criterion]) -> FairRubric:
    """The criteria as the mathematics knows them. What need not be answered may be missing as well.

    Whoever calculates by them tells the categories of submissions by their ids as text.
    """
    return FairRubric(
        tuple(
            FairCriterion(
                c.key,
                Fraction(c.weight),
                max=c.high,
                min=c.low,
                kind=cast("Kind", c.kind),
                allow_na=c.may_be_skipped or not c.is_required,
                categories=frozenset(c.category_ids),
            )
            for c in criteria
        ),
    )


# ---------------------------------------------------------------- changing a rubric
def why_not_edit(rubric: Rubric) -> Refusal | None:
    """Why a rubric stays as it is: somebody has begun to judge by it."""
    if rubric.frozen_at is not None:
        reason = _("Dieses Raster steht fest, denn es ist schon ein Bogen danach abgegeben.")
        return Refusal("rubric_frozen", f"{reason} {_next_step()}")
    if rubric.begun_sheets:
        reason = _n(
            "Nach diesem Raster ist schon %(num)s Bogen begonnen. Was dort steht, darf nicht verloren gehen.",
            "Nach diesem Raster sind schon %(num)s Bögen begonnen. Was dort steht, darf nicht verloren gehen.",
            rubric.begun_sheets,
        )
        return Refusal("sheets_begun", f"{reason} {_next_step()}")
    return None


def _next_step() -> str:
    return _("Muss sich etwas ändern, legen Sie eine neue Version an. Sie gilt für Bögen, die dann begonnen werden.")


def why_not_remove(criterion: Criterion, seen_version: int) -> Refusal | None:
    """Why a criterion stays that is not what the person saw who takes it out."""
    if criterion.version == seen_version:
        return None
    reason = _("Jemand anderes hat dieses Kriterium gerade geändert. Bitte sehen Sie es noch einmal an.")
    return Refusal("changed_meanwhile", reason)


def changed_meanwhile() -> Refusal:
    """The no to whoever goes on with a rubric that is not what they saw any more."""
    reason = _("Das Bewertungsraster wurde gerade geändert. Bitte laden Sie die Seite neu und sehen Sie es sich an.")
    return Refusal("rubric_changed", reason)


def common_range(criteria: Sequence[Criterion]) -> tuple[int, int] | None:
    """The lowest and the highest points, if they are the same for every criterion."""
    ranges = {(each.low, each.high) for each in criteria}
    return ranges.pop() if len(ranges) == 1 else None


def common_why(rubric: Rubric, criteria: Sequence[Criterion]) -> list[int]:
    """The points that need a sentence of reason, if they are the same for every criterion."""
    asked = {tuple(points_asking_why(rubric, each)) for each in criteria if each.comments != REQUIRED}
    is_same = len(asked) == 1 and all(each.comments != REQUIRED for each in criteria)
    return list(asked.pop()) if is_same else []


JUDGED_BY = ("key", "weight", "low", "high", "is_required", "may_be_skipped", "name", "question", "levels")
_USUAL: Mapping[str, object] = {"kind": JUDGEMENT, "comments": COMMON, "category_ids": []}
COPIED = (*JUDGED_BY, *_USUAL, "position")
