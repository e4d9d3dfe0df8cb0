"""All sheets of a round as a table, and what `verify` finds out about sheets."""

import uuid

import pytest
from sqlalchemy import delete, select, update

from app.core import clock, db, invariants
from app.core.i18n import force_locale
from app.panels import actions as panels
from app.panels.models import Assignment, PanelMember
from app.rubrics.models import Criterion, Rubric
from app.rubrics.rules import Mark
from app.scoring.models import Score, ScoreSheet
from app.scoring.rules import Sheet
from app.sheets import queries
from tests.scoring.conftest import Table
from tests.support.jury import (
    a_draft,
    a_handed_in_sheet,
    a_juror,
    a_reading,
    a_submission,
    an_assignment,
    marks,
    some_admin,
)
from tests.support.late import ARRIVED, FILLED_IN, a_late_sheet
from tests.support.rounds import BEFORE
from tests.support.statements import statements

HANDED_IN = "every final sheet says what was handed in"


# ---------------------------------------------------------------- the table
def test_a_line_tells_of_a_sheet_by_numbers_alone(table: Table) -> None:
    said = {"novelty": Mark(5, comment="=Neu!"), "teamwork": None}
    a_handed_in_sheet(table.juror, table.assignment, 3, said)
    found = queries.table_of(table.ground.round.id)
    (row,) = found.rows
    (idea, juror, novelty, why), (exact, parts, shown, begun, handed_in, late, filled_in, rubric) = row[:4], row[-8:]
    assert (idea, juror, novelty, why) == (table.submission.content["number"], "Jury 1", 5, "'=Neu!")
    assert (exact, parts, shown) == (620, 9, 68.9)
    assert (begun, handed_in, late, filled_in) == ("2027-03-31 09:00", "2027-03-31 09:00", None, None)
    assert rubric == db.session().scalars(select(Rubric.content_hash)).one()
    assert found.rows[0][found.header.index("Teamarbeit und Dokumentation: Punkte")] == "nicht beurteilbar"
    assert len(found.header) == len(found.rows[0]) == 2 + 2 * 7 + 8
    with force_locale("en"):
        assert queries.table_of(table.ground.round.id).header[2] == "Novelty: points"


def test_what_came_after_the_end_is_told_with_both_moments(table: Table) -> None:
    a_late_sheet(table.juror, table.assignment, table.ground.round.id)
    found = queries.table_of(table.ground.round.id)
    assert found.header[-3:-1] == ["nach Schluss eingegangen", "vorher ausgefüllt, sagt das Gerät"]
    assert found.rows[0][-3:-1] == ["2027-04-12 09:05", "2027-04-12 08:05"]
    (sheet,) = queries.late_sheets_of(table.ground.round.id)
    assert (sheet.number, sheet.late_at, sheet.filled_in_at) == (table.submission.content["number"], ARRIVED, FILLED_IN)


def test_a_criterion_that_was_left_open_is_empty_and_never_zero(table: Table) -> None:
    change(
        Criterion, db.session().scalars(select(Criterion.id).where(Criterion.key == "digital")).one(), is_required=False
    )
    a_handed_in_sheet(table.juror, table.assignment, 3, {"digital": Mark()})
    found = queries.table_of(table.ground.round.id)
    assert found.rows[0][found.header.index("Sinnvoller Einsatz digitaler Technik: Punkte")] is None


def test_only_what_was_handed_in_is_told_by_idea_and_then_by_juror(table: Table) -> None:
    other = a_submission(table.ground, "Regentonne")
    for submission in (table.submission, other):
        for _number in range(2):
            a_reading(table.ground, submission)
    a_draft(table.juror, table.assignment, marks(table.juror, table.assignment))
    rows = [(row[0], row[1]) for row in queries.table_of(table.ground.round.id).rows]
    assert len(rows) == 4
    assert rows == sorted(rows)
    assert queries.table_of(uuid.uuid4()).rows == []


def test_a_juror_keeps_the_number_when_another_leaves(table: Table) -> None:
    jurors = [a_juror(table.ground.round) for _number in range(3)]
    a_handed_in_sheet(table.juror, table.assignment)
    query = select(PanelMember.user_id, PanelMember.id).where(PanelMember.user_id.in_([each.id for each in jurors]))
    for _user_id, member_id in db.session().execute(query).all():
        before = queries.table_of(table.ground.round.id).rows[0][1]
        with clock.at(BEFORE):
            panels.remove_juror(some_admin(), table.ground.round.id, member_id)
        assert queries.table_of(table.ground.round.id).rows[0][1] == before


