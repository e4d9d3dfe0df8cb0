import re

from app.calibration.queries import criteria_to_practise, examples_of
from app.calibration.rules import points_field, reason_field
from app.core import clock
from tests.panels.conftest import Office
from tests.support.jury import a_chair, a_juror, an_assignment
from tests.support.rounds import JUDGING


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_from_a_sample_idea_to_the_panels_spread(office: Office) -> None:
    keys = [criterion.key for criterion in criteria_to_practise(office.round.id)]
    juror, chair, page = a_juror(office.round), a_chair(office.round), f"{office.path}/calibration"
    assignment = an_assignment(juror, office.submission)
    points = {points_field(key): "3" for key in keys}
    reasons = {reason_field(key): "Weil der Nutzen klar ist." for key in keys}
    texts = {"title": "Pausenkiosk", "text": "Ein Kiosk, der ganz von selbst läuft und nie zu hat."}
    with clock.at(JUDGING):
        leading, judging = office.browser(chair), office.browser(juror)
        empty = words_of(leading.get(page).text)
        short = leading.post(f"{page}/new", texts | points)
        leading.post(f"{page}/new", texts | points | reasons)
        leading.post(f"{page}/require", {})
        (example,) = examples_of(office.round.id)
        stopped = judging.get(f"/jury/{assignment.id}")
        refused = judging.post(f"/jury/{assignment.id}", {"version": "0", "points_benefit": "3"})
        before = words_of(judging.get(f"/jury/rounds/{office.round.id}/practise/{example.id}").text)
        judging.post(f"/jury/rounds/{office.round.id}/practise/{example.id}", dict.fromkeys(points, "5"))
        after = words_of(judging.get(f"/jury/rounds/{office.round.id}/practise/{example.id}").text)
        listed = words_of(judging.get(f"/jury/rounds/{office.round.id}/practise").text)
        shown = words_of(leading.get(page).text)
        working = judging.get(f"/jury/{assignment.id}")
        opened = working.status_code
    assert ("Noch keine Probe-Idee" in empty, short.status_code) == (True, 422)
    way = f'href="/jury/rounds/{office.round.id}/practise"'
    assert (stopped.status_code, way in stopped.text, opened) == (409, True, 200)
    assert ([way in text for text in (refused.text, working.text)], refused.status_code) == ([True, False], 409)
    assert ["Weil der Nutzen klar ist." in text for text in (before, after)] == [False, True]
    assert ("geübt" in listed, "1 Jurymitglied hat geübt" in shown) == (True, True)


def test_a_sample_that_nobody_used_is_removed(office: Office) -> None:
    keys = [criterion.key for criterion in criteria_to_practise(office.round.id)]
    values = {points_field(key): "3" for key in keys} | {reason_field(key): "Klar genug." for key in keys}
    with clock.at(JUDGING):
        page, browser = f"{office.path}/calibration", office.browser()
        browser.post(f"{page}/new", {"title": "Pausenkiosk", "text": "Ein Kiosk, der ganz von selbst läuft."} | values)
        (example,) = examples_of(office.round.id)
        browser.post(f"{page}/{example.id}/remove", {})
    assert examples_of(office.round.id) == []
