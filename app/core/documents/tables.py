"""Tables to go on with in a spreadsheet: CSV as German Excel opens it, and XLSX.

What people wrote stays text: a cell that a spreadsheet would take for a formula gets an apostrophe before it.
"""

import csv
import io
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import xlsxwriter

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


def csv_of(header: Sequence[str], rows: Iterable[Row]) -> bytes:
    """Semicolons, a byte order mark, and the decimal sign of the reader's language."""
    return text_of(itertools.chain([header], rows)).encode("utf-8-sig")


def text_of(rows: Iterable[Row]) -> str:
    """The lines of such a file alone."""
    text, sign = io.StringIO(), decimal_sign()
    writer = csv.writer(text, delimiter=_DELIMITER, lineterminator="\r\n")
    for row in rows:
        cells = _harmless(row)
        writer.writerow([str(cell).replace(".", sign) if isinstance(cell, float) else cell for cell in cells])
    return text.getvalue()


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
            sheet = book.add_worksheet(title)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(header) - 1, _WIDTH)
            sheet.write_row(0, 0, _harmless(header), bold)
            for number, row in enumerate(rows, start=1):
                sheet.write_row(number, 0, _harmless(row))
    return stored.getvalue()


def _harmless(row: Row) -> list[Cell]:
    # Most cells begin with a letter or a digit: the expression is asked about the others only.
    return [
        f"'{cell}" if isinstance(cell, str) and cell and not cell[0].isalnum() and _FORMULA.match(cell) else cell
        for cell in row
    ]