def test_the_table_takes_as_many_queries_for_four_sheets_as_for_one(table: Table) -> None:
    a_handed_in_sheet(table.juror, table.assignment)
    round_id = table.ground.round.id
    with statements() as for_one:
        queries.table_of(round_id)
    for _number in range(3):
        a_reading(table.ground, table.submission)
    with statements() as for_four:
        assert len(queries.table_of(round_id).rows) == 4
    assert (len(for_one), len(for_four)) == (3, 3)


def test_a_file_is_made_once_and_anew_after_every_change(table: Table) -> None:
    a_handed_in_sheet(table.juror, table.assignment)
    first = queries.kept_file_of(table.ground.round.id, "csv")
    with statements() as sent:
        assert queries.kept_file_of(table.ground.round.id, "csv") is first
    assert len(sent) == 1
    a_reading(table.ground, table.submission)
    assert queries.kept_file_of(table.ground.round.id, "csv").count(b"\r\n") == first.count(b"\r\n") + 1


# ---------------------------------------------------------------- what verify finds
def sheet_of(table: Table) -> Sheet:
    return a_handed_in_sheet(table.juror, table.assignment, 3, {"novelty": 5})


def test_verify_is_content_with_sheets_at_every_stage(table: Table) -> None:
    sheet_of(table)
    draft = an_assignment(table.juror, a_submission(table.ground, "Regentonne"))
    a_draft(table.juror, draft, {"novelty": Mark(2)})
    an_assignment(table.juror, a_submission(table.ground, "Lernkiste"))
    assert invariants.breaches() == {}


@pytest.mark.parametrize(
    "changed",
    [{"points": 4}, {"points": None, "is_skipped": True}, {"comment": "Gefällt mir."}],
    ids=["points", "skipped", "comment"],
)
def test_verify_names_a_sheet_whose_score_was_changed(table: Table, changed: dict[str, object]) -> None:
    sheet = sheet_of(table)
    query = select(Score.id).join(Score.criterion).where(Criterion.key == "novelty")
    change(Score, db.session().scalars(query).one(), **changed)
    assert invariants.breaches()[HANDED_IN] == [f"score sheet {sheet.id}"]


@pytest.mark.parametrize("total", ["100/1", "viel", "1/0"])
def test_verify_names_a_sheet_whose_total_was_changed(table: Table, total: str) -> None:
    sheet = sheet_of(table)
    change(ScoreSheet, sheet.id, total=total)
    assert invariants.breaches()[HANDED_IN] == [f"score sheet {sheet.id}"]


def test_verify_names_a_sheet_that_was_made_a_draft_or_removed(table: Table) -> None:
    sheet_id = sheet_of(table).id
    change(ScoreSheet, sheet_id, state="draft", handed_in_at=None, total="")
    found = invariants.breaches()
    assert found[HANDED_IN] == [f"score sheet {sheet_id}"]
    assert found["every assignment knows how far its sheet is"] == [f"assignment {table.assignment.id}"]
    remove(sheet_id)
    assert invariants.breaches()[HANDED_IN] == [f"score sheet {sheet_id}"]


def test_verify_names_a_sheet_that_was_made_final_without_being_handed_in(table: Table) -> None:
    sheet = a_draft(table.juror, table.assignment, marks(table.juror, table.assignment))
    change(ScoreSheet, sheet.id, state="final", handed_in_at=sheet.changed_at, total="60/1")
    change(Assignment, table.assignment.id, state="done")
    found = invariants.breaches()
    assert found[HANDED_IN] == [f"score sheet {sheet.id}"]
    assert found["the rubric of every final sheet is frozen"] == [f"score sheet {sheet.id}"]


def test_verify_names_final_sheets_of_a_rubric_that_was_thawed(table: Table) -> None:
    sheet = sheet_of(table)
    change(Rubric, sheet.rubric_id, frozen_at=None)
    assert invariants.breaches() == {"the rubric of every final sheet is frozen": [f"score sheet {sheet.id}"]}


@db.action
def change(model: type[db.Base], id_: uuid.UUID, **values: object) -> None:
    """Behind the back of all actions, as somebody with the database's password could."""
    db.session().execute(update(model).where(model.__table__.c.id == id_).values(**values))


@db.action
def remove(sheet_id: uuid.UUID) -> None:
    db.session().execute(delete(Score).where(Score.sheet_id == sheet_id))
    db.session().execute(delete(ScoreSheet).where(ScoreSheet.id == sheet_id))
