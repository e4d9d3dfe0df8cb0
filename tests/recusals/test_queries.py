import pytest

from app.conflicts.actions import note_conflict
from app.core import clock
from app.core.errors import NotFoundError
from app.recusals import queries
from tests.panels.conftest import Office
from tests.support.jury import a_handed_in_sheet, a_juror, an_assignment
from tests.support.rounds import JUDGING


def test_what_is_handed_in_by_somebody_biased_is_listed_and_hidden_from_them(office: Office) -> None:
    juror = a_juror(office.round, name="Anna Acht")
    assignment = an_assignment(juror, office.submission)
    a_handed_in_sheet(juror, assignment)
    before = queries.own_reading(juror, assignment.id).id
    note_conflict(juror, juror.id, office.idea.team_id, "family", "Nichte")
    (reading,) = queries.biased_readings_in(office.round.id)
    assert (before, reading.assignment_id) == (assignment.id, assignment.id)
    assert (reading.name, reading.number, reading.state) == ("Anna Acht", office.idea.number, "done")
    assert [(each.name, each.note) for each in queries.conflicts_for(office.admin, office.round.id)] == [
        ("Anna Acht", "Nichte")
    ]
    with pytest.raises(NotFoundError):
        queries.own_reading(juror, assignment.id)


def test_only_what_is_unanswered_waits_for_an_answer(office: Office) -> None:
    juror, other = a_juror(office.round), a_juror(office.round, name="Berta Blau")
    assignment = an_assignment(juror, office.submission)
    with clock.at(JUDGING):
        waiting = [[each.id for each in queries.unanswered_of(person, office.round.id)] for person in (juror, other)]
    assert waiting == [[assignment.id], []]
