"""Tables for spreadsheets: what people wrote stays text, and numbers stay numbers."""

import io
import zipfile
from xml.etree import ElementTree as ET

import pytest

from app.core.documents import tables
from app.core.i18n import force_locale

HEADER = ("Idee", "Kommentar", "Gesamt")
NAMES = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def lines(*rows: tables.Row) -> list[str]:
    return tables.csv_of(HEADER, rows).decode("utf-8-sig").split("\r\n")


def test_csv_begins_with_the_mark_that_excel_needs_and_is_parted_by_semicolons() -> None:
    assert tables.csv_of(HEADER, [(7, "Schön; neu", None)]) == (
        b"\xef\xbb\xbf" + 'Idee;Kommentar;Gesamt\r\n7;"Schön; neu";\r\n'.encode()
    )


@pytest.mark.parametrize(("code", "text"), [("de", "64,5"), ("en", "64.5")])
def test_a_number_has_the_decimal_sign_of_the_reader(code: str, text: str) -> None:
    with force_locale(code):
        assert lines((7, "1.5 mal", 64.5))[1] == f"7;1.5 mal;{text}"


FORMULAS = [
    "=1+1", "+49 89", "-5", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\n=1", "\u00a0=1", "\u200b=1", "\ufeff=1",
    "\uff1d1", "\uff0b1", "\uff0d1", "\uff201", " \uff1d1",
]  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_what_a_spreadsheet_would_calculate_gets_an_apostrophe(text: str) -> None:
    csv = tables.csv_of(HEADER, [(1, text, None)]).decode("utf-8-sig")
    assert csv.split("\r\n", 1)[1].lstrip("1;").startswith(("'", "\"'"))
    assert str(rows_of(tables.xlsx_of("Bögen", HEADER, [(1, text, None)]))[1]["B2"]).startswith("'")


@pytest.mark.parametrize("text", ["", "neu", "a=b", "5 - 3", "'=1", "ÄÖÜ", "–"])
def test_everything_else_stays_as_it_was_written(text: str) -> None:
    assert lines((1, text, None))[1] == f"1;{text};"


def test_a_heading_may_be_dangerous_too() -> None:
    assert tables.csv_of(["=1"], []).decode("utf-8-sig") == "'=1\r\n"


def rows_of(xlsx: bytes) -> list[dict[str, str | float]]:
    """The cells of every row by their place, numbers as numbers."""
    with zipfile.ZipFile(io.BytesIO(xlsx)) as book:
        words, sheet = (ET.fromstring(book.read(f"xl/{name}.xml")) for name in ("sharedStrings", "worksheets/sheet1"))  # noqa: S314 # we made it
    shared = ["".join(each.itertext()) for each in words.findall("m:si", NAMES)]
    return [
        {cell.attrib["r"]: _value_of(cell, shared) for cell in row.findall("m:c", NAMES)}
        for row in sheet.findall("m:sheetData/m:row", NAMES)
    ]


def _value_of(cell: ET.Element, shared: list[str]) -> str | float:
    text, kind = "".join(cell.itertext()), cell.get("t")
    return text if kind == "inlineStr" else shared[int(text)] if kind == "s" else float(text)


def cells_of(xlsx: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(xlsx)) as book:
        return book.read("xl/worksheets/sheet1.xml").decode()


def test_in_xlsx_numbers_are_numbers_and_nothing_is_a_formula_or_a_link() -> None:
    stored = tables.xlsx_of("Bögen", HEADER, [(7, "https://boese.example", 64.5), (8, "=1+1", None), (0, "", -1.25)])
    assert rows_of(stored) == [
        {"A1": "Idee", "B1": "Kommentar", "C1": "Gesamt"},
        {"A2": 7, "B2": "https://boese.example", "C2": 64.5},
        {"A3": 8, "B3": "'=1+1"},
        {"A4": 0, "C4": -1.25},
    ]
    cells = cells_of(stored)
    assert [sign in cells for sign in ("<f>", "hyperlink", '<dimension ref="A1:C4"/>')] == [False, False, True]


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        (" vorn und hinten ", " vorn und hinten "),
        ("a < b & c > d", "a < b & c > d"),
        ("<r><t>fett</t></r>", "<r><t>fett</t></r>"),
        ("<r>&</r>", "<r>&</r>"),
        ("Erstens\nzweitens", "Erstens\nzweitens"),
        ("42", "42"),
        # A spreadsheet reads _x0041_ as a sign by its number, unless the first of its signs is one itself.
        ("_x0041_", "_x005F_x0041_"),
        ("a\x1ab", "a_x001A_b"),
    ],
)
def test_in_xlsx_text_stays_as_it_was_written(text: str, stored: str) -> None:
    assert rows_of(tables.xlsx_of("Bögen", HEADER, [(1, text, None)]))[1] == {"A2": 1, "B2": stored}


def test_equal_tables_are_equal_bytes() -> None:
    rows = [(7, "neu", 64.5)]
    assert tables.xlsx_of("Bögen", HEADER, rows) == tables.xlsx_of("Bögen", HEADER, rows)
