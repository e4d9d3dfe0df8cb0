"""Every page around the meeting of a jury, from the talk about an idea to the final, as html-validate and axe see."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium

from app.accounts.models import User
from app.appeals import actions as appeals
from app.appeals.rules import PROCEDURE
from app.core import clock
from app.discussions import actions as discussions
from app.questions import actions as questions
from app.questions.queries import questions_of
from tests.appeals.conftest import WHAT, Case, case, unpublished
from tests.finals.conftest import Semi, open_semi, semi
from tests.questions.conftest import Desk, desk
from tests.support.browsers import Browser
from tests.support.ideas import number_of
from tests.support.looking import complaints_about_pages
from tests.support.rounds import AFTERWARDS, JUDGING

__all__ = ["case", "desk", "open_semi", "semi", "unpublished"]


def fetched(app: Flask, person: User, *paths: str) -> dict[str, str]:
    browser = Browser(app).sign_in(person)
    answers = {path: browser.get(path) for path in paths}
    assert {answer.status_code for answer in answers.values()} == {200}
    return {f"{person.name} {path}": answer.text for path, answer in answers.items()}


@pytest.mark.browser
def test_pages_of_the_jurys_talk_are_sound(desk: Desk, chromium: Chromium, tmp_path: Path) -> None:
    idea, round_ = desk.ideas[0], f"/rounds/{desk.round_id}"
    talk = f"{round_}/discussions/{number_of(idea)}"
    with clock.at(JUDGING):
        pages = fetched(desk.app, desk.chair, desk.path, f"{desk.path}/{desk.sheet.id}", f"{talk}/open", talk)
        post = discussions.post(desk.cem, desk.round_id, idea.id, "Das trägt sich nicht.")
        questions.ask(desk.chair, desk.round_id, desk.sheet.id)
        (asked,) = questions_of(desk.round_id)
        own = f"/jury/questions/{asked.question.id}"
        pages |= fetched(desk.app, desk.cem, f"{round_}/discussions", talk, f"{talk}/{post.id}/withdraw", own)
        pages |= fetched(desk.app, desk.chair, f"{round_}/discussions", f"{talk}/idea", desk.path)
    with clock.at(AFTERWARDS):
        agenda = f"{round_}/agenda"
        pages |= fetched(desk.app, desk.chair, agenda, f"{agenda}/{idea.id}", f"{round_}/decisions/{idea.id}")
    assert complaints_about_pages(chromium, pages, tmp_path) == []


@pytest.mark.browser
def test_pages_of_appeals_are_sound(case: Case, chromium: Chromium, tmp_path: Path) -> None:
    with clock.at(AFTERWARDS):
        pages = fetched(case.app, case.mia, case.team_path, f"{case.team_path}/new")
        pages |= fetched(case.app, case.chair, case.path)
        row = appeals.appeal(case.mia, case.team.id, PROCEDURE, WHAT)
        one = f"{case.path}/{row.id}"
        pages |= {f"with one {key}": html for key, html in fetched(case.app, case.mia, case.team_path).items()}
        pages |= {f"with one {key}": html for key, html in fetched(case.app, case.chair, case.path).items()}
        pages |= fetched(case.app, case.chair, one, f"{one}/answer")
    assert complaints_about_pages(chromium, pages, tmp_path) == []


@pytest.mark.browser
def test_pages_of_finals_are_sound(semi: Semi, chromium: Chromium, tmp_path: Path) -> None:
    round_ = f"/rounds/{semi.round_id}"
    with clock.at(AFTERWARDS):
        pages = fetched(semi.app, semi.ground.admin, f"{round_}/final", f"{round_}/carry-over")
    with clock.at(AFTERWARDS + timedelta(minutes=1)):
        pages |= fetched(semi.app, semi.ground.admin, f"{round_}/approvals", f"{round_}/approvals/withdraw")
    semi.creates()
    with clock.at(AFTERWARDS):
        there = fetched(semi.app, semi.ground.admin, f"{round_}/final")
        pages |= {f"made {key}": html for key, html in there.items()}
    assert complaints_about_pages(chromium, pages, tmp_path) == []
