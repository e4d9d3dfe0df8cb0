"""What those who run schools find."""

import pytest
from flask import Flask

from app.accounts.models import School
from app.core.access import Role
from app.core.errors import NotFoundError
from app.enrolment import actions, queries
from tests.support.browsers import Browser
from tests.support.people import a_class, a_school, a_school_admin, a_student, a_teacher, an_admin
from tests.support.statements import statements


@pytest.fixture
def school(app: Flask) -> School:
    del app
    return a_school(name="Schule am Westpark")


def statements_of(browser: Browser, path: str) -> int:
    with statements() as sent:
        assert browser.get(path).status_code == 200
    return len(sent)


def test_schools_stand_in_the_order_of_their_names(school: School) -> None:
    admin = an_admin()
    for name in ("Zeppelinschule", "Äpfelschule"):
        a_school(admin, name)

    found = [each.name for each in queries.schools_run_by(admin)]

    assert found == ["Äpfelschule", school.name, "Zeppelinschule"]


def test_a_school_admin_runs_only_her_own_school(school: School) -> None:
    other, school_admin = a_school(), a_school_admin(school)

    assert [each.id for each in queries.schools_run_by(school_admin)] == [school.id]
    with pytest.raises(NotFoundError):
        queries.school_run_by(school_admin, other.id)


def test_a_teacher_runs_no_school(school: School) -> None:
    assert queries.schools_run_by(a_teacher(school)) == []


def test_teachers_find_their_classes_and_school_admins_all_of_the_school(school: School) -> None:
    teacher, colleague, school_admin = a_teacher(school), a_teacher(school), a_school_admin(school)
    mine, theirs = a_class(teacher, "10a"), a_class(colleague, "9b")

    assert [each.id for each in queries.classes_of(teacher)] == [mine.id]
    assert [each.id for each in queries.classes_of(school_admin)] == [theirs.id, mine.id]
    with pytest.raises(NotFoundError):
        queries.school_class_of(teacher, theirs.id)


def test_who_teaches_a_class_does_not_run_it(school: School) -> None:
    teacher = a_teacher(school)
    school_class = a_class(teacher)

    assert queries.school_class_of(teacher, school_class.id).id == school_class.id
    with pytest.raises(NotFoundError):
        queries.class_run_by(teacher, school_class.id)


def test_the_competitions_admin_sees_the_admins_of_a_school_and_nobody_else(school: School) -> None:
    admin, school_admin, teacher = an_admin(), a_school_admin(school), a_teacher(school)
    a_student(a_class(teacher))
    actions.invite(school_admin, email="t@schule.example", name="T", role=Role.TEACHER, school_id=school.id)

    outside, inside = queries.overview_of(admin, school), queries.overview_of(school_admin, school)

    assert [person.id for person in outside.admins] == [school_admin.id]
    assert (outside.teachers, outside.classes, outside.invitations) == ([], [], [])
    assert [person.id for person in inside.teachers] == [teacher.id]
    assert (len(inside.classes), len(inside.invitations)) == (1, 1)


def test_an_invitation_of_another_school_is_not_found(school: School) -> None:
    invitation = actions.invite(
        an_admin(), email="a@schule.example", name="A", role=Role.SCHOOL_ADMIN, school_id=school.id
    )

    with pytest.raises(NotFoundError):
        queries.invitation_run_by(a_school_admin(a_school()), invitation.id)


def test_the_pages_of_schools_and_classes_ask_the_same_for_one_and_for_three(app: Flask, school: School) -> None:
    teacher, school_admin = a_teacher(school), a_school_admin(school)
    browser = Browser(app).sign_in(school_admin)
    paths = ("/schools", f"/schools/{school.id}", "/classes")
    a_class(teacher)
    one = [statements_of(browser, path) for path in paths]
    for number in range(2):
        a_class(a_teacher(school))
        a_school_admin(school)
        email = f"new{number}@schule.example"
        actions.invite(school_admin, email=email, name="N", role=Role.TEACHER, school_id=school.id)

    three = [statements_of(browser, path) for path in paths]

    assert one == three
    assert max(three) <= 8
