"""What a sheet must hold to be complete, what a criterion counts, and how a rubric is changed and told from another."""

import hashlib
import itertools
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any

from app.core import text
from app.core.errors import FieldErrors, Refusal, TextConflict
from app.core.i18n import LANGUAGES, _, _n, pick
from app.fairness import cases as fairness
from app.rubrics.models import Criterion, Rubric

# A key of a digit gives its points.
LOWEST, HIGHEST = 0, 9
CRITERIA_MAX = 20


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
            {name: getattr(criterion, name) for name in JUDGED_BY}
            for criterion in sorted(criteria, key=lambda criterion: criterion.position)
        ],
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def counted_by(criteria: Sequence[Criterion]) -> fairness.Rubric:
    """The criteria as `app.fairness` counts them."""
    return fairness.Rubric(
        tuple(
            fairness.Criterion(each.key, Fraction(each.weight), each.high, min=each.low, allow_na=each.may_be_skipped)
            for each in criteria
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


def why_not_add_version(newest: Rubric) -> Refusal | None:
    """Why no further version is needed: the newest one can still be changed."""
    if why_not_edit(newest) is not None:
        return None
    return Refusal("still_open", _("Version %(number)s lässt sich noch ändern.", number=newest.number))


def why_not_give_up(newest: Rubric) -> Refusal | None:
    """Why a version stays: it is in use."""
    if newest.in_use_at is None:
        return None
    return Refusal("in_use", _("Nach Version %(number)s wird schon bewertet.", number=newest.number))


def why_not_use(newest: Rubric, seen_hash: str) -> Refusal | None:
    """Why a version cannot be brought into use: it is already, or it is not what the person saw."""
    return why_not_give_up(newest) or (None if newest.content_hash == seen_hash else changed_meanwhile())


def changed_meanwhile() -> Refusal:
    """The no to whoever goes on with a rubric that is not what they saw any more."""
    reason = _("Das Bewertungsraster wurde gerade geändert. Bitte laden Sie die Seite neu und sehen Sie es sich an.")
    return Refusal("rubric_changed", reason)


def new_key(name: str, taken: Collection[str]) -> str:
    """The key of a new criterion: from its name, and never that of another. It stays when the name changes."""
    plain = text.slug(name)
    numbered = (f"{plain}-{number}" for number in itertools.count(2))
    return next(key for key in itertools.chain([plain], numbered) if key not in taken)


def criterion_faults(criterion: Criterion, others: Sequence[Criterion]) -> dict[str, list[str]]:
    """What is wrong with a criterion beside the others of its rubric, by the name of the field."""
    found = FieldErrors()
    same = text.name_key(criterion.name["de"])
    if any(text.name_key(other.name["de"]) == same for other in others):
        found.add("name_de", _("So heißt schon ein Kriterium."))
    if criterion.weight + sum(other.weight for other in others) <= 0:
        found.add("weight", _("Die Gewichte ergeben zusammen nichts."))
    if criterion.high <= criterion.low:
        found.add("high", _("Die höchste Punktzahl muss größer sein als die niedrigste."))
    else:
        _add_faults_of_levels(found, criterion)
    return found.found


def _add_faults_of_levels(found: FieldErrors, criterion: Criterion) -> None:
    for points in range(LOWEST, HIGHEST + 1):
        level = criterion.levels.get(str(points), {})
        is_in_range = criterion.low <= points <= criterion.high
        if points in {criterion.low, criterion.high} and not level.get("de"):
            found.add(level_field(points, "de"), _("Die niedrigste und die höchste Stufe brauchen eine Beschreibung."))
        elif level and not level.get("de"):
            found.add(level_field(points, "de"), _("Zur englischen Beschreibung fehlt die deutsche."))
        elif level and not is_in_range:
            reason = _("So viele Punkte gibt es hier nicht. Leeren Sie das Feld, oder ändern Sie die Punktzahlen.")
            found.add(level_field(points, "de"), reason)


def level_field(points: int, language: str) -> str:
    """The name of the field for a level's description."""
    return f"level_{points}_{language}"


def label_field(points: int, language: str) -> str:
    """The name of the field for what a number of points is called."""
    return f"label_{points}_{language}"


def points_in_use(criteria: Sequence[Criterion]) -> range:
    """Every number of points that some criterion gives."""
    return range(min(each.low for each in criteria), max(each.high for each in criteria) + 1)


def common_range(criteria: Sequence[Criterion]) -> tuple[int, int] | None:
    """The lowest and the highest points, if they are the same for every criterion."""
    ranges = {(each.low, each.high) for each in criteria}
    return ranges.pop() if len(ranges) == 1 else None


def texts_of_criterion(criterion: Criterion) -> dict[str, str]:
    """What a criterion says, by the name of the field, as text."""
    texts = {f"name_{code}": criterion.name.get(code, "") for code in LANGUAGES}
    texts |= {f"question_{code}": criterion.question.get(code, "") for code in LANGUAGES}
    texts |= {name: str(getattr(criterion, name)) for name in ("weight", "low", "high")}
    texts |= {name: _yes_or_no(getattr(criterion, name)) for name in ("is_required", "may_be_skipped")}
    return texts | {
        level_field(points, code): criterion.levels.get(str(points), {}).get(code, "")
        for points in range(LOWEST, HIGHEST + 1)
        for code in LANGUAGES
    }


def texts_of_scale(labels: Mapping[str, Mapping[str, str]], comment_for: Sequence[int]) -> dict[str, str]:
    """What all criteria have in common, by the name of the field, as text."""
    texts = {label_field(int(points), code): label[code] for points, label in labels.items() for code in label}
    return texts | {"comment_for": ", ".join(str(points) for points in sorted(comment_for))}


def _yes_or_no(value: bool) -> str:  # noqa: FBT001 # it is the value that is put into words
    return _("ja") if value else _("nein")


def conflicts(stored: Mapping[str, str], offered: Mapping[str, str], version: int) -> list[TextConflict]:
    """Where something else is stored than what is offered; the label is that of the form's field."""
    return [
        TextConflict(name, name, stored.get(name, ""), offered.get(name, ""), version)
        for name in dict.fromkeys((*stored, *offered))
        if stored.get(name, "") != offered.get(name, "")
    ]


JUDGED_BY = ("key", "weight", "low", "high", "is_required", "may_be_skipped", "name", "question", "levels")
