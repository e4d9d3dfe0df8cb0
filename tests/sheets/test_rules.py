"""Lines of sheets under the names of their columns, also where rubrics ask for different things."""

import csv
import io
import zipfile
from datetime import UTC, datetime

from app.core.i18n import force_locale
from app.lines.rules import HandedIn, said_of
from app.rubrics.rules import Mark
from app.sheets import rules
from app.sheets.rules import Column, Line, Table

COLUMNS = [
    Column("old", "novelty", {"de": "Neuheit", "en": "Novelty"}, "judgement"),
    Column("old", "teamwork", {"de": "Teamarbeit", "en": "Teamwork"}, "judgement"),
]
BEGUN, HANDED_IN = datetime(2027, 3, 31, 7, tzinfo=UTC), datetime(2027, 3, 31, 8, 30, tzinfo=UTC)
REST = [145, 2, 72.5, "2027-03-31 09:00", "2027-03-31 10:30", None, None, "f00d"]


def line(idea: int, juror: int, rubric_id: str, **marks: Mark) -> Line:
    told = HandedIn("145/2", BEGUN, HANDED_IN, None, None, "f00d")
    return Line(idea, juror, rubric_id, said_of(marks, marks, told))


FIRST = line(417, 2, "old", novelty=Mark(0, comment="Alt."), teamwork=Mark(is_skipped=True))


def test_points_and_comment_of_every_criterion_stand_side_by_side() -> None:
    table = Table(COLUMNS, [FIRST])
    assert table.header == [
        "Idee",
        "Jurymitglied",
        "Neuheit: Punkte",
        "Neuheit: Kommentar",
        "Teamarbeit: Punkte",
        "Teamarbeit: Kommentar",
        "Gesamt, Zähler",
        "Gesamt, Nenner",
        "Gesamt, gerundet",
        "begonnen",
        "abgegeben",
        "nach Schluss eingegangen",
        "vorher ausgefüllt, sagt das Gerät",
        "Raster (SHA-256)",
    ]
    assert table.rows == [[417, "Jury 2", 0, "Alt.", "nicht beurteilbar", "", *REST]]


def test_criteria_are_named_in_the_language_of_the_reader() -> None:
    with force_locale("en"):
        assert [name.split(":")[0] for name in Table(COLUMNS, [FIRST]).header[2:6:2]] == ["Novelty", "Teamwork"]


def test_what_does_not_count_says_so_and_a_rubric_that_nobody_followed_is_not_named() -> None:
    columns = [
        Column("none", "luck", {"de": "Glück"}, "judgement"),
        COLUMNS[0]._replace(kind="measurement"),
        COLUMNS[1],
    ]
    assert Table(columns, [FIRST]).header[2:6:2] == ["Neuheit (zählt nicht): Punkte", "Teamarbeit: Punkte"]
    assert Table(columns, []).header[2] == "Gesamt, Zähler"


def test_cells_of_several_rubrics_stand_under_the_newest_name_of_their_criterion() -> None:
    newer = [
        Column("new", "courage", {"de": "Mut"}, "judgement"),
        Column("new", "novelty", {"de": "Ganz neu"}, "judgement"),
    ]
    second = line(418, 1, "new", courage=Mark(5, comment="Mutig; sehr."), novelty=Mark(3))
    table = Table([*newer, *COLUMNS], [FIRST, second])
    assert table.header[2:8:2] == ["Mut: Punkte", "Ganz neu: Punkte", "Teamarbeit: Punkte"]
    assert table.rows == [
        [417, "Jury 2", None, "", 0, "Alt.", "nicht beurteilbar", "", *REST],
        [418, "Jury 1", 5, "Mutig; sehr.", 3, "", None, "", *REST],
    ]
    assert as_written(table) == rules.csv_of(table)


def test_a_file_of_kept_lines_is_what_a_writer_makes_of_their_cells() -> None:
    table = Table(COLUMNS, [FIRST, line(418, 11, "old", novelty=Mark(5, comment='Sagt: "Ja;\n so"'), teamwork=Mark())])
    assert as_written(table) == rules.csv_of(table)


def as_written(table: Table) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(table.header)
    for row in table.rows:
        writer.writerow([str(cell).replace(".", ",") if isinstance(cell, float) else cell for cell in row])
    return text.getvalue().encode("utf-8-sig")


def test_a_book_has_one_sheet_in_which_numbers_are_numbers() -> None:
    with zipfile.ZipFile(io.BytesIO(rules.xlsx_of(Table(COLUMNS, [FIRST])))) as book:
        assert 'name="Bewertungsbögen"' in book.read("xl/workbook.xml").decode()
        cells = book.read("xl/worksheets/sheet1.xml").decode()
    assert [f"<v>{number}</v>" in cells for number in (417, 0, 145, 72.5)] == [True] * 4
