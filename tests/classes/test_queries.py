"""What those who look after a class find."""

import pytest
from flask import Flask

from app.accounts.models import SchoolClass, User
from app.classes import actions, queries
from app.core import db, invariants
from app.core.errors import NotFoundError
from tests.support.browsers import Browser
from tests.support.people import a_class, a_code, a_school, a_school_admin, a_student, a_teacher
from tests.support.statements import statements


@pytest.fixture
def teacher(app: Flask) -> User:
    del app
    return a_teacher(a_school())


@pytest.fixture
def school_class(teacher: User) -> SchoolClass:
    return a_class(teacher, "10a")


def test_students_stand_in_the_order_of_their_names(school_class: SchoolClass) -> None:
    for name in ("Zoe", "Änne", "Ben"):
        a_student(school_class, name)

    assert [student.name for student in queries.students_of(school_class)] == ["Änne", "Ben", "Zoe"]


def test_a_student_is_found_only_in_her_own_class(teacher: User, school_class: SchoolClass) -> None:
    student, other = a_student(school_class), a_class(teacher, "10b")

    assert queries.student_of(teacher, school_class.id, student.id).id == student.id
    with pytest.raises(NotFoundError):
        queries.student_of(teacher, other.id, student.id)


def test_chosen_students_are_those_of_the_class_alone(teacher: User, school_class: SchoolClass) -> None:
    mia, elsewhere = a_student(school_class, "Mia"), a_student(a_class(teacher, "10b"), "Ben")
    a_student(school_class, "Zoe")

    chosen = queries.chosen_students(school_class, [elsewhere.id, mia.id])

    assert [student.id for student in chosen] == [mia.id]


def test_a_code_is_found_only_in_its_own_class(teacher: User, school_class: SchoolClass) -> None:
    code, other = a_code(school_class), a_class(teacher, "10b")

    assert queries.code_of(teacher, school_class.id, code.id).code == code.code
    with pytest.raises(NotFoundError):
        queries.code_of(teacher, other.id, code.id)


def test_overview_offers_teachers_to_the_schools_admin_only(teacher: User, school_class: SchoolClass) -> None:
    school = school_class.school
    colleague, admin = a_teacher(school, "Vera Vertretung"), a_school_admin(school)

    assert [person.id for person in queries.overview_of(admin, school_class).teachers_to_assign] == [colleague.id]
    assert queries.overview_of(teacher, school_class).teachers_to_assign == []


def test_own_row_has_no_class_after_leaving(school_class: SchoolClass) -> None:
    student = a_student(school_class)

    row = queries.own_row(student)

    assert row.school_class is not None
    assert row.school_class.name == "10a"


def statements_of(browser: Browser, path: str) -> int:
    with statements() as sent:
        assert browser.get(path).status_code == 200
    return len(sent)


def test_the_page_of_a_class_asks_the_same_for_one_student_and_for_three(app: Flask, school_class: SchoolClass) -> None:
    browser = Browser(app).sign_in(a_school_admin(school_class.school))
    a_student(school_class)
    one = statements_of(browser, f"/classes/{school_class.id}")
    for name in ("Ben", "Zoe"):
        a_student(school_class, name)
    a_code(school_class)
    a_teacher(school_class.school)

    three = statements_of(browser, f"/classes/{school_class.id}")

    assert one == three <= 8


NEVER_TOO_OFTEN = "no class code was used more often than it may be"
OF_THE_OWN_SCHOOL = "every student is in a class of the own school, or in none"


@db.action
def spoil(row: db.Base, name: str, value: object) -> None:
    """What no action does."""
    setattr(db.locked(row), name, value)


def test_the_promises_about_codes_and_students_hold(teacher: User, school_class: SchoolClass) -> None:
    student = a_student(school_class)
    actions.remove_student(teacher, school_class.id, student.id)
    actions.move_class(student, a_code(a_class(teacher, "10b")).code)

    assert {NEVER_TOO_OFTEN, OF_THE_OWN_SCHOOL} & set(invariants.breaches()) == set()


def test_a_code_that_was_used_too_often_is_found(school_class: SchoolClass) -> None:
    code = a_code(school_class, max_uses=2)

    spoil(code, "use_count", 3)

    assert invariants.breaches()[NEVER_TOO_OFTEN] == [str(code.id)]


def test_a_student_in_a_class_of_another_school_is_found(school_class: SchoolClass) -> None:
    student, elsewhere = a_student(school_class), a_class(a_teacher(a_school()))

    spoil(student, "school_class_id", elsewhere.id)

    assert invariants.breaches()[OF_THE_OWN_SCHOOL] == [str(student.id)]
