from app.core import clock
from app.stages.queries import final_after
from tests.finals.conftest import Semi
from tests.support.browsers import Browser
from tests.support.rounds import AFTERWARDS

WHEN = {"opens_at": "2027-05-03T09:00", "closes_at": "2027-05-05T18:00"}


def test_the_admin_sees_who_comes_in_and_makes_the_final(semi: Semi) -> None:
    path = f"/rounds/{semi.round_id}/final"
    with clock.at(AFTERWARDS):
        browser = Browser(semi.app).sign_in(semi.ground.admin)
        page = browser.get(path).text
        assert ("Solarbank (Solarbank)" in page, "Windrad" in page, "zu 40 %" in page) == (True, False, True)
        wrong = browser.post(path, {"title": "Finale", "seen": semi.digest})
        assert (wrong.status_code, "Bitte Datum und Uhrzeit eintragen." in wrong.text) == (422, True)
        answer = browser.post(path, {"title": "Finale", "seen": semi.digest, **WHEN})
        final = final_after(semi.round_id)
        assert final is not None
        assert (answer.status_code, answer.location) == (303, f"/rounds/{final.round_id}/desk")
        assert "Das Finale ist angelegt" in browser.get(path).text
        assert "Diese Runde ist selbst ein Finale." in browser.get(f"/rounds/{final.round_id}/final").text
        assert browser.post(path, {"title": "Noch eins", "seen": semi.digest, **WHEN}).status_code == 409


def test_before_the_approvals_the_page_says_what_is_missing(open_semi: Semi) -> None:
    with clock.at(AFTERWARDS):
        browser = Browser(open_semi.app).sign_in(open_semi.ground.admin)
        page = browser.get(f"/rounds/{open_semi.round_id}/final").text
    assert "sobald zwei Personen die Entscheidungen freigegeben haben" in page
