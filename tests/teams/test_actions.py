"""Founding, joining, leaving, leading and restoring teams."""

import uuid

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.core import audit, clock, db, invariants
from app.core.errors import EditConflictError, InvalidError, NotFoundError, RefusedError
from app.messages.queries import messages_of
from app.messages.rules import subject_of
from app.teams import actions, queries
from app.teams.models import Membership, Team
from app.teams.rules import RESTORABLE_FOR
from tests.support.rounds import ONE_SECOND, REGISTER_CLOSES, REGISTERING, SUBMIT_CLOSES, WRITING, an_announced_round
from tests.support.teams import a_ground, a_team, join, leave

pytestmark = pytest.mark.usefixtures("app")


def _names_of(team: Team) -> list[str]:
    return [member.name for member in queries.members_of(team.id)]


def _subjects_of(person: User) -> list[str]:
    return [subject_of(message.template, message.values) for message in messages_of(person)]


def _deeds_on(team: Team) -> list[str]:
    query = select(audit.AuditEvent.action).where(audit.AuditEvent.object_id == team.id)
    return list(db.session().scalars(query.order_by(audit.AuditEvent.number)))


def _refusal_code(raised: pytest.ExceptionInfo[RefusedError]) -> str:
    return raised.value.refusal.code


# ---------------------------------------------------------------- founding
def test_who_founds_a_team_leads_it() -> None:
    ground = a_ground()
    mia = ground.student("Mia")

    team = a_team(mia, ground.round, "Solarbank")

    assert (team.name, team.captain_id, team.member_count) == ("Solarbank", mia.id, 1)
    assert (team.school_id, team.round_id, len(team.code)) == (ground.school.id, ground.round.id, 6)
    assert _names_of(team) == ["Mia"]
    assert _deeds_on(team) == ["found_team"]


def test_a_double_click_founds_one_team() -> None:
    ground = a_ground()
    mia = ground.student("Mia")

    first, second = (a_team(mia, ground.round, "Solarbank") for _click in range(2))

    assert first.id == second.id
    assert _deeds_on(first) == ["found_team"]


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

    assert _refusal_code(raised) == "team_limit"
    assert [team.name for team in queries.teams_of(mia)] == ["Eins", "Zwei"]


def test_a_team_is_founded_in_the_last_second_of_registration_and_not_after_it() -> None:
    ground = a_ground()
    mia, ben = ground.student("Mia"), ground.student("Ben")

    with clock.at(REGISTER_CLOSES - ONE_SECOND):
        actions.found_team(mia, ground.round.id, "Solarbank")
    with clock.at(REGISTER_CLOSES), pytest.raises(RefusedError) as raised:
        actions.found_team(ben, ground.round.id, "Windrad")

    assert _refusal_code(raised) == "phase_closed"
    assert raised.value.refusal.ask == "wettbewerb@stadt.example"


# ---------------------------------------------------------------- joining
def test_who_joins_is_counted_and_the_others_are_told() -> None:
    ground = a_ground()
    mia, ben = ground.student("Mia"), ground.student("Ben")
    team = a_team(mia, ground.round)

    join(ben, team)

    assert _names_of(team) == ["Mia", "Ben"]
    assert queries.team_of(ben, team.id).member_count == 2
    assert (_subjects_of(mia), _subjects_of(ben)) == (["Neu im Team „Solarbank“"], [])
    assert _deeds_on(team) == ["found_team", "join_team"]


def test_joining_twice_changes_nothing_even_when_the_team_is_full() -> None:
    ground = a_ground(team_max=2)
    mia, ben = ground.student("Mia"), ground.student("Ben")
    team = a_team(mia, ground.round)

    join(ben, team)
    join(ben, team)

    assert _names_of(team) == ["Mia", "Ben"]
    assert _deeds_on(team) == ["found_team", "join_team"]


def test_a_full_team_takes_nobody() -> None:
    ground = a_ground(team_max=2)
    team = a_team(ground.student("Mia"), ground.round)
    join(ground.student("Ben"), team)

    with pytest.raises(RefusedError) as raised:
        join(ground.student("Cem"), team)

    assert _refusal_code(raised) == "team_full"
    assert _names_of(team) == ["Mia", "Ben"]


def test_nobody_joins_a_team_of_another_school() -> None:
    ground = a_ground()
    elsewhere = a_ground(round_=ground.round)
    team = a_team(ground.student("Mia"), ground.round)

    with pytest.raises(RefusedError) as raised:
        join(elsewhere.student("Eva"), team)

    assert (_refusal_code(raised), raised.value.refusal.ask) == ("other_school", "deine Lehrkraft")
    assert _names_of(team) == ["Mia"]


