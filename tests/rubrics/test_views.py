"""The rubric is for everybody, in their language, and says nothing of who looks."""

import uuid

import pytest
from flask import Flask

from app.accounts.models import User
from app.core.access import Role
from tests.support import people
from tests.support.browsers import Browser
from tests.support.rounds import a_round, an_announced_round

ADDRESS = "/competitions/innovationswettbewerb-2027/runde-1/rubric"


@pytest.fixture
def admin(app: Flask) -> User:
    del app
    return people.an_admin()


def test_everybody_reads_the_rubric_of_an_announced_round(browser: Browser, admin: User) -> None:
    an_announced_round(admin)

    page = browser.get(ADDRESS)

    assert page.status_code == 200
    assert page.text.count('class="card ') == 7
    for words in ("Neuheit", "Verständlichkeit der Darstellung", "5 Punkte – herausragend", "20 %", "10 %"):
        assert words in page.text


def test_the_rubric_is_there_in_english(browser: Browser, admin: User) -> None:
    an_announced_round(admin)

    page = browser.get(ADDRESS, headers={"Accept-Language": "en"})

    assert "Clarity of presentation" in page.text
    assert "Verständlichkeit der Darstellung" not in page.text


def test_a_hidden_round_hides_its_rubric_from_all_but_staff(browser: Browser, admin: User) -> None:
    round_ = a_round(admin)
    student = people.a_student(people.a_class(people.a_teacher(people.a_school(admin))))
    path = f"/rounds/{round_.id}/rubric"

    assert browser.get(ADDRESS).status_code == 404
    assert browser.sign_in(admin).get(path).status_code == 200
    assert browser.sign_in(people.somebody(Role.AUDITOR)).get(path).status_code == 200
    assert browser.sign_in(people.somebody(Role.JUROR)).get(path).status_code == 404
    assert browser.sign_in(student).get(path).status_code == 403
    assert browser.sign_in(admin).get(f"/rounds/{uuid.uuid4()}/rubric").status_code == 404


def test_the_public_rubric_is_the_same_for_everybody(browser: Browser, admin: User) -> None:
    an_announced_round(admin)
    nobody = browser.get(ADDRESS)

    somebody = browser.sign_in(admin).get(ADDRESS)

    assert nobody.data == somebody.data
    assert "csrf" not in nobody.text
    assert "Set-Cookie" not in nobody.headers
