"""Schools, classes and invitations: what changes, what is noted and what is sent."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts import queries as people
from app.accounts.actions import hash_of_password, is_password_of
from app.accounts.models import School, User
from app.core import clock, db
from app.core.access import Role
from app.core.errors import GoneError, InvalidError, NotFoundError, RefusedError
from app.core.mail import OutboxMail
from app.enrolment import actions, queries
from app.enrolment.models import Invitation
from tests.support.classes import audited, link_in_newest_mail
from tests.support.people import PASSWORD, a_class, a_school, a_school_admin, a_student, a_teacher, an_admin

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


# ---------------------------------------------------------------- schools and classes
@pytest.mark.parametrize("name", ["Schule am Westpark", " schule  AM westpark ", "\uff33chule am Westpark"])
def test_there_is_one_school_of_a_name_however_it_is_written(admin: User, school: School, name: str) -> None:
    with pytest.raises(InvalidError) as refused:
        actions.create_school(admin, name)

    assert refused.value.errors == {"name": ["Diese Schule gibt es schon."]}
    assert [each.id for each in queries.schools_run_by(admin)] == [school.id]


def test_two_schools_may_have_classes_of_the_same_name_one_school_may_not(school: School) -> None:
    school_admin, other = a_school_admin(school), a_school()
    actions.create_class(school_admin, school.id, "10a")

    actions.create_class(a_school_admin(other), other.id, "10a")
    with pytest.raises(InvalidError) as refused:
        actions.create_class(school_admin, school.id, "10A")

    assert refused.value.errors == {"name": ["Diese Klasse gibt es an der Schule schon."]}


def test_nobody_makes_classes_for_a_school_of_others(school: School) -> None:
    with pytest.raises(NotFoundError):
        actions.create_class(a_school_admin(a_school()), school.id, "10a")


def test_a_teacher_is_assigned_once_and_released(school: School) -> None:
    school_admin, colleague = a_school_admin(school), a_teacher(school)
    school_class = a_class(a_teacher(school))
    for _time in range(2):
        actions.assign_teacher(school_admin, school_class.id, colleague.id)
    assigned = [each.id for each in queries.classes_of(colleague)]

    actions.release_teacher(school_admin, school_class.id, colleague.id)

    assert assigned == [school_class.id]
    assert queries.classes_of(people.person(colleague.id)) == []
    assert [event.values for event in audited("release_teacher")] == [{"teacher": str(colleague.id)}]


def test_only_teachers_of_the_school_are_assigned(school: School) -> None:
    school_admin, stranger = a_school_admin(school), a_teacher(a_school())
    school_class = a_class(a_teacher(school))

    with pytest.raises(NotFoundError):
        actions.assign_teacher(school_admin, school_class.id, stranger.id)

    assert queries.classes_of(people.person(stranger.id)) == []


# ---------------------------------------------------------------- inviting
def test_an_invited_person_has_a_row_but_no_role_until_she_accepts(admin: User, school: School) -> None:
    invitation = actions.invite(admin, email=EMAIL, name="Vera", role=Role.SCHOOL_ADMIN, school_id=school.id)

    person = people.person(invitation.user_id)
    assert (person.email, person.roles, person.password_hash) == (EMAIL, frozenset(), None)
    assert queries.staff_of(school, Role.SCHOOL_ADMIN) == []


def test_an_invitation_is_mailed_and_its_token_kept_as_hash_only(admin: User, school: School) -> None:
    with clock.at(NOW):
        invitation = actions.invite(admin, email=EMAIL, name="Vera", role=Role.SCHOOL_ADMIN, school_id=school.id)

    mail = db.session().scalars(select(OutboxMail).where(OutboxMail.to_address == EMAIL)).one()
    assert mail.subject == "Einladung: Schuladministration, Schule am Westpark"
    assert "Sie richten Ihre Schule ein (Schule am Westpark)" in mail.text
    assert token_for(EMAIL) not in str(invitation.__dict__)
    assert invitation.expires_at == NOW + timedelta(days=14)


def test_jurors_are_invited_without_a_school(admin: User) -> None:
    invitation = actions.invite(admin, email=EMAIL, name="Jo", role=Role.JUROR)

    juror, _token = actions.accept_invitation(token_for(EMAIL), name="Jo Jury", password=PASSWORD)

    assert invitation.school_id is None
    assert juror.roles == {Role.JUROR}


def test_a_school_admin_invites_teachers_of_her_school_only(school: School) -> None:
    school_admin, other = a_school_admin(school), a_school()

    actions.invite(school_admin, email=EMAIL, name="Vera", role=Role.TEACHER, school_id=school.id)

    with pytest.raises(NotFoundError):
        actions.invite(school_admin, email="b@schule.example", name="B", role=Role.TEACHER, school_id=other.id)
    with pytest.raises(RefusedError):
        actions.invite(school_admin, email="c@schule.example", name="C", role=Role.JUROR)
    with pytest.raises(RefusedError):
        actions.invite(school_admin, email="d@schule.example", name="D", role=Role.ADMIN, school_id=school.id)
    assert people.person_named("b@schule.example") is None


def test_a_teacher_invites_nobody(school: School) -> None:
    with pytest.raises(NotFoundError):
        actions.invite(a_teacher(school), email=EMAIL, name="Vera", role=Role.TEACHER, school_id=school.id)


def test_who_has_the_role_is_not_invited_to_it_again(admin: User, school: School) -> None:
    shouted = f" {str(a_school_admin(school).email).upper()}"

    with pytest.raises(InvalidError) as refused:
        actions.invite(admin, email=shouted, name="S", role=Role.SCHOOL_ADMIN, school_id=school.id)

    assert refused.value.errors == {"email": ["Diese Person hat die Rolle schon."]}


def test_a_students_account_gets_no_other_role(admin: User, school: School) -> None:
    student = a_student(a_class(a_teacher(school)))
    give_address(student, EMAIL)

    with pytest.raises(InvalidError) as refused:
        actions.invite(admin, email=EMAIL, name="Mia", role=Role.JUROR)

    assert list(refused.value.errors) == ["email"]
    assert audited("invite")[-1].values["person"] != str(student.id)


@db.action
def give_address(student: User, email: str) -> None:
    row = db.load(User, student.id, to_change=True)
    row.email = row.email_key = email


def test_inviting_again_replaces_the_link(admin: User, school: School) -> None:
    first = actions.invite(admin, email=EMAIL, name="Vera", role=Role.SCHOOL_ADMIN, school_id=school.id)
    old = token_for(EMAIL)

    second = actions.renew_invitation(admin, first.id)

    assert second.user_id == first.user_id
    with pytest.raises(GoneError) as gone:
        actions.accept_invitation(old, name="Vera", password=PASSWORD)
    assert "durch eine neuere ersetzt" in gone.value.reason
    person, _token = actions.accept_invitation(token_for(EMAIL), name="Vera", password=PASSWORD)
    assert person.roles == {Role.SCHOOL_ADMIN}


def test_a_revoked_invitation_opens_nothing(admin: User, school: School) -> None:
    invitation = actions.invite(admin, email=EMAIL, name="Vera", role=Role.SCHOOL_ADMIN, school_id=school.id)

    actions.revoke_invitation(admin, invitation.id)

    with pytest.raises(GoneError):
        actions.accept_invitation(token_for(EMAIL), name="Vera", password=PASSWORD)
    assert queries.open_invitations(school) == []


def test_an_accepted_invitation_is_neither_renewed_nor_revoked(admin: User, school: School) -> None:
    invitation = actions.invite(admin, email=EMAIL, name="Vera", role=Role.SCHOOL_ADMIN, school_id=school.id)
    actions.accept_invitation(token_for(EMAIL), name="Vera", password=PASSWORD)

    for again in (actions.renew_invitation, actions.revoke_invitation):
        with pytest.raises(RefusedError):
            again(admin, invitation.id)


# ---------------------------------------------------------------- accepting
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