def test_a_student_joins_no_more_teams_than_the_round_allows() -> None:
    ground = a_ground()
    mia, ben = ground.student("Mia"), ground.student("Ben")
    team = a_team(mia, ground.round, "Solarbank")
    a_team(ben, ground.round, "Windrad")

    with pytest.raises(RefusedError) as raised:
        join(ben, team)

    assert _refusal_code(raised) == "team_limit"


@pytest.mark.parametrize("code", ["ZZZZZZ", ""])
def test_an_unknown_code_leads_nowhere(code: str) -> None:
    ground = a_ground()

    with clock.at(REGISTERING), pytest.raises(NotFoundError):
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

    assert (_refusal_code(joined), _refusal_code(left)) == ("phase_closed", "phase_closed")
    assert joined.value.refusal.ask == left.value.refusal.ask == "wettbewerb@stadt.example"
    assert _names_of(team) == ["Mia", "Ben"]


# ---------------------------------------------------------------- leaving
def test_who_leaves_is_no_longer_counted_and_the_others_are_told() -> None:
    ground = a_ground()
    mia, ben = ground.student("Mia"), ground.student("Ben")
    team = a_team(mia, ground.round)
    join(ben, team)

    leave(ben, team)

    assert _names_of(team) == ["Mia"]
    assert queries.team_of(mia, team.id).member_count == 1
    assert sorted(_subjects_of(mia)) == ["Jemand hat „Solarbank“ verlassen", "Neu im Team „Solarbank“"]
    assert _deeds_on(team) == ["found_team", "join_team", "leave_team"]


def test_who_left_may_come_back() -> None:
    ground = a_ground()
    mia, ben = ground.student("Mia"), ground.student("Ben")
    team = a_team(mia, ground.round)
    join(ben, team)
    leave(ben, team)

    join(ben, team)

    assert _names_of(team) == ["Mia", "Ben"]


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
    assert _names_of(team) == ["Ben", "Cem"]
    assert _subjects_of(cem)[:2] == ["Jemand hat „Solarbank“ verlassen", "Du sprichst jetzt für „Solarbank“"]


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


# ---------------------------------------------------------------- leading
def test_a_captain_hands_over_to_a_member() -> None:
    ground = a_ground()
    mia, ben = ground.student("Mia"), ground.student("Ben")
    team = a_team(mia, ground.round)
    join(ben, team)

    with clock.at(WRITING):
        actions.hand_over_team(mia, team.id, ben.id)

    assert queries.team_of(mia, team.id).captain_id == ben.id
    assert _subjects_of(ben) == ["Du sprichst jetzt für „Solarbank“"]
    assert _deeds_on(team) == ["found_team", "join_team", "hand_over_team"]


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

    assert _refusal_code(raised) == "only_captain"
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

    assert (_refusal_code(of_member), _refusal_code(too_late)) == ("only_captain", "phase_closed")
    assert queries.team_of(ben, team.id).name == "Sonnenbank"
    assert _deeds_on(team) == ["found_team", "join_team", "rename_team"]


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
    assert _deeds_on(team) == ["found_team", "leave_team", "restore_team"]


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

    assert (_refusal_code(raised), raised.value.refusal.ask) == ("phase_closed", "deine Lehrkraft")
    assert _names_of(team) == ["Mia"]
    assert _subjects_of(mia) == ["„Solarbank“ ist wieder da"]


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

    assert _refusal_code(raised) == "restorable_no_more"
    assert [_names_of(team) for team in teams] == [["Mia"], []]


def test_a_team_whose_last_member_found_another_stays_archived() -> None:
    ground = a_ground()
    mia = ground.student("Mia")
    team = a_team(mia, ground.round, "Solarbank")
    leave(mia, team)
    a_team(mia, ground.round, "Windrad")

    with clock.at(REGISTERING), pytest.raises(RefusedError) as raised:
        actions.restore_team(mia, team.id)

    assert _refusal_code(raised) == "team_limit"


def test_a_teacher_restores_no_team_of_another_class() -> None:
    ground, elsewhere = a_ground(), a_ground(title="Runde 2")
    mia = ground.student("Mia")
    team = a_team(mia, ground.round)
    leave(mia, team)

    for class_id in (ground.school_class.id, elsewhere.school_class.id):
        with clock.at(REGISTERING), pytest.raises(NotFoundError):
            actions.restore_team_of_class(elsewhere.teacher, class_id, team.id)

    assert _names_of(team) == []


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
