"""Every page about certificates, filled and empty, as html-validate and axe see it, on a desk and on a phone."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium

from app.accounts.models import User
from app.certificates.rules import MemberPaper
from app.core import clock
from tests.support.browsers import Browser
from tests.support.certificates import LATER, Stage
from tests.support.clearances import cleared
from tests.support.looking import complaints_about_pages
from tests.support.people import a_school_admin


def pages_of(stage: Stage, person: User | None, *paths: str) -> dict[str, str]:
    with clock.at(LATER):
        browser = Browser(stage.app)
        if person is not None:
            browser.sign_in(person)
        return {f"{person and person.name} {path}": browser.get(path).text for path in paths}


def all_pages(stage: Stage) -> dict[str, str]:
    cleared(stage.won)
    (issued,) = stage.issue("Mia Sommer", MemberPaper(stage.sun.id))
    (withdrawn,) = stage.issue("Sam Winter", MemberPaper(stage.sun.id))
    stage.withdraw(withdrawn.row.code)
    desk, code = f"/rounds/{stage.ground.round.id}/certificates", issued.row.code
    pages = pages_of(stage, None, "/verify", f"/verify/{code}", f"/verify/{code}/name", "/verify/UNBEKANNT")
    pages |= pages_of(stage, stage.people["Mia Sommer"], "/certificates")
    pages |= pages_of(stage, stage.ground.student("Nia Neu"), "/certificates")
    pages |= pages_of(stage, stage.ground.teacher, "/certificates")
    pages |= pages_of(stage, a_school_admin(stage.ground.school), "/certificates")
    pages |= pages_of(stage, stage.people["Charlie Vorsitz"], "/certificates")
    pages |= pages_of(stage, stage.ground.admin, desk)
    with clock.at(LATER):
        pages["right name"] = Browser(stage.app).post(f"/verify/{code}/name", {"name": "Mia Sommer"}).text
        pages["wrong name"] = Browser(stage.app).post(f"/verify/{code}/name", {"name": "Sam Winter"}).text
        pages["no name"] = Browser(stage.app).post(f"/verify/{code}/name", {}).text
    pages["wrong code"] = stage.post(stage.ground.admin, desk, {"code": "x", "reason": "kurz"}).text
    stage.take_back()
    pages["closed"] = stage.get(stage.people["Mia Sommer"], "/certificates").text
    pages["revised"] = stage.public(f"/verify/{code}").text
    return pages


@pytest.mark.browser
def test_every_page_is_valid_and_can_be_used_by_everybody(stage: Stage, chromium: Chromium, tmp_path: Path) -> None:
    pages = all_pages(stage)
    assert complaints_about_pages(chromium, pages, tmp_path) == []
