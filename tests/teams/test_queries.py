"""Who finds which team."""

import uuid

import pytest

from app.accounts.models import User
from app.core import clock, db
from app.core.access import Role
from app.core.errors import NotFoundError
from app.teams import actions, queries
from app.teams.models import Team
from app.teams.rules import RESTORABLE_FOR
from tests.support.people import a_class, a_student, a_teacher, somebody
from tests.support.rounds import AFTERWARDS, ONE_SECOND, OPENS, WRITING, an_announced_round
from tests.support.statements import statements
from tests.support.teams import a_ground, a_team, join, leave


def _names(teams: list[Team]) -> list[str]:
    return [team.name for team in teams]


# ---------------------------------------------------------------- students
def test_a_student_finds_the_teams_she_is_in_and_no_others() -> None:
    ground = a_ground()
    mia, ben = ground.student("Mia"), ground.student("Ben")
    own, other = a_team(mia, ground.round, "Solarbank"), a_team(ben, ground.round, "Windrad")

    assert _names(queries.teams_of(mia)) == ["Solarbank"]
    assert queries.team_of(mia, own.id).id == own.id
    for team_id in (other.id, uuid.uuid4()):
        with pytest.raises(NotFoundError):
            queries.team_of(mia, team_id)


def test_who_left_a_team_finds_it_no_longer() -> None:
    ground = a_ground()
    mia, ben = ground.student("Mia"), ground.student("Ben")
    team = a_team(mia, ground.round)
    join(ben, team)
    leave(ben, team)

    assert queries.teams_of(ben) == []
    with pytest.raises(NotFoundError):
        queries.team_of(ben, team.id)


def test_teams_of_the_newest_round_come_first() -> None:
    ground = a_ground(teams_per_person=2)
    mia = ground.student("Mia")
    newer = an_announced_round(ground.admin, title="Runde 2", opens=OPENS + ONE_SECOND)
    for name, round_ in (("Alt", ground.round), ("Neu", newer), ("Noch eins", ground.round)):
        a_team(mia, round_, name)

    assert _names(queries.teams_of(mia)) == ["Neu", "Alt", "Noch eins"]
    assert queries.count_of_teams(mia, ground.round.id) == 2


def test_a_code_leads_to_its_team_with_round_and_school() -> None:
    ground = a_ground()
    team = a_team(ground.student("Mia"), ground.round)
    db.close_session()

    found = queries.team_with_code(team.code)

    assert found is not None
    assert (found.id, found.round.title, found.school.name) == (team.id, "Runde 1", ground.school.name)
    assert queries.team_with_code("ZZZZZZ") is None


def test_rounds_show_own_teams_and_why_no_more_can_be_founded() -> None:
    ground = a_ground()
    mia, ben = ground.student("Mia"), ground.student("Ben")
    a_team(mia, ground.round, "Solarbank")

    ((of_mia,), (of_ben,)) = queries.rounds_for(mia), queries.rounds_for(ben)

    assert (_names(list(of_mia.teams)), of_mia.why_not_found and of_mia.why_not_found.code) == (
        ["Solarbank"],
        "team_limit",
    )
    assert (of_ben.teams, of_ben.why_not_found) == ([], None)


def test_a_round_that_is_over_is_shown_only_to_those_who_took_part() -> None:
    ground = a_ground()
    mia, ben = ground.student("Mia"), ground.student("Ben")
    a_team(mia, ground.round)

    with clock.at(AFTERWARDS):
        shown = [len(queries.rounds_for(student)) for student in (mia, ben)]

    assert shown == [1, 0]


@pytest.mark.parametrize("count", [1, 3])
def test_rounds_take_as_many_queries_for_one_team_as_for_three(count: int) -> None:
    ground = a_ground(teams_per_person=3)
    mia = ground.student("Mia")
    for number in range(count):
        a_team(mia, ground.round, f"Team {number}")
    db.close_session()

    with statements() as sent:
        (of_mia,) = queries.rounds_for(mia)

    assert (len(of_mia.teams), len(sent)) == (count, 4)


def test_only_the_last_member_finds_an_archived_team_and_for_thirty_days() -> None:
    ground = a_ground()
    mia, ben = ground.student("Mia"), ground.student("Ben")
    team = a_team(mia, ground.round)
    join(ben, team)
    leave(ben, team)
    leave(mia, team)
    until = queries.ended_team_of(mia, team.id).archived_at
    assert until is not None

    with clock.at(until + RESTORABLE_FOR - ONE_SECOND):
        found = [_names(queries.ended_teams_of(student)) for student in (mia, ben)]
    with clock.at(until + RESTORABLE_FOR):
        found_later = queries.ended_teams_of(mia)

    assert (found, found_later) == ([["Solarbank"], []], [])
    with pytest.raises(NotFoundError):
        queries.ended_team_of(ben, team.id)


# ---------------------------------------------------------------- teachers
def test_a_teacher_finds_the_teams_of_her_class_by_name() -> None:
    ground = a_ground()
    elsewhere = a_ground(round_=ground.round)
    for name in ("Zuse", "Ärmel hoch", "Bienen"):
        a_team(ground.student(name), ground.round, name)
    other = a_team(elsewhere.student("Eva"), ground.round, "Windrad")

    assert _names(queries.teams_of_class(ground.school_class)) == ["Ärmel hoch", "Bienen", "Zuse"]
    assert queries.team_of_class(elsewhere.school_class, other.id).id == other.id
    with pytest.raises(NotFoundError):
        queries.team_of_class(ground.school_class, other.id)


