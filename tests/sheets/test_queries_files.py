"""The file of a round, byte for byte what a plain writer makes of the rows of its sheets; and its lines kept true."""

import csv
import io
import uuid
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import delete, select

from app.core import clock, db, invariants
from app.core.i18n import force_locale
from app.ideas.models import Idea, Submission
from app.lines.models import Line
from app.panels.models import Assignment, PanelMember
from app.rubrics.models import Criterion, Rubric
from app.rubrics.rules import Mark
from app.scoring.actions import reopen_sheet
from app.scoring.models import Score, ScoreSheet
from app.sheets import queries
from tests.scoring.conftest import Table
from tests.sheets.test_queries import change
from tests.support.jury import a_draft, a_handed_in_sheet, a_juror, a_reading, a_submission, an_assignment
from tests.support.late import a_late_sheet
from tests.support.rounds import JUDGING
from tests.support.versions import a_new_version

LINED = "every final sheet has a line that says the same, and no other sheet has one"
# What people write, and what must not become a second cell, a second line or a formula.
WRITTEN = ("=1+1", ' "Ganz" neu; und gut', "Erstens\nzweitens", "nicht beurteilbar", "@alle", "72,5", "\t- so")
LANGUAGES = {"de": ("nicht beurteilbar", ","), "en": ("cannot be assessed", ".")}


