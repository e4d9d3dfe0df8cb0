from app.appeals import queries
from app.appeals.rules import UPHELD
from app.conflicts.actions import note_conflict
from app.core import clock
from tests.appeals.conftest import CLOSES, Case
from tests.support.jury import a_chair
from tests.support.rounds import AFTERWARDS, an_announced_round
from tests.support.teams import only_team_of, subjects_of


def test_the_deadline_is_known_once_the_results_are_public(unpublished: Case) -> None:
    with clock.at(AFTERWARDS):
        assert queries.until_when(only_team_of(unpublished.mia), AFTERWARDS) is None


def test_it_is_so_many_days_after_the_publication(case: Case) -> None:
    assert queries.until_when(only_team_of(case.mia), AFTERWARDS) == CLOSES


def test_open_appeals_wait_for_the_rounds_own_chair_and_admins(case: Case) -> None:
    appeal, stranger = case.appeals(), a_chair(an_announced_round(case.ground.admin, title="Runde 2"))
    round_id = case.ground.round.id
    found = [queries.open_appeals_for(person) for person in (case.chair, case.ground.admin, stranger)]
    assert found == [{round_id: 1}, {round_id: 1}, {}]
    assert [person.id for person in queries.who_answers(case.team)] == [case.chair.id, case.ground.admin.id]
    case.answers(appeal.id, UPHELD, "Ihr habt recht, wir sehen es uns an.")
    assert queries.open_appeals_for(case.chair) == {}
    assert [each.id for each in queries.appeals_in(case.chair, round_id)] == [appeal.id]


def test_who_is_biased_learns_neither_by_message_nor_by_number_that_the_team_appeals(case: Case) -> None:
    mentor = a_chair(case.ground.round, name="Mara Mentorin")
    with clock.at(AFTERWARDS):
        note_conflict(case.ground.admin, mentor.id, case.team.id, "mentor")
    case.appeals()
    told = {person.id: subjects_of(person) for person in (mentor, case.chair, case.ground.admin)}
    assert [sum("Einspruch" in subject for subject in subjects) for subjects in told.values()] == [0, 1, 1]
    assert (queries.open_appeals_for(mentor), queries.appeals_in(mentor, case.ground.round.id)) == ({}, [])
    assert len(queries.open_appeals_for(case.chair)) == 1
