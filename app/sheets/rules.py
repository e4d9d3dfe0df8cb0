"""What is told of a sheet to those who take all sheets of a round away: by numbers, never by a name."""

import uuid
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import cache
from typing import NamedTuple, Protocol

from app.core.documents.tables import Cell
from app.core.i18n import _, pick
from app.rubrics.models import Criterion
from app.rubrics.rules import JUDGEMENT
from app.scoring.rules import UNSAID, rounded


class HandedIn(NamedTuple):
    """A final sheet: the idea and the juror by their numbers, the rubric by the hash of its content."""

    id: Hashable
    idea: int
    juror: int
    rubric_hash: str
    begun_at: str
    handed_in_at: str
    total: str
    late_at: str | None = None
    filled_in_at: str | None = None


class LateSheet(NamedTuple):
    """A sheet that came after the jury's end, filled in before it as its device says; `number` is that of the idea."""

    submission_id: uuid.UUID
    member_id: uuid.UUID
    number: int
    late_at: datetime
    filled_in_at: datetime


class Said(Protocol):
    """What a juror said of one criterion, such as a `Mark`."""

    @property
    def points(self) -> int | None: ...
    @property
    def is_skipped(self) -> bool: ...
    @property
    def comment(self) -> str: ...


@dataclass(frozen=True)
class Table:
    """A line for each sheet under names for all its columns."""

    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def table_of(
    criteria: Sequence[Criterion], sheets: Sequence[HandedIn], said: Mapping[Hashable, Mapping[str, Said]]
) -> Table:
    """All sheets with points and comments side by side; `criteria` are those of all of them, each key once."""
    keys = [criterion.key for criterion in criteria]
    not_assessable, worth = _("nicht beurteilbar"), cache(_worth)
    rows = []
    for sheet in sheets:
        marks = said[sheet.id]
        cells: list[Cell] = [sheet.idea, f"Jury {sheet.juror}"]
        for key in keys:
            mark: Said = marks.get(key, UNSAID)
            cells += (not_assessable if mark.is_skipped else mark.points, mark.comment)
        late = sheet.late_at, sheet.filled_in_at
        rows.append([*cells, *worth(sheet.total), sheet.begun_at, sheet.handed_in_at, *late, sheet.rubric_hash])
    return Table(_header(criteria), rows)


def _worth(total: str) -> tuple[Cell, ...]:
    """A total as an exact fraction and rounded. Its parts stand apart: together a spreadsheet takes them for a day."""
    exact = Fraction(total)
    return exact.numerator, exact.denominator, rounded(exact)


def title() -> str:
    """What the table is called."""
    return _("Bewertungsbögen")


def _name(criterion: Criterion) -> str:
    name = pick(criterion.name)
    return name if criterion.kind == JUDGEMENT else _("%(name)s (zählt nicht)", name=name)


def _header(criteria: Sequence[Criterion]) -> list[str]:
    names = [_name(criterion) for criterion in criteria]
    asked = [text for name in names for text in (_("%(name)s: Punkte", name=name), _("%(name)s: Kommentar", name=name))]
    return [
        _("Idee"),
        _("Jurymitglied"),
        *asked,
        _("Gesamt, Zähler"),
        _("Gesamt, Nenner"),
        _("Gesamt, gerundet"),
        _("begonnen"),
        _("abgegeben"),
        _("nach Schluss eingegangen"),
        _("vorher ausgefüllt, sagt das Gerät"),
        _("Raster (SHA-256)"),
    ]
