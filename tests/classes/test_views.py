"""The pages of a class: its codes, its students, their cards."""

import pytest
from flask import Flask

from app.accounts import queries as people
from app.accounts.actions import is_password_of
from app.accounts.models import SchoolClass, User
from app.classes import queries
from tests.support.browsers import Browser
from tests.support.classes import passphrase_on, token_on
from tests.support.people import (
    PASSWORD,
    a_class,
    a_code,
    a_school,
    a_school_admin,
    a_student,
    a_teacher,
    an_admin,
)
from tests.support.prepared import prepared


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


def test_own_card_is_printed_for_the_passphrase_that_was_just_shown(app: Flask, school_class: SchoolClass) -> None:
    browser = Browser(app)
    page = browser.post("/register", {"code": a_code(school_class).code, "name": "Mia"})

    with browser.client.session_transaction() as session:
        session["csrf_token"] = "0" * 40
    card = browser.post("/register/card", {"passphrase": passphrase_on(page)})

    assert card.status_code == 200
    assert card.mimetype == "application/pdf"
    assert card.data.startswith(b"%PDF-")


def test_a_registration_sent_again_by_reloading_its_answer_says_that_the_account_is_there(
    app: Flask, school_class: SchoolClass
) -> None:
    browser, typed = Browser(app), {"code": a_code(school_class).code, "name": "Mia"}
    browser.post("/register", typed)

    reloaded = browser.client.post("/register", data=typed | {"csrf_token": "of the session before"})

    assert reloaded.status_code == 400
    assert "Hier ist inzwischen jemand angemeldet" in reloaded.text
    assert "etwa ein neues Konto, bleibt" in reloaded.text
    assert students(school_class) == ["Mia"]


def test_own_card_is_refused_for_a_passphrase_that_does_not_hold_and_braked(
    app: Flask, school_class: SchoolClass
) -> None:
    browser = Browser(app).sign_in(a_student(school_class))

    answers = [browser.post("/register/card", {"passphrase": "ente-rad-wolke-tisch"}) for _try in range(11)]

    assert [each.status_code for each in answers] == [409] * 10 + [429]
    assert "ente-rad-wolke-tisch" not in answers[0].text


def test_blank_cards_change_nobodys_password(app: Flask, teacher: User, school_class: SchoolClass) -> None:
    student = a_student(school_class)

    page = Browser(app).sign_in(teacher).get(f"/classes/{school_class.id}/cards.pdf")

    assert page.mimetype == "application/pdf"
    assert is_password_of(people.person(student.id), PASSWORD)


def test_blank_cards_of_an_empty_class_are_refused_in_words(
    app: Flask, teacher: User, school_class: SchoolClass
) -> None:
    page = Browser(app).sign_in(teacher).get(f"/classes/{school_class.id}/cards.pdf")

    assert page.status_code == 409
    assert "In dieser Klasse ist noch niemand." in page.text


def test_choose_cards_asks_before_anything_changes(app: Flask, teacher: User, school_class: SchoolClass) -> None:
    mia, _ben = a_student(school_class, "Mia"), a_student(school_class, "Ben")
    browser, path = Browser(app).sign_in(teacher), f"/classes/{school_class.id}/cards/new"

    empty = browser.post(path, {})
    chosen = browser.post(path, {"students": [str(mia.id)]})

    assert empty.status_code == 422
    assert "Bitte mindestens eine Person auswählen." in empty.text
    assert "Alte Passwörter gelten dann nicht mehr, alle Geräte werden abgemeldet." in chosen.text
    assert "Mia" in chosen.text
    assert "Ben" not in chosen.text
    assert is_password_of(people.person(mia.id), PASSWORD)


def test_renew_cards_of_the_whole_class_ends_every_session(
    app: Flask, teacher: User, school_class: SchoolClass
) -> None:
    mia, ben = a_student(school_class, "Mia"), a_student(school_class, "Ben")
    phone, browser = Browser(app).sign_in(mia), Browser(app).sign_in(teacher)
    chosen = browser.post(f"/classes/{school_class.id}/cards/new", {"everyone": "y"})
    ids = [str(student.id) for student in (mia, ben)]

    cards = browser.post(f"/classes/{school_class.id}/cards", {"students": ids, "token": token_on(chosen)})

    assert cards.mimetype == "application/pdf"
    assert [is_password_of(people.person(student.id), PASSWORD) for student in (mia, ben)] == [False, False]
    assert phone.get("/register/move").status_code == 303


def test_reset_student_shows_the_new_card_once_and_prints_it(
    app: Flask, teacher: User, school_class: SchoolClass
) -> None:
    student, browser = a_student(school_class), Browser(app).sign_in(teacher)
    path = f"/classes/{school_class.id}/students/{student.id}"

    asked = browser.get(f"{path}/reset")
    page = browser.post(f"{path}/reset", {"token": token_on(asked)})
    card = browser.post(f"{path}/card", {"passphrase": passphrase_on(page)})

    assert is_password_of(people.person(student.id), passphrase_on(page))
    assert card.mimetype == "application/pdf"
    assert passphrase_on(browser.get(f"{path}/reset")) == ""


