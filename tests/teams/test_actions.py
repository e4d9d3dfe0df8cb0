"""Founding, renaming and leading teams, and what is promised of every team."""

import uuid

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.core import clock, db, invariants
from app.core.errors import EditConflictError, InvalidError, RefusedError
from app.teams import actions, queries
from app.teams.models import Membership
from tests.support.rounds import ONE_SECOND, REGISTER_CLOSES, SUBMIT_CLOSES, WRITING, an_announced_round
from tests.support.teams import a_ground, a_team, deeds_on, join, leave, names_in, refusal_code, subjects_of


# ---------------------------------------------------------------- founding
def test_who_founds_a_team_leads_it() -> None:
    ground = a_ground()
    mia = ground.student("Mia")

    team = a_team(mia, ground.round, "Solarbank")

    assert (team.name, team.captain_id, team.member_count) == ("Solarbank", mia.id, 1)
    assert (team.school_id, team.round_id, len(team.code)) == (ground.school.id, ground.round.id, 6)
    assert names_in(team) == ["Mia"]
    assert deeds_on(team) == ["found_team"]


def test_a_double_click_founds_one_team() -> None:
    ground = a_ground()
    mia = ground.student("Mia")

    first, second = (a_team(mia, ground.round, "Solarbank") for _click in range(2))

    assert first.id == second.id
    assert deeds_on(first) == ["found_team"]


@pytest.mark.parametrize("name", ["solarbank", "S0larbank", "S\u043elarbank", "Solar-Bank!"])
def test_no_two_teams_of_a_round_have_names_that_look_the_same(name: str) -> None:
    ground = a_ground()
    a_team(ground.student("Mia"), ground.round, "Solarbank")

    with pytest.raises(InvalidError) as raised:
        a_team(ground.student("Ben"), ground.round, name)

    assert raised.value.errors == {"name": ["So ähnlich heißt schon ein Team. Fällt euch noch ein anderer Name ein?"]}


def test_teams_of_two_rounds_may_have_the_same_name() -> None:
    ground = a_ground()
    mia = ground.student("Mia")
    other_round = an_announced_round(ground.admin, title="Runde 2")

    teams = [a_team(mia, round_, "Solarbank") for round_ in (ground.round, other_round)]

    assert [team.name for team in teams] == ["Solarbank", "Solarbank"]


def test_a_student_founds_as_many_teams_as_the_round_allows() -> None:
    ground = a_ground(teams_per_person=2)
    mia = ground.student("Mia")
    a_team(mia, ground.round, "Eins")
    a_team(mia, ground.round, "Zwei")

    with pytest.raises(RefusedError) as raised:
        a_team(mia, ground.round, "Drei")

    assert refusal_code(raised) == "team_limit"
    assert [team.name for team in queries.teams_of(mia)] == ["Eins", "Zwei"]


def test_a_team_is_founded_in_the_last_second_of_registration_and_not_after_it() -> None:
    ground = a_ground()
    mia, ben = ground.student("Mia"), ground.student("Ben")

    with clock.at(REGISTER_CLOSES - ONE_SECOND):
        actions.found_team(mia, ground.round.id, "Solarbank")
    with clock.at(REGISTER_CLOSES), pytest.raises(RefusedError) as raised:
        actions.found_team(ben, ground.round.id, "Windrad")

    assert refusal_code(raised) == "phase_closed"
    assert raised.value.refusal.ask == "wettbewerb@stadt.example"


# ---------------------------------------------------------------- leading
def test_a_captain_hands_over_to_a_member() -> None:
    ground = a_ground()
    mia, ben = ground.student("Mia"), ground.student("Ben")
    team = a_team(mia, ground.round)
    join(ben, team)

    with clock.at(WRITING):
        actions.hand_over_team(mia, team.id, ben.id)

    assert queries.team_of(mia, team.id).captain_id == ben.id
    assert subjects_of(ben) == ["Du sprichst jetzt für „Solarbank“"]
    assert deeds_on(team) == ["found_team", "join_team", "hand_over_team"]


def test_only_the_captain_hands_over_and_only_to_a_member() -> None:
    ground = a_ground()
    mia, ben, eva = (ground.student(name) for name in ("Mia", "Ben", "Eva"))
    team = a_team(mia, ground.round)
    join(ben, team)

    with pytest.raises(RefusedError) as raised:
        actions.hand_over_team(ben, team.id, ben.id)
    for nobody in (eva.id, mia.id, uuid.uuid4()):
        with pytest.raises(InvalidError):
            actions.hand_over_team(mia, team.id, nobody)

    assert refusal_code(raised) == "only_captain"
    assert queries.team_of(mia, team.id).captain_id == mia.id


def test_only_the_captain_renames_and_only_while_ideas_are_written() -> None:
    ground = a_ground()
    mia, ben = ground.student("Mia"), ground.student("Ben")
    team = a_team(mia, ground.round)
    join(ben, team)

    with clock.at(SUBMIT_CLOSES - ONE_SECOND):
        actions.rename_team(mia, team.id, "Sonnenbank", 1)
        with pytest.raises(RefusedError) as of_member:
            actions.rename_team(ben, team.id, "Benbank", 2)
    with clock.at(SUBMIT_CLOSES), pytest.raises(RefusedError) as too_late:
        actions.rename_team(mia, team.id, "Mondbank", 2)

    assert (refusal_code(of_member), refusal_code(too_late)) == ("only_captain", "phase_closed")
    assert queries.team_of(ben, team.id).name == "Sonnenbank"
    assert deeds_on(team) == ["found_team", "join_team", "rename_team"]


def test_a_name_that_was_changed_meanwhile_is_not_written_over() -> None:
    ground = a_ground()
    mia = ground.student("Mia")
    team = a_team(mia, ground.round)

    with clock.at(WRITING):
        actions.rename_team(mia, team.id, "Sonnenbank", 1)
        with pytest.raises(EditConflictError) as raised:
            actions.rename_team(mia, team.id, "Mondbank", 1)

    (conflict,) = raised.value.conflicts
    assert (conflict.key, conflict.stored, conflict.offered) == ("name", "Sonnenbank", "Mondbank")
    assert conflict.stored_version == 2
    assert queries.team_of(mia, team.id).name == "Sonnenbank"


def test_a_team_may_write_its_own_name_another_way_but_take_no_other_teams() -> None:
    ground = a_ground()
    mia = ground.student("Mia")
    team = a_team(mia, ground.round, "Solarbank")
    a_team(ground.student("Ben"), ground.round, "Windrad")

    with clock.at(WRITING):
        actions.rename_team(mia, team.id, "SolarBank", 1)
        with pytest.raises(InvalidError):
            actions.rename_team(mia, team.id, "windrad", 2)

    assert queries.team_of(mia, team.id).name == "SolarBank"


# ---------------------------------------------------------------- promises
def test_a_team_that_is_miscounted_or_misled_is_found() -> None:
    ground = a_ground()
    mia = ground.student("Mia")
    team = a_team(mia, ground.round)
    ben = ground.student("Ben")
    leave(ben, a_team(ben, ground.round, "Windrad"))
    assert invariants.breaches() == {}

    _spoil(team.id, mia)

    assert invariants.breaches() == {
        "every team has a member as its captain, or neither and is archived": [f"team {team.id}"],
        "every team has counted its members rightly": [f"team {team.id}"],
    }


@db.action
def _spoil(team_id: uuid.UUID, member: User) -> None:
    query = select(Membership).where(Membership.team_id == team_id, Membership.user_id == member.id)
    db.session().scalars(query).one().left_at = clock.now()
