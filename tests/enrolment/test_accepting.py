"""Accepting an invitation: what it gives, how long it holds, and that it holds once."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app.accounts import queries as people
from app.accounts.actions import hash_of_password, is_password_of
from app.accounts.models import School, User
from app.core import clock, db
from app.core.access import Role
from app.core.errors import GoneError, InvalidError, RefusedError
from app.enrolment import actions, queries
from app.enrolment.models import Invitation
from tests.support.classes import audited, link_in_newest_mail
from tests.support.people import PASSWORD, a_school, a_school_admin, a_teacher, an_admin

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
EMAIL = "vera@schule.example"


@pytest.fixture
def admin(app: Flask) -> User:
    del app
    return an_admin()


@pytest.fixture
def school(admin: User) -> School:
    return a_school(admin, "Schule am Westpark")


def token_for(email: str) -> str:
    return link_in_newest_mail(email).removeprefix("/invitations/")


def test_accepting_gives_role_name_password_and_a_session(admin: User, school: School) -> None:
    actions.invite(admin, email=EMAIL, name="V.", role=Role.SCHOOL_ADMIN, school_id=school.id)

    person, session_token = actions.accept_invitation(token_for(EMAIL), name="Vera Viel", password=PASSWORD)

    assert person.name == "Vera Viel"
    assert person.school_ids(Role.SCHOOL_ADMIN) == {school.id}
    assert is_password_of(people.person(person.id), PASSWORD)
    assert session_token is not None
    assert people.person_of_session(session_token, str(person.id)) is not None
    assert [event.actor_id for event in audited("accept_invitation")] == [person.id]


def test_an_invitation_works_in_its_last_second_and_not_after(admin: User, school: School) -> None:
    with clock.at(NOW):
        for email in (EMAIL, "late@schule.example"):
            actions.invite(admin, email=email, name="Vera", role=Role.SCHOOL_ADMIN, school_id=school.id)
    end = NOW + timedelta(days=14)

    with clock.at(end - timedelta(seconds=1)):
        actions.accept_invitation(token_for(EMAIL), name="Vera", password=PASSWORD)

    with clock.at(end), pytest.raises(GoneError):
        actions.accept_invitation(token_for("late@schule.example"), name="Vera", password=PASSWORD)


def test_a_weak_password_uses_no_invitation(admin: User, school: School) -> None:
    actions.invite(admin, email=EMAIL, name="Vera", role=Role.SCHOOL_ADMIN, school_id=school.id)

    with pytest.raises(InvalidError) as refused:
        actions.accept_invitation(token_for(EMAIL), name="Vera", password="kurz")

    assert list(refused.value.errors) == ["new_password"]
    assert len(queries.open_invitations(school)) == 1


def test_who_has_an_account_gets_the_role_and_no_session(admin: User, school: School) -> None:
    teacher = a_teacher(school, "Tarek Thal")
    other = a_school(admin)
    actions.invite(admin, email=str(teacher.email), name="X", role=Role.SCHOOL_ADMIN, school_id=other.id)

    person, session_token = actions.accept_invitation(token_for(str(teacher.email)), name="", password="")

    assert (person.id, person.name) == (teacher.id, "Tarek Thal")
    assert person.school_ids(Role.SCHOOL_ADMIN) == {other.id}
    assert is_password_of(person, PASSWORD)
    assert session_token is None


def test_a_giver_who_lost_the_role_gives_nothing_more(admin: User, school: School) -> None:
    school_admin = a_school_admin(school)
    actions.invite(school_admin, email=EMAIL, name="Vera", role=Role.TEACHER, school_id=school.id)
    take_roles(school_admin)

    with pytest.raises(RefusedError):
        actions.accept_invitation(token_for(EMAIL), name="Vera", password=PASSWORD)

    assert queries.staff_of(school, Role.TEACHER) == []
    assert admin.roles == {Role.ADMIN}


@db.action
def take_roles(person: User) -> None:
    for grant in people.person(person.id).grants:
        db.session().delete(grant)


def test_six_clicks_at_once_accept_once(app: Flask, admin: User) -> None:
    invitation_id = actions.invite(admin, email=EMAIL, name="Jo", role=Role.JUROR).id
    password_hash = hash_of_password(PASSWORD)

    def accept() -> bool:
        with app.app_context():
            try:
                actions.take_invitation(invitation_id, name="Jo", password_hash=password_hash)
            except GoneError:
                return False
            finally:
                db.close_session()
            return True

    with ThreadPoolExecutor(6) as pool:
        outcomes = [future.result() for future in [pool.submit(Context().run, accept) for _click in range(6)]]

    assert sorted(outcomes) == [False] * 5 + [True]


def test_two_admins_who_invite_one_address_at_once_make_one_person(app: Flask, admin: User) -> None:
    def invite(role: Role) -> Invitation:
        with app.app_context():
            try:
                return actions.invite(people.person(admin.id), email=EMAIL, name="Jo", role=role)
            finally:
                db.close_session()

    with ThreadPoolExecutor(4) as pool:
        roles = (Role.JUROR, Role.CHAIR, Role.AUDITOR, Role.ADMIN)
        invitations = [future.result() for future in [pool.submit(Context().run, invite, role) for role in roles]]

    assert len({invitation.user_id for invitation in invitations}) == 1
