"""A team says in which companies its members learn, so that nobody from there judges its idea."""

import pytest
from sqlalchemy import delete

from app.accounts import actions as accounts
from app.accounts.queries import company_names
from app.core import clock, db, invariants
from app.core.errors import InvalidError, NotFoundError, RefusedError
from app.teams import actions, queries
from app.teams.models import Team, TeamCompany
from tests.support.rounds import ONE_SECOND, SUBMIT_CLOSES, WRITING
from tests.support.teams import a_ground, a_team, deeds_on, join, refusal_code


def names(team: Team) -> list[str]:
    return [company.name for company in queries.companies_of(team.id)]


def test_a_team_names_companies_and_each_once_however_it_is_spelt() -> None:
    ground = a_ground()
    mia, ben = ground.student("Mia"), ground.student("Ben")
    team = a_team(mia, ground.round)
    join(ben, team)

    for student, name in ((mia, "Zahnrad AG"), (ben, "Ätherwerk"), (ben, "zahnrad  ag"), (mia, "Zahnrad GmbH")):
        actions.name_company(student, team.id, name)

    assert names(team) == ["Ätherwerk", "Zahnrad AG"]
    assert deeds_on(team) == ["found_team", "join_team", "name_company", "name_company"]
    assert invariants.breaches() == {}


def test_a_company_is_taken_back_once_and_stays_with_other_teams() -> None:
    ground = a_ground()
    mia, ben = ground.student("Mia"), ground.student("Ben")
    team, other = a_team(mia, ground.round), a_team(ben, ground.round, "Regentonne")
    company = actions.name_company(mia, team.id, "Zahnrad AG")
    actions.name_company(ben, other.id, "Zahnrad")

    for _time in range(2):
        actions.drop_company(mia, team.id, company.id)

    assert (names(team), names(other)) == ([], ["Zahnrad AG"])
    assert deeds_on(team) == ["found_team", "name_company", "drop_company"]
    assert invariants.breaches() == {}


def test_companies_are_named_until_the_second_in_which_submission_closes() -> None:
    ground = a_ground()
    mia = ground.student("Mia")
    team = a_team(mia, ground.round)
    with clock.at(SUBMIT_CLOSES - ONE_SECOND):
        company = actions.name_company(mia, team.id, "Zahnrad AG")
    with clock.at(SUBMIT_CLOSES):
        with pytest.raises(RefusedError) as of_naming:
            actions.name_company(mia, team.id, "Ätherwerk")
        with pytest.raises(RefusedError) as of_dropping:
            actions.drop_company(mia, team.id, company.id)
    assert (refusal_code(of_naming), refusal_code(of_dropping)) == ("phase_closed", "phase_closed")
    assert names(team) == ["Zahnrad AG"]


def test_nobody_speaks_for_the_team_of_others() -> None:
    ground = a_ground()
    mia, ben = ground.student("Mia"), ground.student("Ben")
    team = a_team(mia, ground.round)
    company = actions.name_company(mia, team.id, "Zahnrad AG")
    with pytest.raises(NotFoundError):
        actions.name_company(ben, team.id, "Ätherwerk")
    with pytest.raises(NotFoundError):
        actions.drop_company(ben, team.id, company.id)
    assert names(team) == ["Zahnrad AG"]


def test_there_is_an_end_to_the_list() -> None:
    ground = a_ground()
    mia = ground.student("Mia")
    team = a_team(mia, ground.round)
    with clock.at(WRITING):
        for number in range(20):
            actions.name_company(mia, team.id, f"Betrieb {number}")
        again = actions.name_company(mia, team.id, "Betrieb 7")
        with pytest.raises(InvalidError):
            actions.name_company(mia, team.id, "Betrieb 20")
    assert (len(names(team)), again.name) == (20, "Betrieb 7")


def test_what_a_team_typed_is_suggested_to_staff_only_until_staff_writes_it_too() -> None:
    ground = a_ground()
    mia = ground.student("Mia")
    actions.name_company(mia, a_team(mia, ground.round).id, "Zahnrad AG")
    _by_staff("Ätherwerk")
    before = (company_names(for_staff=True), company_names(for_staff=False))
    _by_staff("zahnrad")

    assert before == (["Ätherwerk", "Zahnrad AG"], ["Ätherwerk"])
    assert company_names(for_staff=False) == ["Ätherwerk", "Zahnrad AG"]


def test_a_company_that_disappears_behind_the_back_is_found() -> None:
    ground = a_ground()
    mia = ground.student("Mia")
    team = a_team(mia, ground.round)
    company = actions.name_company(mia, team.id, "Zahnrad AG")

    _forget_companies()

    promise = "every team has named the companies that the log tells of"
    assert invariants.breaches() == {promise: [f"team {team.id}: company {company.id}"]}


def _by_staff(name: str) -> None:
    accounts.company_named(name, by_staff=True)


@db.action
def _forget_companies() -> None:
    db.session().execute(delete(TeamCompany))
