"""Every page from the tick of the teacher to the gallery, filled and empty, as html-validate and axe see it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium

from app.accounts.models import User
from app.accounts.queries import person
from app.clearances.actions import note_papers
from app.core import clock
from app.feedback.queries import moderation_of
from app.feedback.rules import RELEASED
from app.ideas.models import Submission
from app.rubrics.rules import Mark
from tests.gallery.conftest import RESULTS, Hall
from tests.support.browsers import Browser
from tests.support.clearances import no_papers_for, teacher_of, team_id_of
from tests.support.jury import a_publication, a_reading
from tests.support.looking import complaints_about_pages
from tests.support.rounds import AFTERWARDS, BEFORE
from tests.support.teams import a_ground


def fetched(browser: Browser, *paths: str) -> dict[str, str]:
    with clock.at(AFTERWARDS):
        answers = {path: browser.get(path) for path in paths}
    assert {path: answer.status_code for path, answer in answers.items() if answer.status_code != 200} == {}
    return {path: answer.text for path, answer in answers.items()}


def signed_in(hall: Hall, somebody: User) -> Browser:
    with clock.at(AFTERWARDS):
        return Browser(hall.app).sign_in(somebody)


def pages_of_staff(hall: Hall) -> dict[str, str]:
    """What admin and teacher see before publication; one team lacks its papers, one text was refused."""
    no_papers_for(hall.first)
    admin, base = signed_in(hall, hall.ground.admin), f"/rounds/{hall.ground.round.id}"
    release = f"{base}/clearances/{hall.first.id}"
    pages = fetched(
        admin, f"{base}/publication", f"{base}/publication/preview", f"{base}/gallery", f"{base}/clearances", release,
        f"{base}/gallery/{hall.second.id}",
    )  # fmt: skip
    with clock.at(AFTERWARDS):
        file_id = hall.first.content["attachments"][0]["file"]
        values = {"version": 1, "fields": ["title"], "files": [file_id], f"alt-{file_id}": ""}
        pages["wrong"] = admin.post(release, values).text
        pages["conflict"] = admin.post(release, {"version": 0, "fields": ["pitch"]}).text
    teachers = (hall.ground.teacher, a_ground(round_=hall.ground.round).teacher)
    for number, teacher in enumerate(teachers):
        pages[f"papers {number}"] = fetched(signed_in(hall, teacher), "/papers")["/papers"]
    early = signed_in(hall, teacher_before_the_team(hall.second))
    pages["papers with newcomers"] = fetched(early, "/papers")["/papers"]
    return pages


def teacher_before_the_team(submission: Submission) -> User:
    """Who said that papers were there when nobody had come into the team yet."""
    teacher = teacher_of(submission)
    no_papers_for(submission)
    with clock.at(BEFORE):
        note_papers(teacher, team_id_of(submission))
    return teacher


def pages_of_feedback(hall: Hall) -> dict[str, str]:
    """What chair and team see."""
    a_reading(hall.ground, hall.first, 4, {"benefit": Mark(4, comment="Kim hat das dumm erklärt.")})
    browser, base = signed_in(hall, hall.chair), f"/rounds/{hall.ground.round.id}/comments"
    pages = fetched(browser, base, f"{base}/{hall.first.id}")
    (comment,) = moderation_of(hall.ground.round.id, hall.first.id).comments
    with clock.at(AFTERWARDS):
        values = {f"state-{comment.key}": RELEASED, f"text-{comment.key}": "Das geht noch klarer."}
        assert browser.post(f"{base}/{hall.first.id}", {"version": 0, **values}).status_code == 303
        pages["stale"] = browser.post(
            f"{base}/{hall.first.id}", {"version": 0, **values, f"text-{comment.key}": "x"}
        ).text
    return pages


def pages_of_everybody(hall: Hall) -> dict[str, str]:
    """Before and after; the team of the first idea reads its feedback."""
    a_reading(hall.ground, hall.first, 4, {"benefit": Mark(4, comment="Das geht noch klarer.")})
    assert hall.first.submitted_by_id is not None
    mia = signed_in(hall, person(hall.first.submitted_by_id))
    path = f"/teams/{team_id_of(hall.first)}/feedback"
    before = fetched(Browser(hall.app), RESULTS, "/gallery")
    pages = {f"before {name}": html for name, html in (before | fetched(mia, path)).items()}
    a_publication(hall.ground.round)
    public = (RESULTS, "/gallery", "/gallery?category=klima-und-umwelt", hall.first_path, hall.second_path)
    return pages | fetched(Browser(hall.app), *public) | fetched(mia, path)


@pytest.mark.browser
@pytest.mark.parametrize("pages_of", [pages_of_feedback, pages_of_everybody, pages_of_staff])
def test_every_page_is_valid_and_can_be_used_by_everybody(
    hall: Hall,
    chromium: Chromium,
    tmp_path: Path,
    pages_of: Callable[[Hall], dict[str, str]],
) -> None:
    pages = pages_of(hall)
    assert complaints_about_pages(chromium, pages, tmp_path) == []
