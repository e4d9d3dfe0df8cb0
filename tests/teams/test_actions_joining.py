"""Joining teams by code."""

import pytest

from app.core import clock
from app.core.errors import NotFoundError, RefusedError
from app.teams import actions, queries
from tests.support.rounds import ONE_SECOND, REGISTER_CLOSES
from tests.support.teams import a_ground, a_team, deeds_on, join, leave, names_in, refusal_code, subjects_of


def test_who_joins_is_counted_and_the_others_are_told() -> None:
    ground = a_ground()
    mia, ben = ground.student("Mia"), ground.student("Ben")
    team = a_team(mia, ground.round)

    join(ben, team)

    assert names_in(team) == ["Mia", "Ben"]
    assert queries.team_of(ben, team.id).member_count == 2
    assert (subjects_of(mia), subjects_of(ben)) == (["Neu im Team „Solarbank“"], [])
    assert deeds_on(team) == ["found_team", "join_team"]


def test_joining_twice_changes_nothing_even_when_the_team_is_full() -> None:
    ground = a_ground(team_max=2)
    mia, ben = ground.student("Mia"), ground.student("Ben")
    team = a_team(mia, ground.round)

    join(ben, team)
    join(ben, team)

    assert names_in(team) == ["Mia", "Ben"]
    assert deeds_on(team) == ["found_team", "join_team"]


def test_a_full_team_takes_nobody() -> None:
    ground = a_ground(team_max=2)
    team = a_team(ground.student("Mia"), ground.round)
    join(ground.student("Ben"), team)

    with pytest.raises(RefusedError) as raised:
        join(ground.student("Cem"), team)

    assert refusal_code(raised) == "team_full"
    assert names_in(team) == ["Mia", "Ben"]


def test_nobody_joins_a_team_of_another_school() -> None:
    ground = a_ground()
    elsewhere = a_ground(round_=ground.round)
    team = a_team(ground.student("Mia"), ground.round)

    with pytest.raises(RefusedError) as raised:
        join(elsewhere.student("Eva"), team)

    assert (refusal_code(raised), raised.value.refusal.ask) == ("other_school", "deine Lehrkraft")
    assert names_in(team) == ["Mia"]


def test_a_student_joins_no_more_teams_than_the_round_allows() -> None:
    ground = a_ground()
    mia, ben = ground.student("Mia"), ground.student("Ben")
    team = a_team(mia, ground.round, "Solarbank")
    a_team(ben, ground.round, "Windrad")

    with pytest.raises(RefusedError) as raised:
        join(ben, team)

    assert refusal_code(raised) == "team_limit"


@pytest.mark.parametrize("code", ["ZZZZZZ", ""])
def test_an_unknown_code_leads_nowhere(code: str) -> None:
    ground = a_ground()

    with pytest.raises(NotFoundError):
        actions.join_team(ground.student("Mia"), code)


def test_the_code_of_an_archived_team_leads_nowhere() -> None:
    ground = a_ground()
    mia = ground.student("Mia")
    team = a_team(mia, ground.round)
    leave(mia, team)

    with pytest.raises(NotFoundError):
        join(ground.student("Ben"), team)


def test_membership_is_locked_when_registration_closes() -> None:
    ground = a_ground()
    mia, ben, cem = (ground.student(name) for name in ("Mia", "Ben", "Cem"))
    team = a_team(mia, ground.round)

    with clock.at(REGISTER_CLOSES - ONE_SECOND):
        actions.join_team(ben, team.code)
    with clock.at(REGISTER_CLOSES):
        with pytest.raises(RefusedError) as joined:
            actions.join_team(cem, team.code)
        with pytest.raises(RefusedError) as left:
            actions.leave_team(ben, team.id)

    assert (refusal_code(joined), refusal_code(left)) == ("phase_closed", "phase_closed")
    assert joined.value.refusal.ask == left.value.refusal.ask == "wettbewerb@stadt.example"
    assert names_in(team) == ["Mia", "Ben"]
