"""Where somebody in a jury works and what they do in it: who must not read what, and who chairs."""

import uuid
from dataclasses import replace

import pytest
from sqlalchemy import select

from app.accounts import queries as people
from app.accounts.models import User
from app.core import clock, db, invariants
from app.core.access import Role
from app.core.audit import AuditEvent
from app.core.errors import EditConflictError, RefusedError
from app.enrolment.actions import take_invitation
from app.enrolment.models import Invitation
from app.messages.models import Message
from app.panels import actions, queries
from app.panels.actions import JurorValues, SeatValues
from app.panels.models import Assignment, PanelMember
from app.teams.actions import name_company
from tests.panels.conftest import Office
from tests.support.jury import DEALING, a_draft, a_juror, a_submission, an_assignment, marks, member_of
from tests.support.people import a_school, hash_of_everybody, somebody
from tests.support.rounds import WRITING, an_announced_round
from tests.support.teams import refusal_code

CHAIR = SeatValues(is_juror=False, is_chair=True)
BOTH = SeatValues(is_chair=True)
NEW = JurorValues("nora@jury.example", "Nora Neu")


def seat(office: Office, juror: User, values: SeatValues) -> list[int]:
    member = member_of(office.round, juror)
    with clock.at(DEALING):
        return actions.edit_juror(office.admin, office.round.id, member.id, values, member.version)


def names_company(office: Office, name: str = "Zahnrad AG") -> None:
    with clock.at(WRITING):
        name_company(office.captain, office.idea.team_id, name)


def roles(person: User) -> set[Role]:
    return set(people.person(person.id).roles)


def accept(member: PanelMember) -> User:
    query = select(Invitation.id).where(Invitation.user_id == member.user_id, Invitation.revoked_at.is_(None))
    invitation_id = db.session().scalars(query).one()
    return take_invitation(invitation_id, name="Nora Neu", password_hash=hash_of_everybody())[0]


def have_accepted(office: Office) -> list[bool]:
    return [juror.has_accepted for juror in queries.jurors_of(office.round.id)]


def templates(person: User) -> list[str]:
    return sorted(db.session().scalars(select(Message.template).where(Message.user_id == person.id)))


def deeds(object_id: object) -> list[str]:
    query = select(AuditEvent.action).where(AuditEvent.object_id == object_id)
    return list(db.session().scalars(query.order_by(AuditEvent.number)))


# ---------------------------------------------------------------- school and company
def test_a_juror_of_a_company_of_the_team_gets_nothing(office: Office) -> None:
    names_company(office)
    own = member_of(office.round, a_juror(office.round, company="zahnrad gmbh"))
    with clock.at(DEALING), pytest.raises(RefusedError) as raised:
        actions.assign(office.admin, office.round.id, office.submission.id, [own.id])
    assert refusal_code(raised) == "own_company"
    assert db.session().scalars(select(Assignment)).all() == []


def test_a_juror_of_another_company_reads(office: Office) -> None:
    names_company(office)
    juror = a_juror(office.round, company="Ätherwerk")
    assert an_assignment(juror, office.submission).state == "open"
    assert invariants.breaches() == {}


@pytest.mark.parametrize("tie", ["school", "company"])
def test_what_a_juror_becomes_biased_about_is_taken_back_and_the_rest_stays(office: Office, tie: str) -> None:
    names_company(office)
    juror = a_juror(office.round)
    other = a_juror(office.round)
    mine, theirs = an_assignment(juror, office.submission), an_assignment(other, office.submission)
    values = SeatValues(office.ground.school.id) if tie == "school" else SeatValues(company="Zahnrad")

    numbers = seat(office, juror, values)

    assert numbers == [office.idea.number]
    assert list(db.session().scalars(select(Assignment.id))) == [theirs.id]
    assert deeds(mine.id) == ["assign", "take_back_assignment"]
    assert deeds(member_of(office.round, juror).id) == ["add_juror", "edit_juror"]
    assert invariants.breaches() == {}


def test_who_has_begun_to_judge_keeps_school_and_company_as_they_are(office: Office) -> None:
    names_company(office)
    juror, second = a_juror(office.round), a_submission(office.ground, "Regentonne")
    begun = an_assignment(juror, office.submission)
    an_assignment(juror, second)
    a_draft(juror, begun, marks(juror, begun))

    with pytest.raises(RefusedError) as raised:
        seat(office, juror, SeatValues(company="Zahnrad AG"))

    assert refusal_code(raised) == "biased_and_begun"
    assert f"Idee {office.idea.number}." in raised.value.refusal.reason
    assert len(list(db.session().scalars(select(Assignment.id)))) == 2
    assert (member_of(office.round, juror).company_id, invariants.breaches()) == (None, {})


def test_another_school_that_biases_nobody_takes_nothing_back(office: Office) -> None:
    juror = a_juror(office.round)
    an_assignment(juror, office.submission)
    assert seat(office, juror, SeatValues(a_school(office.admin).id)) == []
    assert len(list(db.session().scalars(select(Assignment.id)))) == 1


def test_of_two_admins_the_later_sees_what_the_other_said(office: Office) -> None:
    juror, school = a_juror(office.round), a_school(office.admin)
    member_id = member_of(office.round, juror).id
    seat(office, juror, SeatValues(school.id, "Zahnrad AG"))

    with pytest.raises(EditConflictError) as raised:
        actions.edit_juror(office.admin, office.round.id, member_id, SeatValues(company="Ätherwerk"), 1)

    found = [(each.key, each.stored, each.offered, each.stored_version) for each in raised.value.conflicts]
    assert found == [("school", school.name, "", 2), ("company", "Zahnrad AG", "Ätherwerk", 2)]
    again = SeatValues(school.id, "Zahnrad AG")
    assert actions.edit_juror(office.admin, office.round.id, member_id, again, 1) == []


