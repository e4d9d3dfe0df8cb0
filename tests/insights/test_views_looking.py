"""Everything that tells how points became an order, looked at on a desk and on a phone."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium

from app.core import clock
from tests.support.browsers import Browser
from tests.support.contests import a_judged_round
from tests.support.looking import complaints_about_pages
from tests.support.rounds import AFTERWARDS, an_announced_round


@pytest.mark.browser
def test_ranking_pictures_rules_and_method_have_no_fault(app: Flask, chromium: Chromium, tmp_path: Path) -> None:
    judged = a_judged_round()
    open_ = an_announced_round(judged.ground.admin, title="Runde 2", policy=None)
    with clock.at(AFTERWARDS):
        browser = Browser(app).sign_in(judged.ground.admin)
        pending = browser.get(judged.path).text
        judged.rank()
        paths = {
            "ranking": judged.path,
            "pictures": f"{judged.path}/pictures",
            "patterns": f"{judged.path}/patterns",
            "network": f"/rounds/{judged.ground.round.id}/network",
            "rules": f"/rounds/{judged.ground.round.id}/policy",
            "rules to edit": f"/rounds/{open_.id}/policy/edit",
            "method": "/competitions/innovationswettbewerb-2027/runde-1/method",
        }
        pages = {name: browser.get(path).text for name, path in paths.items()}
    assert complaints_about_pages(chromium, {"pending": pending, **pages}, tmp_path) == []
