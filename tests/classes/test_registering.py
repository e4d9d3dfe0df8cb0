"""Registering with the code of a class, and moving with it to another class."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app.accounts import queries as people
from app.accounts.actions import is_password_of
from app.accounts.models import SchoolClass, User
from app.classes import actions, queries
from app.core import clock
from tests.support.browsers import Browser
from tests.support.classes import NO_SUCH_CODE, passphrase_on, registered, token_on
from tests.support.people import (
    a_class,
    a_code,
    a_school,
    a_student,
    a_teacher,
)
from tests.support.prepared import prepared

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@pytest.fixture
@prepared
def teacher(app: Flask) -> User:
    del app
    return a_teacher(a_school(name="Schule am Westpark"))


@pytest.fixture
def school_class(teacher: User) -> SchoolClass:
    return a_class(teacher, "10a")


def students(school_class: SchoolClass) -> list[str]:
    return [student.name for student in queries.students_of(school_class)]


def test_scanning_the_code_opens_the_form_with_the_code_filled_in(app: Flask, school_class: SchoolClass) -> None:
    code = a_code(school_class)

    page = Browser(app).get(f"/k/{code.code}")

    assert page.status_code == 200
    assert f'value="{code.code}"' in page.text


def test_register_signs_the_student_in_and_shows_login_name_and_passphrase_once(
    app: Flask, school_class: SchoolClass
) -> None:
    code, browser = a_code(school_class), Browser(app)

    page = browser.post("/register", {"code": f" {code.code[:4].lower()} {code.code[4:]}", "name": "Mia"})

    (student,) = queries.students_of(school_class)
    assert page.status_code == 200
    assert str(student.login_name) in page.text
    assert is_password_of(student, passphrase_on(page))
    start = browser.get("/register")
    assert "Hier ist schon jemand angemeldet" in start.text
    assert passphrase_on(page) not in start.text


def test_register_keeps_the_passphrase_out_of_the_cookie(app: Flask, school_class: SchoolClass) -> None:
    browser = Browser(app)

    page = browser.post("/register", {"code": a_code(school_class).code, "name": "Mia"})

    with browser.client.session_transaction() as session:
        assert passphrase_on(page) not in str(dict(session))


@pytest.mark.parametrize("state", ["wrong", "expired", "used up", "revoked"])
def test_register_says_the_same_of_every_code_that_does_not_work(
    app: Flask, teacher: User, school_class: SchoolClass, state: str
) -> None:
    with clock.at(NOW):
        code = a_code(school_class, days=1, max_uses=1)
        if state == "used up":
            registered(code.code)
        if state == "revoked":
            actions.revoke_join_code(teacher, school_class.id, code.id)
    typed = "22222222" if state == "wrong" else code.code
    moment = NOW + timedelta(days=1) if state == "expired" else NOW + timedelta(hours=1)

    with clock.at(moment):
        page = Browser(app).post("/register", {"code": typed, "name": "Ben"})

    assert page.status_code == 422
    assert page.text.count(NO_SUCH_CODE) == 2  # in the summary and at the field
    assert 'value="Ben"' in page.text
    assert "Ben" not in students(school_class)


def test_register_works_in_the_last_second_of_a_code(app: Flask, school_class: SchoolClass) -> None:
    with clock.at(NOW):
        code = a_code(school_class, days=1)
    with clock.at(NOW + timedelta(days=1, seconds=-1)):
        page = Browser(app).post("/register", {"code": code.code, "name": "Mia"})

    assert page.status_code == 200
    assert students(school_class) == ["Mia"]


def test_register_is_braked_after_ten_failures_on_one_device_only(app: Flask, school_class: SchoolClass) -> None:
    code, guesser = a_code(school_class), Browser(app)
    answers = [guesser.post("/register", {"code": "22222222", "name": "Eve"}).status_code for _try in range(11)]

    braked = guesser.post("/register", {"code": code.code, "name": "Eve"})
    other = Browser(app).post("/register", {"code": code.code, "name": "Mia"})

    assert answers == [422] * 10 + [429]
    assert braked.status_code == 429
    assert 0 < int(braked.headers["Retry-After"]) <= 900
    assert other.status_code == 200


def test_register_asks_for_code_and_name_at_once(app: Flask, school_class: SchoolClass) -> None:
    del school_class
    page = Browser(app).post("/register", {"code": "", "name": ""})

    assert page.status_code == 422
    assert page.text.count("Dieses Feld ist noch leer. Bitte ausfüllen.") == 4


@pytest.mark.parametrize(("name", "status"), [("M", 422), ("Mo", 200), ("M" * 60, 200), ("M" * 61, 422)])
def test_register_takes_names_of_2_to_60_characters(
    app: Flask, school_class: SchoolClass, name: str, status: int
) -> None:
    assert Browser(app).post("/register", {"code": a_code(school_class).code, "name": name}).status_code == status


def test_register_twice_with_one_form_makes_one_student_and_shows_the_same_card(
    app: Flask, school_class: SchoolClass
) -> None:
    code = a_code(school_class)
    form = {"code": code.code, "name": "Mia", "token": token_on(Browser(app).get("/register"))}

    first, second = (Browser(app).post("/register", form) for _click in range(2))

    assert students(school_class) == ["Mia"]
    assert passphrase_on(first) == passphrase_on(second) != ""
    assert queries.codes_of(school_class)[0].use_count == 1


def test_register_ignores_fields_that_the_form_does_not_have(app: Flask, school_class: SchoolClass) -> None:
    extra = {"email": "mia@example.org", "is_demo": "y", "school_class_id": "x", "login_name": "root", "role": "admin"}

    Browser(app).post("/register", {"code": a_code(school_class).code, "name": "Mia", **extra})

    (student,) = queries.students_of(school_class)
    assert (student.email, student.is_demo) == (None, False)
    assert student.login_name != "root"
    assert people.person(student.id).roles == {"student"}


def test_nobody_registers_while_somebody_is_signed_in(app: Flask, teacher: User, school_class: SchoolClass) -> None:
    code, browser = a_code(school_class), Browser(app).sign_in(teacher)

    page = browser.post("/register", {"code": code.code, "name": "Mia"})

    assert page.status_code == 409
    assert students(school_class) == []


# ---------------------------------------------------------------- moving
def test_move_class_takes_over_a_signed_in_student_of_the_same_school(
    app: Flask, teacher: User, school_class: SchoolClass
) -> None:
    student, other = a_student(school_class), a_class(teacher, "10b")
    code, browser = a_code(other), Browser(app).sign_in(student)

    offered = browser.get(f"/k/{code.code}")
    moved = browser.post("/register/move", {"code": code.code})

    assert f"/register/move?code={code.code}" in offered.text
    assert moved.status_code == 303
    assert (students(school_class), students(other)) == ([], ["Mia"])


def test_move_class_into_another_school_is_refused(app: Flask, school_class: SchoolClass) -> None:
    student, elsewhere = a_student(school_class), a_class(a_teacher(a_school()), "10a")

    page = Browser(app).sign_in(student).post("/register/move", {"code": a_code(elsewhere).code})

    assert page.status_code == 409
    assert "Dieser Code gehört zu einer anderen Schule." in page.text
    assert (students(school_class), students(elsewhere)) == (["Mia"], [])


def test_move_class_with_a_wrong_code_says_the_one_sentence(app: Flask, school_class: SchoolClass) -> None:
    page = Browser(app).sign_in(a_student(school_class)).post("/register/move", {"code": "22222222"})

    assert page.status_code == 422
    assert page.text.count(NO_SUCH_CODE) == 2
