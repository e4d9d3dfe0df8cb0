"""Finding people and what is theirs."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import InvalidRequestError

from app.accounts import actions, queries
from app.accounts.models import School
from app.core import clock, db
from app.core.access import Role
from app.core.errors import NotFoundError
from tests.support.people import a_class, a_school, a_school_admin, a_student, a_teacher, an_admin

# Later than everything that happens at the time of the test.
NOW = datetime(2100, 11, 22, 8, 0, tzinfo=UTC)


@pytest.fixture
def school(app: Flask) -> School:
    del app
    return a_school()


def test_staff_is_found_by_address_however_it_is_written(school: School) -> None:
    teacher = a_teacher(school)

    found = queries.person_named(f"  {str(teacher.email).upper()} ")

    assert found is not None
    assert found.id == teacher.id


def test_a_student_is_found_by_login_name(school: School) -> None:
    student = a_student(a_class(a_teacher(school)))

    found = queries.person_named(str(student.login_name).upper())

    assert found is not None
    assert found.id == student.id
    assert found.roles == {Role.STUDENT}


@pytest.mark.parametrize("typed", ["", " ", "@", "nobody", "nobody@example.org", "%", "_" * 300])
def test_nobody_is_found_by_other_names(school: School, typed: str) -> None:
    a_teacher(school)

    assert queries.person_named(typed) is None


def test_a_person_who_does_not_exist_is_not_found(school: School) -> None:
    with pytest.raises(NotFoundError):
        queries.person(school.id)


def test_a_session_lasts_twelve_hours_to_the_second(school: School) -> None:
    teacher = a_teacher(school)
    with clock.at(NOW):
        token = actions.begin_session(teacher)

    with clock.at(NOW + timedelta(hours=12, seconds=-1)):
        present = queries.person_of_session(token, str(teacher.id))
    with clock.at(NOW + timedelta(hours=12)):
        late = queries.person_of_session(token, str(teacher.id))

    assert present is not None
    assert (present.id, late) == (teacher.id, None)


def test_a_session_is_of_one_person_only(school: School) -> None:
    teacher, other = a_teacher(school), a_teacher(school)

    assert queries.person_of_session(actions.begin_session(teacher), str(other.id)) is None


def test_a_teacher_reads_about_her_school_an_admin_about_all(school: School) -> None:
    other = a_school()

    assert [each.id for each in queries.schools_of(a_teacher(school))] == [school.id]
    assert {each.id for each in queries.schools_of(an_admin())} == {school.id, other.id}


def test_grants_say_what_somebody_may_do_and_where(school: School) -> None:
    grants = queries.grants_of(a_school_admin(school))

    assert [(grant.role, grant.school.name if grant.school else "") for grant in grants] == [
        (Role.SCHOOL_ADMIN, school.name)
    ]


def test_the_class_of_a_student_is_told_with_its_school(school: School) -> None:
    found = queries.class_of(a_student(a_class(a_teacher(school), "10a")))

    assert found is not None
    assert (found.name, found.school.name) == ("10a", school.name)


@db.action
def change_nothing() -> None:
    """An action like any other: it expires what was read before."""


def test_roles_can_be_asked_after_an_action(school: School) -> None:
    teacher = queries.person(a_teacher(school).id)

    change_nothing()

    assert teacher.roles == {Role.TEACHER}


def test_roles_can_be_asked_after_an_action_and_another_reading(school: School) -> None:
    teacher = a_teacher(school)
    assert teacher.roles == {Role.TEACHER}

    change_nothing()
    queries.people_with(Role.TEACHER)

    assert teacher.school_ids(Role.TEACHER) == {school.id}


def test_roles_that_nobody_asked_for_still_raise(school: School) -> None:
    a_teacher(school)
    db.close_session()

    (teacher,) = queries.people_with(Role.TEACHER)

    with pytest.raises(InvalidRequestError):
        _roles = teacher.roles