# ---------------------------------------------------------------- the chair
def test_a_juror_becomes_chair_with_the_role_and_is_told(office: Office) -> None:
    juror = a_juror(office.round)
    seat(office, juror, BOTH)

    assert roles(juror) == {Role.JUROR, Role.CHAIR}
    assert queries.round_of_chair(juror, office.round.id).id == office.round.id
    assert deeds(juror.id)[-1] == "grant"
    assert (templates(juror), invariants.breaches()) == (["panels.added", "panels.chair"], {})


def test_who_ends_as_chair_loses_the_role_with_the_last_jury(office: Office) -> None:
    juror, second = a_juror(office.round), an_announced_round(office.admin, title="Runde 2")
    seat(office, juror, BOTH)
    actions.add_juror(office.admin, second.id, JurorValues(juror.email or "", "egal", is_juror=False, is_chair=True))

    seat(office, juror, SeatValues())
    between = (roles(juror), [round_.id for round_ in queries.rounds_of_chair(juror)])
    actions.remove_juror(office.admin, second.id, member_of(second, juror).id)

    assert between == ({Role.JUROR, Role.CHAIR}, [second.id])
    assert (roles(juror), queries.rounds_of_chair(juror)) == ({Role.JUROR}, [])
    assert (deeds(juror.id)[-1], invariants.breaches()) == ("take_role", {})


def test_a_round_may_have_several_chairs(office: Office) -> None:
    chairs = [a_juror(office.round, name=name) for name in "AB"]
    for chair in chairs:
        seat(office, chair, BOTH)
    assert [queries.round_of_chair(chair, office.round.id).id for chair in chairs] == [office.round.id] * 2


def test_somebody_new_is_invited_to_the_chair_directly(office: Office) -> None:
    member = actions.add_juror(office.admin, office.round.id, replace(NEW, is_juror=False, is_chair=True))
    before = have_accepted(office)
    chair = accept(member)

    assert (before, have_accepted(office), roles(chair)) == ([False], [True], {Role.CHAIR})
    assert [round_.id for round_ in queries.rounds_of_chair(chair)] == [office.round.id]


def test_one_invitation_is_enough_for_both_parts(office: Office) -> None:
    member = actions.add_juror(office.admin, office.round.id, replace(NEW, is_chair=True))
    actions.invite_again(office.admin, office.round.id, member.id)
    before = have_accepted(office)
    person = accept(member)

    assert (before, have_accepted(office), roles(person)) == ([False], [True], {Role.JUROR, Role.CHAIR})


def test_who_chairs_and_does_not_judge_is_given_nothing_to_read(office: Office) -> None:
    chair = somebody(Role.CHAIR)
    values = JurorValues(chair.email or "", "egal", is_juror=False, is_chair=True)
    member = actions.add_juror(office.admin, office.round.id, values)

    choice = queries.choice_for(office.round.id, office.submission.id)

    assert (choice.readers, [each.member.id for each in queries.jurors_of(office.round.id)]) == ([], [member.id])
    assert templates(chair) == ["panels.chair"]


def test_nobody_stops_judging_who_has_something_to_read(office: Office) -> None:
    juror = a_juror(office.round)
    an_assignment(juror, office.submission)
    with pytest.raises(RefusedError) as raised:
        seat(office, juror, CHAIR)
    assert (refusal_code(raised), roles(juror)) == ("has_assignments", {Role.JUROR})


def test_the_part_stays_until_the_invitation_is_accepted(office: Office) -> None:
    member = actions.add_juror(office.admin, office.round.id, NEW)
    with pytest.raises(RefusedError) as raised:
        actions.edit_juror(office.admin, office.round.id, member.id, BOTH, 1)
    assert refusal_code(raised) == "not_accepted"
    assert actions.edit_juror(office.admin, office.round.id, member.id, SeatValues(company="Zahnrad AG"), 1) == []


# ---------------------------------------------------------------- dealing to one juror
def deal(office: Office, juror: User, *ids: uuid.UUID) -> int:
    with clock.at(DEALING):
        member_id = member_of(office.round, juror).id
        return len(actions.deal(office.admin, office.round.id, member_id, ids))


def test_a_juror_gets_several_submissions_at_once_and_each_once(office: Office) -> None:
    juror, second = a_juror(office.round), a_submission(office.ground, "Regentonne")
    an_assignment(juror, office.submission)

    assert deal(office, juror, office.submission.id, second.id) == 1

    theirs = queries.readings_of(member_of(office.round, juror))
    assert sorted(each.submission_id for each in theirs) == sorted([office.submission.id, second.id])
    assert invariants.breaches() == {}


def test_one_biased_submission_among_several_and_none_is_dealt(office: Office) -> None:
    names_company(office)
    juror, second = a_juror(office.round, company="Zahnrad AG"), a_submission(office.ground, "Regentonne")
    with pytest.raises(RefusedError) as raised:
        deal(office, juror, office.submission.id, second.id)
    assert (refusal_code(raised), queries.readings_of(member_of(office.round, juror))) == ("own_company", [])
