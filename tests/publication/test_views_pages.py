"""Every page from the jury to the result, filled and empty, as html-validate and axe see it."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium

from app.core import clock
from app.rounds.models import Round
from tests.publication.conftest import PUBLIC
from tests.support.browsers import Browser
from tests.support.jury import a_draft, a_juror, a_prize, a_publication, a_reading, a_submission, an_assignment, marks
from tests.support.looking import complaints_about_pages
from tests.support.rounds import AFTERWARDS, JUDGING
from tests.support.teams import Ground, a_ground


def staff_pages(round_: Round, *ends: str) -> list[str]:
    return [f"/rounds/{round_.id}/{end}" for end in ends]


def fetched(browser: Browser, paths: list[str]) -> dict[str, str]:
    answers = {path: browser.get(path) for path in paths}
    assert {answer.status_code for answer in answers.values()} == {200}
    return {path: answer.text for path, answer in answers.items()}


def empty_pages(app: Flask, ground: Ground) -> dict[str, str]:
    ends = ("jurors", "assignments", "ranking", "decisions", "publication")
    with clock.at(AFTERWARDS):
        pages = fetched(Browser(app).sign_in(ground.admin), staff_pages(ground.round, *ends))
    with clock.at(JUDGING):
        pages |= fetched(Browser(app).sign_in(a_juror(ground.round)), ["/jury"])
    return pages | fetched(Browser(app), [PUBLIC])


def full_pages(app: Flask, ground: Ground) -> dict[str, str]:
    submission = a_submission(ground)
    juror = a_juror(ground.round, name="Judith Jung")
    a_juror(ground.round, school=ground.school)
    assignment = an_assignment(juror, submission)
    a_draft(juror, assignment, marks(juror, assignment, 4, {"novelty": 5, "teamwork": None}))
    read = a_submission(ground, "Regentonne", 1)
    a_reading(ground, read, 4, {"teamwork": None})
    with clock.at(JUDGING):
        sheet, browser = f"/jury/{assignment.id}", Browser(app).sign_in(juror)
        pages = fetched(browser, ["/jury", sheet, f"{sheet}/hand-in"])
        pages["conflict"] = browser.post(sheet, {"version": 0, "points-novelty": "1"}).text
        admin = Browser(app).sign_in(ground.admin)
        pages |= fetched(admin, staff_pages(ground.round, f"assignments/{submission.id}"))
    prize = a_prize(read)
    with clock.at(AFTERWARDS):
        admin = Browser(app).sign_in(ground.admin)
        ends = ("jurors", "jurors/new", "assignments", "ranking", "decisions", f"decisions/{submission.id}",
                f"decisions/{prize.id}/revoke", "publication", "publication/take-back")  # fmt: skip
        pages |= fetched(admin, staff_pages(ground.round, *ends))
        pages["wrong"] = admin.post(f"/rounds/{ground.round.id}/decisions/{submission.id}", {}).text
    a_publication(ground.round)
    with clock.at(AFTERWARDS):
        published = {"published": admin.get(f"/rounds/{ground.round.id}/publication").text}
    return pages | published | fetched(Browser(app), [PUBLIC])


@pytest.mark.browser
@pytest.mark.parametrize("pages_of", [empty_pages, full_pages])
def test_every_page_is_valid_and_can_be_used_by_everybody(
    app: Flask,
    chromium: Chromium,
    tmp_path: Path,
    pages_of: Any,  # noqa: ANN401 # one of the two above
) -> None:
    pages: dict[str, str] = pages_of(app, a_ground())
    assert complaints_about_pages(chromium, pages, tmp_path) == []
