from app.conflicts.queries import objections_of
from app.core import clock
from tests.panels.conftest import Office
from tests.support.jury import DEALING


def test_a_team_objects_reads_the_state_and_takes_it_back(office: Office) -> None:
    path = f"/teams/{office.idea.team_id}/objections"
    with clock.at(DEALING):
        browser = office.browser(office.captain)
        unnamed = browser.post(path, {"relation": "company", "company": "", "note": "Konkurrenz"})
        browser.post(path, {"relation": "company", "company": "Zahnrad AG", "note": "Konkurrenz"})
        browser.post(path, {"relation": "person", "company": "", "note": "Die Tante von Kim"})
        shown = browser.get(path).text
        for objection in objections_of(office.idea.team_id):
            browser.post(f"{path}/{objection.id}/take-back", {})
    assert unnamed.status_code == 422
    assert "Bitte sagt, welcher Betrieb das ist." in unnamed.text
    assert ["Zahnrad AG" in shown, "wird geprüft" in shown, "Die Tante von Kim" in shown] == [True, True, True]
    assert {each.state for each in objections_of(office.idea.team_id)} == {"taken_back"}