def as_written(round_id: uuid.UUID, language: str = "de") -> bytes:
    """The same file put together from the tables, one cell after the other."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    with force_locale(language):
        writer.writerow(queries.table_of(round_id).header)
    skipped, sign = LANGUAGES[language]
    for row in sorted(_rows_of(round_id, skipped), key=lambda row: (row[0], row[1])):
        numbered = [row[0], f"Jury {row[1]}", *row[2:]]
        writer.writerow([str(cell).replace(".", sign) if isinstance(cell, float) else cell for cell in numbered])
    return text.getvalue().encode("utf-8-sig")


def _rows_of(round_id: uuid.UUID, skipped: str) -> Iterator[list[Any]]:
    query = select(ScoreSheet, Assignment.panel_member_id, Idea.number, Rubric.content_hash)
    query = query.join(ScoreSheet.assignment).join(Assignment.submission).join(Submission.idea).join(ScoreSheet.rubric)
    jurors = sorted(db.session().scalars(select(PanelMember.id).where(PanelMember.round_id == round_id)), key=str)
    final = query.where(Assignment.round_id == round_id, ScoreSheet.state == "final")
    for sheet, member_id, number, hash_ in db.session().execute(final).all():
        scores = select(Score, Criterion.key).join(Score.criterion).where(Score.sheet_id == sheet.id)
        said = {
            key: [skipped if score.is_skipped else score.points, _harmless(score.comment)]
            for score, key in db.session().execute(scores)
        }
        marks = [cell for key in _keys_of(round_id) for cell in said.get(key, [None, ""])]
        total = Fraction(sheet.total)
        worth = [total.numerator, total.denominator, int(total * 10 + Fraction(1, 2)) / 10]
        moments = (sheet.created_at, sheet.handed_in_at, sheet.late_at, sheet.filled_in_at)
        times = [moment and clock.local(moment).strftime("%Y-%m-%d %H:%M") for moment in moments]
        yield [number, jurors.index(member_id) + 1, *marks, *worth, *times, hash_]


def _keys_of(round_id: uuid.UUID) -> list[str]:
    """Of all rubrics by which a sheet of the round was handed in, the newest first."""
    query = select(Criterion.key).join(Criterion.rubric).order_by(Rubric.number.desc(), Criterion.position)
    final = select(ScoreSheet.rubric_id).where(ScoreSheet.state == "final")
    return list(dict.fromkeys(db.session().scalars(query.where(Rubric.round_id == round_id, Rubric.id.in_(final)))))


def _harmless(comment: str) -> str:
    return f"'{comment}" if comment.lstrip().startswith(("=", "+", "-", "@")) else comment


def file_of(round_id: uuid.UUID, language: str = "de") -> bytes:
    with force_locale(language):
        return queries.kept_file_of(round_id, "csv")


def written_sheets(table: Table) -> None:
    """Sheets of a dozen jurors about two ideas; one came late, one is not handed in."""
    other = a_submission(table.ground, "Regentonne")
    for place, comment in enumerate(WRITTEN):
        submission = (table.submission, other)[place % 2]
        a_reading(table.ground, submission, 4, {"novelty": Mark(place % 6, comment=comment), "teamwork": None})
    for _number in range(3):
        a_juror(table.ground.round)
    late = a_juror(table.ground.round)
    a_late_sheet(late, an_assignment(late, other), table.ground.round.id)
    a_draft(table.juror, table.assignment, {"novelty": Mark(2, comment="Noch offen.")})


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_the_file_is_what_a_plain_writer_makes_of_the_tables(table: Table, language: str) -> None:
    written_sheets(table)
    found = file_of(table.ground.round.id, language)
    assert found == as_written(table.ground.round.id, language)
    assert (found.count(b"\r\n"), LANGUAGES[language][0].encode() in found) == (1 + len(WRITTEN) + 1, True)
    assert LINED not in invariants.breaches()


def test_a_sheet_that_is_opened_again_leaves_the_file_and_comes_back_as_it_is_then(table: Table) -> None:
    a_handed_in_sheet(table.juror, table.assignment, 3, {"novelty": Mark(2, comment="Erst so.")})
    a_reading(table.ground, table.submission)
    round_id = table.ground.round.id
    with clock.at(JUDGING):
        reopen_sheet(table.juror, table.assignment.id)
    reopened = file_of(round_id)
    a_handed_in_sheet(table.juror, table.assignment, 3, {"novelty": Mark(4, comment="Dann so.")})
    again = file_of(round_id)

    assert [b"Erst so." in reopened, b"Erst so." in again, b";4;Dann so.;" in again] == [False, False, True]
    assert (reopened.count(b"\r\n"), again) == (2, as_written(round_id))


def test_sheets_by_several_rubrics_stand_under_the_criteria_of_all(table: Table) -> None:
    a_handed_in_sheet(table.juror, table.assignment, 4, {"novelty": Mark(5, comment="Vor der Änderung; neu.")})
    a_new_version(table.ground)
    a_reading(table.ground, table.submission, 3, {"mut": Mark(5, comment="=Mutig")})

    assert file_of(table.ground.round.id) == as_written(table.ground.round.id)
    header = queries.table_of(table.ground.round.id).header
    assert ("Mut: Punkte" in header, "Teamarbeit und Dokumentation: Punkte" in header) == (True, True)
    assert invariants.breaches() == {}


# ---------------------------------------------------------------- what verify finds
@pytest.mark.parametrize("values", [{"said": b"5;Sehr gut.\r\n"}, {"number": 1}], ids=["said", "number"])
def test_verify_names_a_line_that_was_changed(table: Table, values: dict[str, object]) -> None:
    a_handed_in_sheet(table.juror, table.assignment)
    a_reading(table.ground, table.submission)
    change(Line, _line_id(table), **values)
    assert invariants.breaches() == {LINED: [f"line of assignment {table.assignment.id}"]}


def test_verify_names_a_line_that_is_missing(table: Table) -> None:
    a_handed_in_sheet(table.juror, table.assignment)
    _remove(_line_id(table))
    assert invariants.breaches() == {LINED: [f"line of assignment {table.assignment.id}"]}


def test_verify_names_a_line_of_a_sheet_that_was_not_handed_in(table: Table) -> None:
    draft = an_assignment(table.juror, a_submission(table.ground, "Regentonne"))
    a_draft(table.juror, draft, {"novelty": Mark(2)})
    a_handed_in_sheet(table.juror, table.assignment)
    change(Line, _line_id(table), assignment_id=draft.id)
    found = sorted(f"line of assignment {id_}" for id_ in (draft.id, table.assignment.id))
    assert invariants.breaches() == {LINED: found}


def _line_id(table: Table) -> uuid.UUID:
    return db.session().scalars(select(Line.id).where(Line.assignment_id == table.assignment.id)).one()


@db.action
def _remove(line_id: uuid.UUID) -> None:
    db.session().execute(delete(Line).where(Line.id == line_id))
