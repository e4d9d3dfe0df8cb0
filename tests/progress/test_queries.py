from sqlalchemy import select

from app.core import clock, db
from app.panels import actions as panels
from app.panels.models import Assignment, PanelMember
from app.progress import queries, rules
from tests.progress.conftest import Jury
from tests.support.jury import a_handed_in_sheet, a_juror, a_submission, an_assignment, member_of
from tests.support.rounds import JUDGING, ONE_SECOND
from tests.support.statements import statements


def test_jurors_come_by_name_with_what_is_open_begun_and_done(jury: Jury) -> None:
    found = queries.jurors_of(jury.round_id)
    assert [(each.name, each.open, each.begun, each.done, each.last_at) for each in found] == [
        ("Anna Änderung", 0, 0, 1, JUDGING),
        ("Bela Beginn", 1, 1, 0, JUDGING),
        ("Cem Century", 1, 0, 0, None),
    ]


def test_neither_the_chair_nor_who_left_is_among_them(jury: Jury) -> None:
    gone = a_juror(jury.ground.round, name="Dora Dahin")
    with clock.at(JUDGING):
        panels.remove_juror(jury.ground.admin, jury.round_id, member_of(jury.ground.round, gone).id)
    assert len(queries.jurors_of(jury.round_id)) == 3


def test_ideas_that_are_not_through_come_by_number_with_how_far_they_are(jury: Jury) -> None:
    behind = queries.ideas_behind(jury.round_id)
    found = {each.title: (each.open, each.begun, each.done, each.readings) for each in behind}
    assert found == {"Solarbank": (1, 0, 1, 2), "Regentonne": (1, 1, 0, 2), "Lernkiste": (0, 0, 0, 0)}
    assert [each.number for each in behind] == sorted(each.number for each in behind)


def test_an_idea_is_through_once_all_its_readers_are(jury: Jury) -> None:
    query = select(Assignment).join(Assignment.panel_member)
    query = query.where(PanelMember.user_id == jury.bela.id, Assignment.submission_id == jury.read.id)
    a_handed_in_sheet(jury.bela, db.session().scalars(query).one())
    assert sorted(each.title for each in queries.ideas_behind(jury.round_id)) == ["Lernkiste", "Regentonne"]


def test_a_sheet_is_stalled_once_nobody_touched_it_for_three_days_to_the_second(jury: Jury) -> None:
    after = JUDGING + rules.STALLED_AFTER
    assert queries.stalled_sheets_of(jury.round_id, after - rules.STALLED_AFTER) == []
    (stalled,) = queries.stalled_sheets_of(jury.round_id, after - rules.STALLED_AFTER + ONE_SECOND)
    bela = member_of(jury.ground.round, jury.bela)
    assert (stalled.member_id, stalled.number, stalled.changed_at) == (bela.id, jury.half.content["number"], JUDGING)


def test_who_has_something_left_is_reminded_once_a_day(jury: Jury) -> None:
    today = JUDGING.date()
    assert [person.id for person in queries.people_to_remind(jury.round_id, today)] == [jury.bela.id, jury.cem.id]


def test_the_number_of_questions_to_the_database_does_not_grow(jury: Jury) -> None:
    before = _counts(jury)
    for number in range(3):
        submission = a_submission(jury.ground, f"Idee {number}")
        an_assignment(a_juror(jury.ground.round, name=f"Jana {number}"), submission)
    assert _counts(jury) == before == [1, 1, 1, 2]


def _counts(jury: Jury) -> list[int]:
    round_id, found = jury.round_id, []
    for ask in (
        lambda: queries.jurors_of(round_id),
        lambda: queries.ideas_behind(round_id),
        lambda: queries.stalled_sheets_of(round_id, JUDGING),
        lambda: queries.people_to_remind(round_id, JUDGING.date()),
    ):
        with statements() as sent:
            ask()
        found.append(len(sent))
    return found
