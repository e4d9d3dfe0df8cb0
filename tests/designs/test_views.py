"""The lab's pages."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium

from app.accounts.models import User
from app.core import clock, jobs
from app.core.access import Role
from app.designs import rules
from tests.support import people
from tests.support.browsers import Browser
from tests.support.jury import a_handed_in_sheet, a_juror, a_submission, an_assignment
from tests.support.looking import complaints_about_pages
from tests.support.rounds import AFTERWARDS
from tests.support.teams import a_ground

FIELDS = {"ideas": "6", "jurors": "3", "readings": "2", "places": "2", "severity": "6", "minutes": "15", "goal": "60"}


@pytest.fixture
def admin(app: Flask) -> User:
    del app
    return people.an_admin()


@pytest.mark.browser
def test_a_design_is_asked_for_waited_for_and_read(
    browser: Browser, admin: User, chromium: Chromium, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # How well a few contests tell is tried elsewhere; a hundred take longer than all the pages.
    monkeypatch.setattr(rules, "_CONTESTS", (4, 8))
    browser.sign_in(admin)
    form = browser.get("/designs").text
    asked = browser.post("/designs", FIELDS)
    waiting = browser.get(asked.location).text
    unsettled = browser.get(f"{asked.location}/state").json
    jobs.run_due()
    shown, settled = browser.get(asked.location).text, browser.get(f"{asked.location}/state").json

    assert (asked.status_code, unsettled, settled) == (
        303,
        {"is_settled": False, "progress": 0},
        {"is_settled": True, "progress": 4},
    )
    assert "Die Jury wird gerade durchgespielt" in waiting
    assert ("0 von 4" in waiting, 'data-progress="0"' in waiting) == (True, True)
    words = " ".join(shown.split())
    for expected in ("Das kostet 3 Stunden, für jedes Jurymitglied 1,0.", "Eine Bewertung mehr", "Vorschlag:"):
        assert expected in words
    assert shown.count("<polyline") == 3
    pages = {"form": form, "waiting": waiting, "shown": shown, "again": browser.get("/designs").text}
    assert complaints_about_pages(chromium, pages, tmp_path) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"readings": "4"}, "Es gibt nur 3 Jurymitglieder."),
        ({"places": "6"}, "Es müssen weniger sein als Ideen."),
        ({"jurors": "7"}, "So viele Jurymitglieder hätten nicht einmal eine Idee zu lesen."),
        ({"ideas": "501"}, "zwischen 2 und 500"),
        ({"goal": "viel"}, "zwischen 10 und 99"),
    ],
)
def test_nonsense_is_told_in_plain_words(browser: Browser, admin: User, changes: dict[str, str], words: str) -> None:
    browser.sign_in(admin)
    response = browser.post("/designs", FIELDS | changes)
    assert (response.status_code, words in response.text, 'value="15"' in response.text) == (422, True, True)


def test_a_link_fills_in_what_is_known(browser: Browser, admin: User) -> None:
    page = browser.sign_in(admin).get("/designs?ideas=77&jurors=x&other=1").text
    assert ('value="77"' in page, 'value="12"' in page) == (True, True)


def test_only_who_leads_a_jury_plays_with_it(browser: Browser, admin: User) -> None:
    trial = browser.sign_in(admin).post("/designs", FIELDS).location
    statuses = {
        role: browser.sign_in(people.somebody(role)).get(trial).status_code for role in (Role.CHAIR, Role.JUROR)
    }
    assert statuses == {Role.CHAIR: 200, Role.JUROR: 403}


def test_after_a_round_its_precision_is_told(app: Flask) -> None:
    ground = a_ground()
    ideas = [a_submission(ground, f"Idee {number}") for number in range(5)]
    jurors = [a_juror(ground.round, name=f"Jo {number}") for number in range(4)]
    path = f"/rounds/{ground.round.id}/design"
    with clock.at(AFTERWARDS):
        browser = Browser(app).sign_in(ground.admin)
        before = browser.get(path).text
    for number, idea in enumerate(ideas):
        for juror in jurors[: 3 + number % 2]:
            a_handed_in_sheet(juror, an_assignment(juror, idea), 1 + number % 4)
    with clock.at(AFTERWARDS):
        jobs.run_due()
        page = " ".join(browser.get(path).text.split())

    assert "Noch keine Angabe möglich" in before
    assert ("gehören von den ersten 3 Plätzen im Mittel" in page, "Damit die nächste Jury planen" in page) == (
        True,
        True,
    )
    assert "ideas=5&amp;jurors=4&amp;readings=3&amp;places=3" in page
