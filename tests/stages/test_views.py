from flask import Flask

from app.core import clock
from tests.support.browsers import Browser
from tests.support.rounds import BEFORE
from tests.support.teams import a_ground


def test_the_page_tells_what_it_means_and_takes_it(app: Flask) -> None:
    ground = a_ground()
    path = f"/rounds/{ground.round.id}/carry-over"
    with clock.at(BEFORE):
        browser = Browser(app).sign_in(ground.admin)
        assert "bevor die Jury den ersten Bogen beginnt" in browser.get(path).text
        assert browser.post(path, {"share": "101"}).status_code == 422
        answer = browser.post(path, {"share": "40", "version": "0"})
        assert (answer.status_code, answer.location) == (303, f"/rounds/{ground.round.id}/final")
        conflict = browser.post(path, {"share": "50", "version": "0"})
        assert (conflict.status_code, "40 %" in conflict.text) == (409, True)
