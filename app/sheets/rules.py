"""What is told of a sheet to those who take all sheets of a round away: by numbers, never by a name."""

import itertools
import uuid
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from app.core.documents import tables
from app.core.documents.tables import Cell
from app.core.i18n import _, pick
from app.lines.rules import cells_of, in_words
from app.rubrics.rules import JUDGEMENT


class Column(NamedTuple):
    """A criterion of a rubric by which somebody judged."""

    rubric_id: Hashable
    key: str
    name: dict[str, str]
    kind: str


class Line(NamedTuple):
    """A final sheet: the idea and the juror by their numbers, and what `lines.rules.said_of` made of the rest."""

    idea: int
    juror: int
    rubric_id: Hashable
    said: bytes


class LateSheet(NamedTuple):
    """A sheet that came after the jury's end, filled in before it as its device says; `number` is that of the idea."""

    submission_id: uuid.UUID
    member_id: uuid.UUID
    number: int
    late_at: datetime
    filled_in_at: datetime


@dataclass(frozen=True)
class Table:
    """All final sheets of a round; `columns` are those of all its rubrics, the newest first, each in its order."""

    columns: Sequence[Column]
    lines: Sequence[Line]

    @cached_property
    def keys_of(self) -> dict[Hashable, list[str]]:
        """The keys of the criteria of every rubric that a line follows, the newest first."""
        followed = {line.rubric_id for line in self.lines}
        keys: dict[Hashable, list[str]] = {}
        for column in self.columns:
            if column.rubric_id in followed:
                keys.setdefault(column.rubric_id, []).append(column.key)
        return keys

    @cached_property
    def keys(self) -> list[str]:
        """Those of all of them, each once."""
        return list(dict.fromkeys(key for keys in self.keys_of.values() for key in keys))

    @cached_property
    def header(self) -> list[str]:
        """Names for all columns; of criteria with one key in several rubrics that of the newest."""
        named = {column.key: column for column in reversed(self.columns) if column.rubric_id in self.keys_of}
        names = [_name(named[key]) for key in self.keys]
        asked = [(_("%(name)s: Punkte", name=name), _("%(name)s: Kommentar", name=name)) for name in names]
        return [
            _("Idee"),
            _("Jurymitglied"),
            *itertools.chain.from_iterable(asked),
            _("Gesamt, Zähler"),
            _("Gesamt, Nenner"),
            _("Gesamt, gerundet"),
            _("begonnen"),
            _("abgegeben"),
            _("nach Schluss eingegangen"),
            _("vorher ausgefüllt, sagt das Gerät"),
            _("Raster (SHA-256)"),
        ]

    @cached_property
    def rows(self) -> list[list[Cell]]:
        """The cells of every line under the columns of all rubrics."""
        said = cells_of(b"".join(line.said for line in self.lines))
        placed = (self._placed(line.rubric_id, cells) for line, cells in zip(self.lines, said, strict=True))
        return [[line.idea, _juror(line), *cells] for line, cells in zip(self.lines, placed, strict=True)]

    def _placed(self, rubric_id: Hashable, cells: list[Cell]) -> list[Cell]:
        """Cells under the criteria of one rubric as they stand under those of all."""
        if (keys := self.keys_of[rubric_id]) == self.keys:
            return cells
        places = {key: 2 * place for place, key in enumerate(keys)}
        marks = [cells[places[key] : places[key] + 2] if key in places else (None, "") for key in self.keys]
        return [*itertools.chain.from_iterable(marks), *cells[2 * len(keys) :]]


def csv_of(table: Table) -> bytes:
    """A CSV of the lines as they are kept; only where rubrics ask for different things their cells are moved."""
    if any(keys != table.keys for keys in table.keys_of.values()):
        return tables.csv_of(table.header, table.rows)
    lines = (part for line in table.lines for part in (f"{line.idea};{_juror(line)};".encode(), line.said))
    return in_words(b"".join((tables.csv_of(table.header, ()), *lines)))


def xlsx_of(table: Table) -> bytes:
    return tables.xlsx_of(_("Bewertungsbögen"), table.header, table.rows)


def _juror(line: Line) -> str:
    return f"Jury {line.juror}"


def _name(column: Column) -> str:
    name = pick(column.name)
    return name if column.kind == JUDGEMENT else _("%(name)s (zählt nicht)", name=name)
