"""Leaving teams, and bringing them back."""

import pytest

from app.core import clock
from app.core.errors import InvalidError, NotFoundError, RefusedError
from app.teams import actions, queries
from app.teams.rules import RESTORABLE_FOR
from tests.support.rounds import ONE_SECOND, REGISTER_CLOSES, REGISTERING
from tests.support.teams import a_ground, a_team, deeds_on, join, leave, names_in, refusal_code, subjects_of


# ---------------------------------------------------------------- leaving
def test_who_leaves_is_no_longer_counted_and_the_others_are_told() -> None:
    ground = a_ground()
    mia, ben = ground.student("Mia"), ground.student("Ben")
    team = a_team(mia, ground.round)
    join(ben, team)

    leave(ben, team)

    assert names_in(team) == ["Mia"]
    assert queries.team_of(mia, team.id).member_count == 1
    assert sorted(subjects_of(mia)) == ["Jemand hat „Solarbank“ verlassen", "Neu im Team „Solarbank“"]
    assert deeds_on(team) == ["found_team", "join_team", "leave_team"]


def test_who_left_may_come_back() -> None:
    ground = a_ground()
    mia, ben = ground.student("Mia"), ground.student("Ben")
    team = a_team(mia, ground.round)
    join(ben, team)
    leave(ben, team)

    join(ben, team)

    assert names_in(team) == ["Mia", "Ben"]


def test_a_captain_names_another_before_leaving() -> None:
    ground = a_ground()
    mia, ben, cem = (ground.student(name) for name in ("Mia", "Ben", "Cem"))
    team = a_team(mia, ground.round)
    join(ben, team)
    join(cem, team)

    with pytest.raises(InvalidError) as raised:
        leave(mia, team)
    leave(mia, team, new_captain=cem)

    assert raised.value.errors == {"captain": ["Bitte sucht aus, wer ab jetzt für das Team spricht."]}
    assert queries.team_of(ben, team.id).captain_id == cem.id
    assert names_in(team) == ["Ben", "Cem"]
    assert subjects_of(cem) == ["Du sprichst jetzt für „Solarbank“", "Jemand hat „Solarbank“ verlassen"]


def test_the_last_member_leaving_archives_the_team() -> None:
    ground = a_ground()
    mia = ground.student("Mia")
    team = a_team(mia, ground.round)

    leave(mia, team)

    ended = queries.ended_team_of(mia, team.id)
    assert (ended.member_count, ended.captain_id) == (0, None)
    assert ended.archived_at == queries.last_membership_of(ended).left_at
    assert queries.teams_of(mia) == []


def test_nobody_leaves_a_team_twice() -> None:
    ground = a_ground()
    mia, ben = ground.student("Mia"), ground.student("Ben")
    team = a_team(mia, ground.round)
    join(ben, team)
    leave(ben, team)

    with pytest.raises(NotFoundError):
        leave(ben, team)

    assert queries.team_of(mia, team.id).member_count == 1


# ---------------------------------------------------------------- restoring
def test_the_last_member_brings_a_team_back_while_registration_is_open() -> None:
    ground = a_ground()
    mia = ground.student("Mia")
    team = a_team(mia, ground.round)
    leave(mia, team)

    with clock.at(REGISTER_CLOSES - ONE_SECOND):
        actions.restore_team(mia, team.id)

    restored = queries.team_of(mia, team.id)
    assert (restored.member_count, restored.captain_id, restored.archived_at) == (1, mia.id, None)
    assert deeds_on(team) == ["found_team", "leave_team", "restore_team"]


def test_nobody_else_of_the_team_brings_it_back() -> None:
    ground = a_ground()
    mia, ben = ground.student("Mia"), ground.student("Ben")
    team = a_team(mia, ground.round)
    join(ben, team)
    leave(ben, team)
    leave(mia, team)

    with clock.at(REGISTER_CLOSES - ONE_SECOND), pytest.raises(NotFoundError):
        actions.restore_team(ben, team.id)

    assert queries.teams_of(ben) == []


def test_after_registration_only_the_teacher_brings_a_team_back() -> None:
    ground = a_ground()
    mia = ground.student("Mia")
    team = a_team(mia, ground.round)
    leave(mia, team)

    with clock.at(REGISTER_CLOSES):
        with pytest.raises(RefusedError) as raised:
            actions.restore_team(mia, team.id)
        actions.restore_team_of_class(ground.teacher, ground.school_class.id, team.id)

    assert (refusal_code(raised), raised.value.refusal.ask) == ("phase_closed", "deine Lehrkraft")
    assert names_in(team) == ["Mia"]
    assert subjects_of(mia) == ["„Solarbank“ ist wieder da"]


def test_a_team_can_be_brought_back_for_thirty_days() -> None:
    ground = a_ground()
    mia, ben = ground.student("Mia"), ground.student("Ben")
    teams = [a_team(mia, ground.round, "Solarbank"), a_team(ben, ground.round, "Windrad")]
    with clock.at(REGISTERING):
        actions.leave_team(mia, teams[0].id)
        actions.leave_team(ben, teams[1].id)

    with clock.at(REGISTERING + RESTORABLE_FOR - ONE_SECOND):
        actions.restore_team_of_class(ground.teacher, ground.school_class.id, teams[0].id)
    with clock.at(REGISTERING + RESTORABLE_FOR), pytest.raises(RefusedError) as raised:
        actions.restore_team_of_class(ground.teacher, ground.school_class.id, teams[1].id)

    assert refusal_code(raised) == "restorable_no_more"
    assert [names_in(team) for team in teams] == [["Mia"], []]


def test_a_team_whose_last_member_found_another_stays_archived() -> None:
    ground = a_ground()
    mia = ground.student("Mia")
    team = a_team(mia, ground.round, "Solarbank")
    leave(mia, team)
    a_team(mia, ground.round, "Windrad")

    with clock.at(REGISTERING), pytest.raises(RefusedError) as raised:
        actions.restore_team(mia, team.id)

    assert refusal_code(raised) == "team_limit"


def test_a_teacher_restores_no_team_of_another_class() -> None:
    ground, elsewhere = a_ground(), a_ground(title="Runde 2")
    mia = ground.student("Mia")
    team = a_team(mia, ground.round)
    leave(mia, team)

    for class_id in (ground.school_class.id, elsewhere.school_class.id):
        with clock.at(REGISTERING), pytest.raises(NotFoundError):
            actions.restore_team_of_class(elsewhere.teacher, class_id, team.id)

    assert names_in(team) == []
