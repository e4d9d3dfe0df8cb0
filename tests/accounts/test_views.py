"""Signing in and out, links by mail, and one's own account."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app.accounts import actions, queries
from app.accounts.models import User
from app.core import clock
from app.core.access import Role
from tests.support.browsers import Browser
from tests.support.classes import link_in_newest_mail
from tests.support.people import PASSWORD, a_class, a_school, a_student, a_teacher

# Later than everything that happens at the time of the test.
NOW = datetime(2100, 11, 22, 8, 0, tzinfo=UTC)
NEW = "lampe-boot-kissen-stern"
WRONG = "Name oder Passwort stimmt nicht."


@pytest.fixture
def teacher(app: Flask) -> User:
    del app
    return a_teacher(a_school())


@pytest.fixture
def student(teacher: User) -> User:
    return a_student(a_class(teacher, "10a"))


def without(page: str, typed: str) -> str:
    """A page without what was typed and without its CSRF token, which tells the second."""
    shown = re.sub(r'name="csrf_token" value="[^"]+"', "", page)
    return shown.replace(typed, "…") if typed else shown


# ---------------------------------------------------------------- signing in
def test_sign_in_takes_login_name_or_address(app: Flask, teacher: User, student: User) -> None:
    for identifier in (teacher.email, student.login_name):
        browser = Browser(app)
        answer = browser.post("/sign-in", {"identifier": identifier, "password": PASSWORD})
        assert (answer.status_code, answer.location) == (303, "/start")
        assert browser.get("/account").status_code == 200


def test_sign_in_of_the_card_fills_in_the_login_name_only(app: Flask, student: User) -> None:
    page = Browser(app).get(f"/sign-in?name={student.login_name}&password=secret")

    assert f'value="{student.login_name}"' in page.text
    assert "secret" not in page.text


def test_sign_in_says_the_same_of_a_wrong_name_and_a_wrong_password(app: Flask, teacher: User) -> None:
    known = Browser(app).post("/sign-in", {"identifier": teacher.email, "password": "wrong-password"})
    unknown = Browser(app).post("/sign-in", {"identifier": "nobody@schule.example", "password": "wrong-password"})

    assert (known.status_code, unknown.status_code) == (422, 422)
    assert WRONG in known.text
    assert without(known.text, str(teacher.email)) == without(unknown.text, "nobody@schule.example")
    assert "wrong-password" not in known.text


def test_sign_in_is_braked_for_each_account_alone(app: Flask, teacher: User, student: User) -> None:
    tries = [
        Browser(app).post("/sign-in", {"identifier": teacher.email, "password": "wrong"}).status_code
        for _try in range(10)
    ]

    braked = Browser(app).post("/sign-in", {"identifier": str(teacher.email).upper(), "password": PASSWORD})
    other = Browser(app).post("/sign-in", {"identifier": student.login_name, "password": PASSWORD})

    assert tries == [422] * 10
    assert (braked.status_code, other.status_code) == (429, 303)
    assert int(braked.headers["Retry-After"]) > 0


@pytest.mark.parametrize(
    ("target", "location"),
    [
        ("/account", "/account"),
        ("/inbox?page=2", "/inbox?page=2"),
        ("https://evil.example/", "/start"),
        ("//evil.example", "/start"),
        ("/\t/evil.example", "/start"),
        ("/\\evil.example", "/start"),
        ("javascript:alert(1)", "/start"),
    ],
)
def test_sign_in_returns_to_paths_of_this_site_only(app: Flask, teacher: User, target: str, location: str) -> None:
    form = {"identifier": teacher.email, "password": PASSWORD, "next": target}

    assert Browser(app).post("/sign-in", form).location == location


def test_sign_in_leaves_nothing_of_the_session_before(app: Flask, teacher: User) -> None:
    browser = Browser(app)
    browser.change_cookie(planted="by somebody else")

    browser.post("/sign-in", {"identifier": teacher.email, "password": PASSWORD})

    with browser.client.session_transaction() as session:
        assert "planted" not in session
        assert "csrf_token" not in session


def test_sign_out_ends_the_session_on_the_server(app: Flask, teacher: User) -> None:
    browser = Browser(app).sign_in(teacher)
    with browser.client.session_transaction() as session:
        old = {name: str(value) for name, value in session.items() if isinstance(value, str)}

    browser.post("/sign-out")
    browser.change_cookie(**old)

    assert browser.get("/account").status_code == 303


# ---------------------------------------------------------------- links by mail
def test_ask_for_magic_link_answers_alike_for_known_and_unknown(app: Flask, teacher: User) -> None:
    answers = [Browser(app).post("/sign-in/link", {"email": email}) for email in (teacher.email, "no@schule.example")]

    assert answers[0].status_code == answers[1].status_code == 200
    assert without(answers[0].text, "") == without(answers[1].text, "")
    assert "Bitte sehen Sie in Ihr Postfach" in answers[0].text


def test_ask_for_magic_link_sends_three_an_hour(app: Flask, teacher: User) -> None:
    answers = [Browser(app).post("/sign-in/link", {"email": teacher.email}).status_code for _time in range(4)]

    assert answers == [200, 200, 200, 429]


def test_use_magic_link_takes_a_button_and_works_once(app: Flask, teacher: User) -> None:
    actions.send_magic_link(str(teacher.email))
    link, browser = link_in_newest_mail(str(teacher.email)), Browser(app)

    looks = [Browser(app).get(link) for _look in range(2)]
    used = browser.post(link)
    again = Browser(app).post(link)

    assert [look.status_code for look in looks] == [200, 200]
    assert looks[0].headers["Referrer-Policy"] == "no-referrer"
    assert (used.status_code, used.location) == (303, "/start")
    assert browser.get("/account").status_code == 200
    assert again.status_code == 410
    assert "Dieser Link wurde schon benutzt." in again.text


# ---------------------------------------------------------------- one's own account
def test_account_shows_a_student_login_name_class_and_school(app: Flask, student: User) -> None:
    page = Browser(app).sign_in(student).get("/account")

    assert str(student.login_name) in page.text
    assert "10a · Berufsschule" in page.text
    assert "Schüler*in" in page.text


def test_account_shows_staff_address_and_tasks(app: Flask, teacher: User) -> None:
    page = Browser(app).sign_in(teacher).get("/account")

    assert str(teacher.email) in page.text
    assert "Lehrkraft · Berufsschule" in page.text


def test_choose_password_goes_on_here_and_ends_other_devices(app: Flask, student: User) -> None:
    browser, other = Browser(app).sign_in(student), Browser(app).sign_in(student)

    answer = browser.post("/account/password", {"current_password": PASSWORD, "new_password": NEW})

    assert answer.location == "/account"
    assert "Das neue Passwort gilt ab jetzt." in browser.get("/account").text
    assert other.get("/account").status_code == 303


def test_choose_password_is_braked_for_who_guesses_the_old_one(app: Flask, student: User) -> None:
    browser = Browser(app).sign_in(student)
    form = {"current_password": "guess-guess", "new_password": NEW}

    answers = [browser.post("/account/password", form).status_code for _try in range(11)]

    assert answers == [422] * 10 + [429]
    assert actions.is_password_of(queries.person(student.id), PASSWORD)


def test_choose_password_asks_not_for_the_old_one_after_a_link(app: Flask, teacher: User) -> None:
    actions.send_magic_link(str(teacher.email))
    browser = Browser(app)
    browser.post(link_in_newest_mail(str(teacher.email)))
    browser.change_cookie(csrf_token="0" * 40)

    page = browser.get("/account/password")
    browser.post("/account/password", {"new_password": NEW})

    assert 'name="current_password"' not in page.text
    assert actions.is_password_of(queries.person(teacher.id), NEW)


def test_choose_password_asks_for_the_old_one_half_an_hour_after_a_link(app: Flask, teacher: User) -> None:
    browser = Browser(app)
    with clock.at(NOW):
        actions.send_magic_link(str(teacher.email))
        browser.post(link_in_newest_mail(str(teacher.email)))
    browser.change_cookie(csrf_token="0" * 40)

    with clock.at(NOW + timedelta(minutes=30)):
        page = browser.get("/account/password")
        answer = browser.post("/account/password", {"new_password": NEW})

    assert 'name="current_password"' in page.text
    assert answer.status_code == 422
    assert actions.is_password_of(queries.person(teacher.id), PASSWORD)


# ---------------------------------------------------------------- create-admin
def test_create_admin_makes_the_first_person(app: Flask) -> None:
    runner = app.test_cli_runner()

    outcome = runner.invoke(
        args=["create-admin", "--email", "ada@stadt.example", "--password", PASSWORD, "--name", "Ada"]
    )  # fmt: skip

    admin = queries.person_named("ada@stadt.example")
    assert outcome.exit_code == 0
    assert admin is not None
    assert admin.roles == {Role.ADMIN}
    assert actions.is_password_of(admin, PASSWORD)


def test_create_admin_asks_for_what_is_missing(app: Flask) -> None:
    answers = f"ada@stadt.example\n{PASSWORD}\n{PASSWORD}\nAda\n"

    outcome = app.test_cli_runner().invoke(args=["create-admin"], input=answers)

    assert outcome.exit_code == 0
    assert PASSWORD not in outcome.output
    assert queries.is_anybody_admin()


@pytest.mark.parametrize(
    ("email", "password", "name", "reason"),
    [
        ("ada@stadt.example", "kurz", "Ada", "Bitte mindestens 10 Zeichen nehmen."),
        ("ada@stadt.example", "passwort123", "Ada", "Dieses Passwort ist leicht zu raten."),
        ("ada", PASSWORD, "Ada", "ada is not a mail address"),
        ("ada@stadt.example", PASSWORD, " ", "a person needs a name"),
    ],
)
def test_create_admin_refuses_with_the_reason(app: Flask, email: str, password: str, name: str, reason: str) -> None:
    outcome = app.test_cli_runner().invoke(
        args=["create-admin", "--email", email, "--password", password, "--name", name]
    )  # fmt: skip

    assert outcome.exit_code == 1
    assert reason in outcome.output
    assert not queries.is_anybody_admin()
