"""How a final sheet is put into a line, and what of it waits for the language of the reader.

A line begins behind the numbers of idea and juror: points and comment of every criterion of the rubric, then what the
sheet is worth, when it came, and the rubric. Nothing of it changes until the sheet is opened again, so it is put
together once, when the sheet is handed in.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import NamedTuple

from app.core.documents import tables
from app.core.documents.tables import Cell
from app.core.i18n import _
from app.fairness.totals import rounded
from app.rubrics.rules import Mark

_UNSAID = Mark()
# What the language of the reader decides. `text.clean_text` takes such signs out of everything that people write.
_SKIPPED, _POINT = "\x1a", "\x1f"
# How many cells stand behind those of the criteria.
_REST = 8


class HandedIn(NamedTuple):
    """What a line tells of a final sheet beside its marks; the total is stored as "numerator/denominator"."""

    total: str
    begun_at: datetime
    handed_in_at: datetime
    late_at: datetime | None
    filled_in_at: datetime | None
    rubric_hash: str


def said_of(keys: Iterable[str], marks: Mapping[str, Mark], sheet: HandedIn) -> bytes:
    """The line of a final sheet, by the keys of all criteria of its rubric."""
    cells: list[Cell] = []
    for key in keys:
        mark = marks.get(key, _UNSAID)
        cells += (_SKIPPED if mark.is_skipped else mark.points, mark.comment)
    moments = (sheet.begun_at, sheet.handed_in_at, sheet.late_at, sheet.filled_in_at)
    times = [tables.minute_of(moment) if moment else None for moment in moments]
    cells += [*_worth(sheet.total), *times, sheet.rubric_hash]
    return tables.text_of([cells]).encode()


def _worth(total: str) -> tuple[Cell, ...]:
    """A total as an exact fraction and rounded. Its parts stand apart: together a spreadsheet takes them for a day."""
    exact = Fraction(total)
    return exact.numerator, exact.denominator, str(rounded(exact)).replace(".", _POINT)


def in_words(said: bytes) -> bytes:
    """Lines in the language of the reader, as text of a CSV."""
    skipped = said.replace(_SKIPPED.encode(), _not_assessable().encode())
    return skipped.replace(_POINT.encode(), tables.decimal_sign().encode())


def cells_of(said: bytes) -> list[list[Cell]]:
    """The cells of lines, numbers as numbers, in the language of the reader."""
    return [_cells_in(row) for row in tables.rows_in(said.decode())]


def _cells_in(row: Sequence[str]) -> list[Cell]:
    cells: list[Cell] = list(row)
    cells[:-_REST:2] = [_points_in(text) for text in row[:-_REST:2]]
    numerator, denominator, shown, begun_at, handed_in_at, *late, rubric_hash = row[-_REST:]
    worth = int(numerator), int(denominator), float(shown.replace(_POINT, "."))
    cells[-_REST:] = [*worth, begun_at, handed_in_at, *(moment or None for moment in late), rubric_hash]
    return cells


def _points_in(text: str) -> Cell:
    if text == _SKIPPED:
        return _not_assessable()
    return int(text) if text else None


def _not_assessable() -> str:
    return _("nicht beurteilbar")
