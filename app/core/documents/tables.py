"""Tables to go on with in a spreadsheet: CSV as German Excel opens it, and XLSX.

What people wrote stays text: a cell that a spreadsheet would take for a formula gets an apostrophe before it.
"""

import csv
import io
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from html import escape
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet
from xlsxwriter.xmlwriter import XMLwriter

from app.core import clock
from app.core.i18n import language

Cell = str | int | float | None
Row = Sequence[Cell]

CSV, XLSX = "csv", "xlsx"
TYPES = {CSV: "text/csv; charset=utf-8", XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
_DELIMITER = ";"
_WIDTH = 14
_MINUTE_LENGTH = len("2027-03-29 09:00")
_LONG_AGO = datetime(2000, 1, 1)  # noqa: DTZ001 # XLSX knows no zones
# Excel looks past blanks, and East Asian Excel reads full-width signs as well.
_FORMULA = re.compile(r"[\t\r]|[\s\u200b-\u200f\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]")
# What XML or a spreadsheet does not take as it stands.
_MARKUP = re.compile(r"[&<>_\x00-\x08\x0b-\x1f]")


def csv_of(header: Sequence[str], rows: Iterable[Row]) -> bytes:
    """Semicolons, a byte order mark, and the decimal sign of the reader's language."""
    return text_of(itertools.chain([header], rows)).encode("utf-8-sig")


def text_of(rows: Iterable[Row]) -> str:
    """The lines of such a file alone."""
    text, sign = io.StringIO(), decimal_sign()
    writer = csv.writer(text, delimiter=_DELIMITER, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_plain(cell, sign) for cell in row])
    return text.getvalue()


def _plain(cell: Cell, sign: str) -> Cell:
    if isinstance(cell, str):
        return _harmless(cell)
    return str(cell).replace(".", sign) if isinstance(cell, float) else cell


def decimal_sign() -> str:
    """What the reader's language has between units and tenths."""
    return "," if language() == "de" else "."


def minute_of(moment: datetime) -> str:
    """A moment to the minute, on Berlin's clocks, as every spreadsheet sorts it."""
    return clock.local(moment).isoformat(" ", "minutes")[:_MINUTE_LENGTH]


def rows_in(text: str) -> Iterator[list[str]]:
    """The cells of such lines as they stand there: what was made harmless stays so."""
    return csv.reader(io.StringIO(text, newline=""), delimiter=_DELIMITER)


def xlsx_of(title: str, header: Sequence[str], rows: Iterable[Row]) -> bytes:
    """One sheet with a frozen head. Equal tables are equal bytes."""
    return book_of([(title, header, rows)])


def book_of(tables: Iterable[tuple[str, Sequence[str], Iterable[Row]]]) -> bytes:
    """A sheet for each table, with a frozen head. Equal tables are equal bytes."""
    stored = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stored, options) as book:
        book.set_properties({"created": _LONG_AGO})
        bold = book.add_format({"bold": True, "text_wrap": True})
        for title, header, rows in tables:
            sheet = book.add_worksheet(title, _Sheet)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(header) - 1, _WIDTH)
            sheet.write_row(0, 0, map(_harmless, header), bold)
            sheet.fill(list(rows))
    return stored.getvalue()


class _Sheet(Worksheet):
    """A worksheet whose rows below the head are only text and numbers, and are written in one go.

    XlsxWriter keeps an object for every cell until the end, and every text in a table of its own: that takes four times
    as long. Text stands in its cell instead, as XlsxWriter itself puts it where it is to use little memory.
    """

    fh: Any
    dim_rowmax: Any
    dim_colmax: Any
    filled: Sequence[Row] = ()

    def fill(self, rows: Sequence[Row]) -> None:
        self.filled, self.dim_rowmax = rows, len(rows)

    def _write_rows(self) -> None:
        super()._write_rows()
        names = [xl_col_to_name(column) for column in range(self.dim_colmax + 1)]
        for number, row in enumerate(self.filled, start=2):
            cells = [
                _xml(f"{name}{number}", cell) for name, cell in zip(names, row, strict=True) if cell not in (None, "")
            ]
            self.fh.write(f'<row r="{number}">{"".join(cells)}</row>')


def _xml(place: str, cell: Cell) -> str:
    if not isinstance(cell, str):
        return f'<c r="{place}"><v>{cell:.16G}</v></c>'
    text = _harmless(cell)
    if _MARKUP.search(text):
        text = escape(XMLwriter._escape_control_characters(text), quote=False)  # noqa: SLF001 # as in its own cells
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _harmless(text: str) -> str:
    # Most texts begin with a letter or a digit: the expression is asked about the others only.
    return f"'{text}" if text and not text[0].isalnum() and _FORMULA.match(text) else text
