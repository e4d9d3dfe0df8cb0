"""Devices that several people share, and what was typed when a session ended."""

import html
import json
import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import SignIn, User
from app.core import clock, db
from tests.support.browsers import Browser
from tests.support.ideas import a_begun_idea, read
from tests.support.people import PASSWORD
from tests.support.rounds import ONE_SECOND, WRITING
from tests.support.teams import a_ground, a_team

TEN_MINUTES = timedelta(minutes=10)


@pytest.fixture
def student(app: Flask) -> User:
    del app
    return a_ground().student("Mia Sommer")


def signed_in(app: Flask, person: User, **values: str) -> Browser:
    browser = Browser(app)
    with clock.at(WRITING):
        browser.post("/sign-in", {"identifier": person.login_name or person.email, "password": PASSWORD, **values})
    return browser


def status(browser: Browser, after: timedelta, **headers: str) -> int:
    with clock.at(WRITING + after):
        return browser.get("/start", headers=headers).status_code


def test_a_session_of_a_student_ends_after_ten_minutes_in_which_nothing_was_asked(app: Flask, student: User) -> None:
    assert status(signed_in(app, student), TEN_MINUTES - ONE_SECOND) == 200
    assert status(signed_in(app, student), TEN_MINUTES) == 303


def test_every_request_gives_ten_more_minutes(app: Flask, student: User) -> None:
    browser = signed_in(app, student)
    statuses = [status(browser, number * TEN_MINUTES - number * ONE_SECOND) for number in (1, 2, 3)]
    assert (statuses, status(browser, 4 * TEN_MINUTES)) == ([200, 200, 200], 303)


def test_a_page_that_asks_by_itself_gives_none(app: Flask, student: User) -> None:
    browser = signed_in(app, student)
    asked = status(browser, TEN_MINUTES - ONE_SECOND, Accept="application/json")
    assert (asked, status(browser, TEN_MINUTES)) == (200, 303)


def test_being_there_is_noted_once_a_minute(app: Flask, student: User) -> None:
    browser = signed_in(app, student)
    for seconds in (30, 59, 60, 90):
        status(browser, timedelta(seconds=seconds))
    query = select(SignIn.last_seen_at).where(SignIn.user_id == student.id, SignIn.is_shared)
    assert WRITING + timedelta(seconds=60) in db.session().scalars(query).all()


@pytest.mark.parametrize(("said", "expected"), [({"device": "own"}, 200), ({"device": "shared"}, 303), ({}, 303)])
def test_what_was_said_about_the_device_counts(app: Flask, student: User, said: dict[str, str], expected: int) -> None:
    assert status(signed_in(app, student, **said), timedelta(hours=1)) == expected


def test_only_somebody_on_a_shared_device_gets_a_key_and_always_the_same(app: Flask, student: User) -> None:
    def key(**values: str) -> str | None:
        with clock.at(WRITING):
            told: dict[str, str | None] = json.loads(signed_in(app, student, **values).get("/session").text)
        assert told["person"] == str(student.id)
        return told["draft_key"]

    first = key(device="shared")
    assert re.fullmatch(r"[0-9a-f]{64}", first or "")
    assert (key(device="own"), key(device="shared")) == (None, first)


def test_nobody_is_told_a_token_and_no_key(app: Flask) -> None:
    told = json.loads(Browser(app).get("/session").text)
    assert (told["person"], told["draft_key"], bool(told["csrf_token"])) == (None, None, True)


# ---------------------------------------------------------------- without a script
def fields_of(page: str) -> dict[str, str]:
    """Hidden fields of the page's last form that carries some."""
    found = re.findall(r'<input type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found if name != "csrf_token"}


def test_what_was_typed_when_the_session_ended_is_saved_after_signing_in_again(app: Flask) -> None:
    ground = a_ground()
    mia = ground.student("Mia Sommer")
    idea = a_begun_idea(mia, a_team(mia, ground.round))
    path, typed = f"/ideas/{idea.id}/write/2", 'Ein "Problem"\nmit <Zeilen> & ä'
    browser = Browser(app)
    with clock.at(WRITING):
        refused = browser.post(path, {"problem": typed, "problem-version": "0", "csrf_token": "x"})
        again = browser.post("/sign-in/again", fields_of(refused.text))
        credentials = {"identifier": mia.login_name, "password": "falsch"}
        wrong = browser.post("/sign-in", fields_of(again.text) | credentials)
        right = browser.post("/sign-in", fields_of(wrong.text) | credentials | {"password": PASSWORD})
        asked = fields_of(right.text)
        target = re.findall(r'<form class="form"\s+method="post"\s+action="([^"]+)"', right.text)
        before = read(mia, idea.id).text_of("problem")
        browser.change_cookie(csrf_token="0" * 40)
        saved = browser.post(target[0], asked)
    assert (refused.status_code, again.status_code, wrong.status_code, right.status_code) == (401, 200, 422, 200)
    assert (asked, target, before) == ({"problem": typed, "problem-version": "0"}, [path], "")
    assert (saved.status_code, read(mia, idea.id).text_of("problem")) == (303, typed)


def test_a_password_is_not_carried_about(app: Flask) -> None:
    page = Browser(app).post("/account/password", {"current_password": "geheim", "new_password": "noch-geheimer"})
    assert (page.status_code, "geheim" in page.text, "pending" in page.text) == (401, False, False)


@pytest.mark.parametrize("pending", ["", "[]", "x", '["//evil.example/", []]', '["/\\t/evil.example", [["a", "b"]]]'])
def test_what_leads_elsewhere_or_nowhere_is_not_carried_on(app: Flask, student: User, pending: str) -> None:
    with clock.at(WRITING):
        values = {"identifier": student.login_name, "password": PASSWORD, "pending": pending}
        answer = Browser(app).post("/sign-in", values)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/start")
