"""Schools, classes and invitations: what changes, what is noted and what is sent."""

import contextlib
import threading
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts import queries as people
from app.accounts.models import School, User
from app.classes import actions as classes
from app.core import clock, db
from app.core.access import Role
from app.core.errors import GoneError, InvalidError, NotFoundError, RefusedError
from app.core.mail import OutboxMail
from app.enrolment import actions, queries
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


def test_a_student_without_a_class_is_placed_within_the_own_school_only(school: School) -> None:
    teacher, school_admin = a_teacher(school), a_school_admin(school)
    student, other = a_student(a_class(teacher, "10a")), a_class(teacher, "10b")
    stranger, elsewhere = a_school_admin(a_school()), a_class(a_teacher(a_school()))
    with pytest.raises(NotFoundError):  # still in a class
        actions.place_student(school_admin, school.id, student.id, other.id)
    classes.remove_student(teacher, student.school_class_id or other.id, student.id)

    for admin, class_id in ((stranger, other.id), (school_admin, elsewhere.id)):
        with pytest.raises(NotFoundError):
            actions.place_student(admin, school.id, student.id, class_id)
    before = people.person(student.id).school_class_id
    actions.place_student(school_admin, school.id, student.id, other.id)

    assert before is None
    assert people.person(student.id).school_class_id == other.id
    assert [event.object_id for event in audited("place_student")] == [student.id]


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


# ---------------------------------------------------------------- ending roles
def refusal_of(actor: User, person: User, role: Role, school_id: uuid.UUID | None = None) -> str:
    with pytest.raises(RefusedError) as refused:
        actions.end_role(actor, person.id, role, school_id)
    return refused.value.refusal.code


def test_who_leaves_a_school_loses_the_role_and_the_classes(school: School) -> None:
    school_admin, teacher, other = a_school_admin(school), a_teacher(school), a_teacher(school)
    school_class = a_class(teacher)
    actions.assign_teacher(school_admin, school_class.id, other.id)

    actions.end_role(school_admin, teacher.id, Role.TEACHER, school.id)

    assert people.person(teacher.id).roles == frozenset()
    assert [each.id for each in queries.teachers_of(school_class)] == [other.id]
    assert [event.values for event in audited("take_role")] == [{"role": "teacher", "school": str(school.id)}]


def test_a_class_is_handed_over_before_its_only_teacher_leaves(school: School) -> None:
    school_admin, teacher = a_school_admin(school), a_teacher(school)
    school_class = a_class(teacher)

    assert refusal_of(school_admin, teacher, Role.TEACHER, school.id) == "class_without_teacher"
    assert [each.id for each in queries.teachers_of(school_class)] == [teacher.id]


def test_somebody_runs_the_competition_and_the_school(admin: User, school: School) -> None:
    school_admin, second = a_school_admin(school), an_admin("Zweite Leitung")

    assert refusal_of(school_admin, school_admin, Role.SCHOOL_ADMIN, school.id) == "last_school_admin"
    actions.end_role(second, admin.id, Role.ADMIN)
    assert refusal_of(second, second, Role.ADMIN) == "last_admin"
    actions.end_role(second, school_admin.id, Role.SCHOOL_ADMIN, school.id)
    assert people.person(school_admin.id).roles == frozenset()


def test_two_admins_who_end_one_another_at_once_leave_one(admin: User) -> None:
    (first_id, second_id), ended = (admin.id, an_admin("Zweite Leitung").id), []

    def end(actor_id: uuid.UUID, person_id: uuid.UUID) -> None:
        with contextlib.suppress(RefusedError):
            actions.end_role(people.person(actor_id), person_id, Role.ADMIN)
            ended.append(person_id)
        db.close_session()

    db.close_session()
    threads = [threading.Thread(target=end, args=pair) for pair in ((first_id, second_id), (second_id, first_id))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ended) == 1
    assert len(queries.holders_of(Role.ADMIN)) == 1


def test_a_school_admin_ends_nobody_elsewhere_and_no_role_of_the_city(admin: User, school: School) -> None:
    school_admin, stranger = a_school_admin(school), a_teacher(a_school(admin))
    for school_id in (school.id, *stranger.school_ids(Role.TEACHER)):
        with pytest.raises(NotFoundError):
            actions.end_role(school_admin, stranger.id, Role.TEACHER, school_id)
    assert refusal_of(school_admin, admin, Role.ADMIN) == "role_too_high"
