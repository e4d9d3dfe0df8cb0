from app.core import clock
from app.panels import actions as panels
from app.progress import queries, rules
from tests.progress.conftest import Jury
from tests.support.jury import a_juror, a_submission, an_assignment, member_of
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


def test_ideas_come_by_number_with_how_far_their_readings_are(jury: Jury) -> None:
    found = {
        each.title: (each.open, each.begun, each.done, each.is_complete) for each in queries.ideas_of(jury.round_id)
    }
    assert found == {
        "Solarbank": (1, 0, 1, False),
        "Regentonne": (1, 1, 0, False),
        "Lernkiste": (0, 0, 0, False),
    }
    numbers = [each.number for each in queries.ideas_of(jury.round_id)]
    assert numbers == sorted(numbers)


def test_an_idea_is_complete_once_all_its_readers_are_through(jury: Jury) -> None:
    (complete,) = [each for each in queries.ideas_of(jury.round_id) if each.title == "Solarbank"]
    assert (complete.readings, complete.is_complete) == (2, False)
    only = type(complete)(complete.submission_id, 1, "Solarbank", 0, 0, 2)
    assert only.is_complete


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
        lambda: queries.ideas_of(round_id),
        lambda: queries.stalled_sheets_of(round_id, JUDGING),
        lambda: queries.people_to_remind(round_id, JUDGING.date()),
    ):
        with statements() as sent:
            ask()
        found.append(len(sent))
    return found