def test_remove_student_asks_first_and_keeps_the_account(app: Flask, teacher: User, school_class: SchoolClass) -> None:
    student, browser = a_student(school_class), Browser(app).sign_in(teacher)
    path = f"/classes/{school_class.id}/students/{student.id}/remove"

    asked = browser.get(path)
    before = students(school_class)
    browser.post(path)

    assert "Es geht nichts verloren" in asked.text
    assert before == ["Mia"]
    assert students(school_class) == []
    assert Browser(app).sign_in(student).get("/register/move").status_code == 200


# ---------------------------------------------------------------- codes and the page of a class
def test_create_join_code_leads_to_the_code_with_its_picture(
    app: Flask, teacher: User, school_class: SchoolClass
) -> None:
    browser = Browser(app).sign_in(teacher)

    answer = browser.post(f"/classes/{school_class.id}/codes/new", {"days": "42", "max_uses": "35"})
    page = browser.get(answer.location)
    picture = browser.get(f"{answer.location}/qr.svg")
    sheet = browser.get(f"{answer.location}/notice.pdf")

    (code,) = queries.codes_of(school_class)
    assert code.code in page.text
    assert (picture.mimetype, sheet.mimetype) == ("image/svg+xml", "application/pdf")


@pytest.mark.parametrize(("days", "max_uses"), [("0", "35"), ("366", "35"), ("42", "0"), ("42", "201"), ("x", "")])
def test_create_join_code_refuses_figures_out_of_bounds(
    app: Flask, teacher: User, school_class: SchoolClass, days: str, max_uses: str
) -> None:
    path = f"/classes/{school_class.id}/codes/new"

    page = Browser(app).sign_in(teacher).post(path, {"days": days, "max_uses": max_uses})

    assert page.status_code == 422
    assert queries.codes_of(school_class) == []


def test_a_revoked_code_is_not_shown_large_any_more(app: Flask, teacher: User, school_class: SchoolClass) -> None:
    code, browser = a_code(school_class), Browser(app).sign_in(teacher)
    path = f"/classes/{school_class.id}/codes/{code.id}"

    browser.post(f"{path}/revoke")

    assert "Dieser Code ist gesperrt." in browser.get(path).text


def test_school_class_shows_students_codes_and_teachers(app: Flask, teacher: User, school_class: SchoolClass) -> None:
    student = a_student(school_class, "Mia")

    page = Browser(app).sign_in(teacher).get(f"/classes/{school_class.id}")

    assert page.status_code == 200
    assert str(student.login_name) in page.text
    assert "Lehrkraft zuordnen" not in page.text


def test_school_class_offers_its_admin_to_assign_teachers(app: Flask, school_class: SchoolClass) -> None:
    school = school_class.school
    a_teacher(school, "Vera Vertretung")

    page = Browser(app).sign_in(a_school_admin(school)).get(f"/classes/{school_class.id}")

    assert "Vera Vertretung" in page.text
    assert "Lehrkraft zuordnen" in page.text


PAGES_OF_A_CLASS = [
    ("GET", ""),
    ("GET", "/codes/new"),
    ("POST", "/codes/new"),
    ("GET", "/codes/{code}"),
    ("GET", "/codes/{code}/qr.svg"),
    ("GET", "/codes/{code}/notice.pdf"),
    ("POST", "/codes/{code}/revoke"),
    ("GET", "/cards.pdf"),
    ("GET", "/cards/new"),
    ("POST", "/cards/new"),
    ("POST", "/cards"),
    ("GET", "/students/{student}/reset"),
    ("POST", "/students/{student}/reset"),
    ("POST", "/students/{student}/card"),
    ("GET", "/students/{student}/remove"),
    ("POST", "/students/{student}/remove"),
]


@pytest.mark.parametrize(("method", "path"), PAGES_OF_A_CLASS)
def test_a_class_of_others_is_not_there(app: Flask, school_class: SchoolClass, method: str, path: str) -> None:
    student, code = a_student(school_class), queries.codes_of(school_class)[0]
    full = f"/classes/{school_class.id}{path.format(student=student.id, code=code.id)}"
    school = people.schools_of(an_admin())[0]
    colleague, stranger = a_teacher(school), a_school_admin(a_school())
    everybody = {"students": [str(student.id)], "days": "1", "max_uses": "1"}

    answers = [Browser(app).sign_in(person).open(full, method, data=everybody) for person in (colleague, stranger)]

    assert [each.status_code for each in answers] == [404, 404]
    assert students(school_class) == ["Mia"]
    assert is_password_of(people.person(student.id), PASSWORD)
    assert queries.codes_of(school_class)[0].revoked_at is None
