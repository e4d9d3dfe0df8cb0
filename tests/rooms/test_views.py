from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium

from app.core import clock
from tests.rooms.conftest import GIGABYTE, Neighbours, send
from tests.support.browsers import Browser
from tests.support.looking import complaints_about_pages
from tests.support.people import a_school_admin
from tests.support.rounds import WRITING


def page_of_room(app: Flask, neighbours: Neighbours) -> str:
    with clock.at(WRITING):
        browser = Browser(app).sign_in(a_school_admin(neighbours.ground.school))
        return browser.get(f"/schools/{neighbours.ground.school.id}/room").text


def test_room_tells_how_much_is_left_and_warns_when_it_runs_out(app: Flask, neighbours: Neighbours) -> None:
    send(neighbours.mia, neighbours.solar, GIGABYTE)
    half = page_of_room(app, neighbours)
    send(neighbours.ole, neighbours.wind, GIGABYTE * 3 // 4)
    narrow = page_of_room(app, neighbours)

    assert ("1,0 GB von 2 GB" in half, "Der Platz wird knapp" in half) == (True, False)
    assert ("1,8 GB von 2 GB" in narrow, "Der Platz wird knapp" in narrow) == (True, True)
    assert "Mehr Platz bekommen Sie hier: wettbewerb@stadt.example" in narrow
    assert narrow.index("Solarbank") < narrow.index("Windrad")


def test_room_without_any_file_says_what_will_stand_there(app: Flask, neighbours: Neighbours) -> None:
    assert "Noch keine Datei" in page_of_room(app, neighbours)


@pytest.mark.browser
def test_room_has_no_fault(app: Flask, neighbours: Neighbours, chromium: Chromium, tmp_path: Path) -> None:
    pages = {"empty": page_of_room(app, neighbours)}
    send(neighbours.mia, neighbours.solar, 2 * GIGABYTE)
    pages["narrow"] = page_of_room(app, neighbours)

    assert complaints_about_pages(chromium, pages, tmp_path) == []
