"""Final sheets have a line as long as they are final."""

from typing import Any

from sqlalchemy import Row, select

from app.core import clock, db
from app.lines import actions
from app.lines.models import Line
from app.rubrics.rules import Mark
from app.scoring.actions import reopen_sheet
from tests.scoring.conftest import Table
from tests.support.jury import a_draft, a_handed_in_sheet, a_reading, marks, member_of
from tests.support.rounds import JUDGING

_LINES = db.table(Line).c
_QUERY = select(
    _LINES.assignment_id, _LINES.round_id, _LINES.panel_member_id, _LINES.rubric_id, _LINES.number, _LINES.said
)


def lines() -> list[Row[Any]]:
    return list(db.session().execute(_QUERY))


def test_a_line_is_there_while_its_sheet_is_final(table: Table) -> None:
    a_draft(table.juror, table.assignment, marks(table.juror, table.assignment))
    before = len(lines())
    sheet = a_handed_in_sheet(table.juror, table.assignment, 3, {"novelty": Mark(4, comment="Neu.")})
    (line,) = lines()
    with clock.at(JUDGING):
        reopen_sheet(table.juror, table.assignment.id)

    assert (before, lines()) == (0, [])
    seat = member_of(table.ground.round, table.juror)
    assert tuple(line)[:-1] == (
        table.assignment.id, table.ground.round.id, seat.id, sheet.rubric_id, table.submission.content["number"],
    )  # fmt: skip
    assert line.said.startswith(b"4;Neu.;3;")


def test_lines_go_one_by_one_and_going_twice_is_no_harm(table: Table) -> None:
    a_handed_in_sheet(table.juror, table.assignment)
    a_reading(table.ground, table.submission)
    for _time in range(2):
        actions.drop_lines([table.assignment.id])
        assert [line.assignment_id == table.assignment.id for line in lines()] == [False]
