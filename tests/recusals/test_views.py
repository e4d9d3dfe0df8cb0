import re

import pytest

from app.accounts.models import User
from app.conflicts.actions import object_to_person
from app.conflicts.queries import objections_of
from app.core import clock
from app.recusals.queries import conflicts_for, exceptions_for
from tests.panels.conftest import Office
from tests.support.jury import a_chair, a_handed_in_sheet, a_juror, an_assignment, member_of
from tests.support.rounds import JUDGING
from tests.support.statements import statements

BIASED = {"cause": "biased", "relation": "family", "note": "Meine Nichte."}
REASON = {"reason": "Hat es erst nach der Abgabe gemerkt."}


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.fixture
def biased(office: Office) -> tuple[Office, User, User]:
    """A juror who handed in and then says to be biased; and the chair."""
    juror, chair = a_juror(office.round, name="Anna Acht"), a_chair(office.round)
    assignment = an_assignment(juror, office.submission)
    a_handed_in_sheet(juror, assignment)
    with clock.at(JUDGING):
        page = f"/jury/{assignment.id}/decline"
        assert "Ihr abgegebener Bogen bleibt" in office.browser(juror).get(page).text
        assert office.browser(juror).post(page, BIASED).location == "/jury"
        assert office.browser(juror).get(page).status_code == 404
    return office, juror, chair


def test_the_chair_takes_a_biased_sheet_out_of_the_contest(biased: tuple[Office, User, User]) -> None:
    office, _juror, chair = biased
    with clock.at(JUDGING):
        browser = office.browser(chair)
        listed = browser.get(f"{office.path}/conflicts").text
        (void,) = re.findall(rf'href="({office.path}/assignments/[^"]+/void)"', listed)
        short = browser.post(void, {"reason": "Weil."})
        done = browser.post(void, REASON)
        after = words_of(browser.get(f"{office.path}/conflicts").text)
        again = browser.get(void)
    assert [short.status_code, done.status_code, again.status_code] == [422, 303, 404]
    assert len(exceptions_for(office.admin, office.round.id).voidings) == 1
    assert f"Der Bogen von Anna Acht zu Idee {office.idea.number} zählt nicht: {REASON['reason']}" in after


def test_an_admin_sees_it_too_but_cannot_take_it_out(biased: tuple[Office, User, User]) -> None:
    office, _juror, _chair = biased
    with clock.at(JUDGING):
        listed = words_of(office.browser().get(f"{office.path}/conflicts").text)
    assert ("Anna Acht" in listed, "Der Vorsitz entscheidet." in listed) == (True, True)


def test_a_conflict_is_entered_and_ended_with_a_reason(office: Office) -> None:
    juror = a_juror(office.round, name="Anna Acht")
    with clock.at(JUDGING):
        browser = office.browser()
        values = {"juror": str(member_of(office.round, juror).id), "idea": str(office.submission.id)}
        unnamed = browser.post(f"{office.path}/conflicts/new", values | {"relation": "mentor", "note": ""})
        browser.post(f"{office.path}/conflicts/new", values | {"relation": "mentor", "note": "Hörensagen"})
        (known,) = conflicts_for(office.admin, office.round.id)
        ended = browser.post(f"{office.path}/conflicts/{known.id}/end", REASON)
    assert (unnamed.status_code, known.name, ended.status_code) == (422, "Anna Acht", 303)
    assert conflicts_for(office.admin, office.round.id) == []


def test_an_objection_is_answered_without_a_name_on_the_teams_page(office: Office) -> None:
    juror = a_juror(office.round, name="Anna Acht")
    object_to_person(office.captain, office.idea.team_id, "Die Tante von Kim")
    (objection,) = objections_of(office.idea.team_id)
    with clock.at(JUDGING):
        page = f"{office.path}/objections/{objection.id}"
        chosen = {"jurors": str(member_of(office.round, juror).id), "answer": "Ist berücksichtigt."}
        answered = office.browser().post(page, chosen)
        again = office.browser().post(page, chosen)
        shown = office.browser(office.captain).get(f"/teams/{office.idea.team_id}/objections").text
    assert (answered.status_code, again.status_code) == (303, 409)
    assert ("Ist berücksichtigt." in shown, "Anna" in shown) == (True, False)


def test_only_the_chair_lets_somebody_biased_judge(office: Office) -> None:
    juror, chair = a_juror(office.round, name="Anna Acht", school=office.ground.school), a_chair(office.round)
    page = f"{office.path}/waive/{office.submission.id}/{member_of(office.round, juror).id}"
    with clock.at(JUDGING):
        refused = office.browser().post(page, REASON)
        shown = words_of(office.browser(chair).get(page).text)
        done = office.browser(chair).post(page, REASON)
    assert (refused.status_code, done.status_code) == (403, 303)
    assert "Anna Acht gehört zur Schule des Teams" in shown
    assert len(exceptions_for(office.admin, office.round.id).waived) == 1


def test_a_juror_says_yes_to_everything_by_one_click(office: Office) -> None:
    juror = a_juror(office.round)
    an_assignment(juror, office.submission)
    with clock.at(JUDGING):
        browser = office.browser(juror)
        browser.post(f"/jury/rounds/{office.round.id}/accept", {})
        assert "1 Idee ist zugesagt" in browser.get("/jury").text


def test_the_page_of_conflicts_asks_little_however_many_there_are(office: Office) -> None:
    counts = []
    for name in ("Anna Acht", "Berta Blau"):
        juror = a_juror(office.round, name=name)
        with clock.at(JUDGING):
            values = {"juror": str(member_of(office.round, juror).id), "idea": str(office.submission.id)}
            office.browser().post(f"{office.path}/conflicts/new", values | {"relation": "mentor", "note": "Gehört"})
            browser = office.browser()
            with statements() as asked:
                browser.get(f"{office.path}/conflicts")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 8