def test_a_team_of_two_classes_is_found_from_both_until_its_member_left() -> None:
    ground = a_ground()
    parallel = a_class(a_teacher(ground.school))
    mia, ben = ground.student("Mia"), a_student(parallel, "Ben")
    team = a_team(mia, ground.round)

    join(ben, team)
    both = [_names(queries.teams_of_class(class_)) for class_ in (ground.school_class, parallel)]
    leave(ben, team)

    assert both == [["Solarbank"], ["Solarbank"]]
    assert queries.teams_of_class(parallel) == []


def test_an_archived_team_is_found_from_the_class_of_its_last_member() -> None:
    ground = a_ground()
    parallel = a_class(a_teacher(ground.school))
    mia, ben = ground.student("Mia"), a_student(parallel, "Ben")
    team = a_team(mia, ground.round)
    join(ben, team)
    leave(mia, team, new_captain=ben)
    leave(ben, team)

    with clock.at(WRITING):
        ended = [_names(queries.ended_teams_of_class(class_)) for class_ in (ground.school_class, parallel)]

    assert ended == [[], ["Solarbank"]]
    assert queries.teams_of_class(parallel) == []
    with pytest.raises(NotFoundError):
        queries.ended_team_of_class(ground.school_class, team.id)


def test_students_without_team_are_listed_by_name() -> None:
    ground = a_ground()
    mia, _zoe, _ben, cem = (ground.student(name) for name in ("Mia", "Zoe", "Ben", "Cem"))
    a_team(mia, ground.round)
    leave(cem, a_team(cem, ground.round, "Windrad"))

    assert [student.name for student in queries.students_without_team(ground.school_class)] == ["Ben", "Cem", "Zoe"]


# ---------------------------------------------------------------- other features
def test_members_come_in_the_order_in_which_they_joined() -> None:
    ground = a_ground()
    zoe, ben = ground.student("Zoe"), ground.student("Ben")
    team = a_team(zoe, ground.round)
    join(ben, team)
    other = a_team(ground.student("Mia"), ground.round, "Windrad")

    found = queries.members_of_teams([team.id, other.id])

    assert {id_: [member.name for member in members] for id_, members in found.items()} == {
        team.id: ["Zoe", "Ben"],
        other.id: ["Mia"],
    }
    assert [member.name for member in queries.members_of(team.id)] == ["Zoe", "Ben"]
    assert queries.members_of(uuid.uuid4()) == []


def test_people_of_a_round_are_those_in_its_teams_once_each() -> None:
    ground = a_ground(teams_per_person=2)
    zoe, ben, cem = (ground.student(name) for name in ("Zoe", "Ben", "Cem"))
    for name in ("Eins", "Zwei"):
        join(ben, a_team(zoe, ground.round, name))
    leave(cem, a_team(cem, ground.round, "Drei"))
    a_team(cem, an_announced_round(ground.admin, title="Runde 2"))

    assert [person.name for person in queries.people_of_round(ground.round.id)] == ["Ben", "Zoe"]


def test_somebody_whose_account_has_ended_is_told_nothing_more() -> None:
    ground = a_ground()
    mia = ground.student("Mia")
    a_team(mia, ground.round)

    _end(mia)

    assert queries.people_of_round(ground.round.id) == []


@db.action
def _end(person: User) -> None:
    db.load(User, person.id, to_change=True).ended_at = clock.now()


def test_classes_and_schools_of_a_team_are_those_of_its_present_members() -> None:
    ground = a_ground()
    parallel = a_class(a_teacher(ground.school), "0a")
    mia, ben = ground.student("Mia"), a_student(parallel, "Ben")
    team = a_team(mia, ground.round)
    join(ben, team)

    assert [class_.id for class_ in queries.classes_of_team(team.id)] == [parallel.id, ground.school_class.id]
    assert queries.ties_of_teams([team.id]) == {team.id: {ground.school.id}}


def test_a_member_who_changed_school_brings_that_school_into_the_team() -> None:
    ground, elsewhere = a_ground(), a_ground(title="Runde 2")
    mia = ground.student("Mia")
    team = a_team(mia, ground.round)

    _move(mia, elsewhere.school_class.id)

    assert queries.ties_of_teams([team.id]) == {team.id: {ground.school.id, elsewhere.school.id}}


def test_the_companies_that_a_team_named_tie_it_and_no_other_team() -> None:
    ground = a_ground()
    mia, ben = ground.student("Mia"), ground.student("Ben")
    team, other = a_team(mia, ground.round), a_team(ben, ground.round, "Regentonne")

    company = actions.name_company(mia, team.id, "Zahnrad AG")

    assert queries.ties_of_teams([team.id, other.id]) == {
        team.id: {ground.school.id, company.id},
        other.id: {ground.school.id},
    }


@db.action
def _move(person: User, class_id: uuid.UUID) -> None:
    db.load(User, person.id, to_change=True).school_class_id = class_id


def test_the_rules_words_are_the_same_for_page_and_action() -> None:
    ground = a_ground()
    mia, ben = ground.student("Mia"), ground.student("Ben")
    team = a_team(mia, ground.round)
    a_team(ben, ground.round, "Windrad")

    found = queries.team_of(mia, team.id)
    of_member, of_other = queries.why_not_join(mia, found), queries.why_not_join(ben, found)
    (round_of_ben,) = queries.rounds_for(ben)

    assert of_member is None
    assert of_other is not None
    assert (of_other.code, of_other) == ("team_limit", round_of_ben.why_not_found)


def test_staff_are_in_no_team() -> None:
    assert queries.teams_of(somebody(Role.JUROR)) == []
