import io
import zipfile

from app.core import clock
from app.core.access import Role
from app.panels import actions as panels
from app.panels.actions import SeatValues
from app.scoring import queries
from tests.scoring.conftest import Table
from tests.support.jury import a_chair, a_handed_in_sheet, a_juror, an_assignment, member_of
from tests.support.people import somebody
from tests.support.rounds import JUDGING, JURY_CLOSES


def test_admin_auditor_and_chair_take_all_sheets_away(table: Table) -> None:
    a_handed_in_sheet(table.juror, table.assignment, 4)
    path = f"/rounds/{table.ground.round.id}/sheets.csv"
    with clock.at(JUDGING):
        answers = [
            table.browser(person).get(path)
            for person in (table.ground.admin, somebody(Role.AUDITOR), a_chair(table.ground.round))
        ]
    assert [answer.status_code for answer in answers] == [200] * 3
    assert len({answer.data for answer in answers}) == 1
    answer = answers[0]
    assert (
        answer.data.decode("utf-8-sig")
        .splitlines()[1]
        .endswith(f";80;1;80,0;2027-03-31 09:00;2027-03-31 09:00;;;{rubric_hash(table)}")
    )
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="bewertungsboegen.csv"'
    assert answer.headers["Cache-Control"] == "no-store"


def rubric_hash(table: Table) -> str:
    return queries.reading_of(table.juror, table.assignment.id).rubric.content_hash


def test_xlsx_is_a_book_of_one_sheet(table: Table) -> None:
    a_handed_in_sheet(table.juror, table.assignment, 4)
    with clock.at(JUDGING):
        answer = table.browser(table.ground.admin).get(f"/rounds/{table.ground.round.id}/sheets.xlsx")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
        assert 'name="Bewertungsbögen"' in book.read("xl/workbook.xml").decode()


def test_nobody_is_named_in_the_file(table: Table) -> None:
    a_handed_in_sheet(table.juror, table.assignment, 4)
    with clock.at(JUDGING):
        text = table.browser(table.ground.admin).get(f"/rounds/{table.ground.round.id}/sheets.csv").text
    names = (table.juror.name, table.juror.email or "", "Solarbank", str(table.juror.id), str(table.submission.id))
    assert [name for name in names if name in text] == []


def test_a_chair_who_judges_sees_the_sheets_of_others_once_the_own_are_handed_in(table: Table) -> None:
    chair = a_juror(table.ground.round)
    an_assignment(chair, table.submission)
    member = member_of(table.ground.round, chair)
    with clock.at(JUDGING):
        panels.edit_juror(table.ground.admin, member.round_id, member.id, SeatValues(is_chair=True), member.version)
    a_handed_in_sheet(table.juror, table.assignment)
    path = f"/rounds/{table.ground.round.id}/sheets.csv"
    with clock.at(JUDGING):
        assert table.browser(chair).get(path).status_code == 409
    with clock.at(JURY_CLOSES):
        assert table.browser(chair).get(path).status_code == 200


def test_jurors_get_no_file(table: Table) -> None:
    with clock.at(JUDGING):
        assert table.browser().get(f"/rounds/{table.ground.round.id}/sheets.csv").status_code == 403
