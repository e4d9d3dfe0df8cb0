import re

from app.core import clock
from app.panels.queries import jurors_of
from tests.panels.conftest import Office
from tests.support.jury import DEALING, a_chair, a_juror
from tests.support.rounds import ONE_SECOND, SUBMIT_CLOSES
from tests.support.statements import statements

ORDER = {"readings": "1", "days": "5", "is_mixed": "y", "takes_back": "y", "seed": "7"}


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_a_chair_asks_for_a_plan_reads_what_it_does_and_deals_by_it(office: Office) -> None:
    a_juror(office.round, name="Anna Acht")
    a_juror(office.round, name="Berta Blau", company="Zahnrad AG")
    with clock.at(DEALING):
        browser = office.browser(a_chair(office.round))
        asked = browser.post(f"{office.path}/plans", ORDER)
        shown = words_of(browser.get(asked.location).text)
        dealt = browser.post(asked.location, {})
        listed = words_of(browser.get(f"{office.path}/plans").text)
        again = browser.post(asked.location, {})
    assert ["1 Bewertung wird neu verteilt." in shown, "mit der Startzahl 7" in shown] == [True, True]
    assert dealt.location == f"{office.path}/progress"
    assert sum(juror.readings for juror in jurors_of(office.round.id)) == 1
    assert ("Startzahl 7" in listed, again.status_code) == (True, 409)


def test_what_cannot_be_is_answered_in_words(office: Office) -> None:
    a_juror(office.round, name="Anna Acht", school=office.ground.school)
    with clock.at(DEALING):
        asked = office.browser().post(f"{office.path}/plans", ORDER)
        shown = office.browser().get(asked.location)
        wrong = office.browser().post(f"{office.path}/plans", {**ORDER, "readings": "0"})
    assert shown.status_code == 422
    assert f"Idee {office.idea.number} fehlt 1 Jurymitglied; infrage kommen 0" in words_of(shown.text)
    assert wrong.status_code == 422


def test_one_second_before_the_end_of_submission_nothing_is_drawn(office: Office) -> None:
    a_juror(office.round)
    with clock.at(SUBMIT_CLOSES - ONE_SECOND):
        assert office.browser().post(f"{office.path}/plans", ORDER).status_code == 409
        assert "Zuteilen geht erst" in office.browser().get(f"{office.path}/plans").text


def test_the_pages_ask_little_however_many_jurors_there_are(office: Office) -> None:
    a_juror(office.round, name="Anna Acht")
    with clock.at(DEALING):
        plan = office.browser().post(f"{office.path}/plans", ORDER).location
        counts = []
        for name in ("Berta Blau", "Carla Clou"):
            a_juror(office.round, name=name)
            for page in (f"{office.path}/plans", plan):
                browser = office.browser()
                with statements() as asked:
                    browser.get(page)
                counts.append(len(asked))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 8
