"""The page on which a team names its companies."""

import uuid

from app.accounts import actions as accounts
from app.core import clock
from app.teams import queries
from tests.support.browsers import Browser
from tests.support.rounds import SUBMIT_CLOSES
from tests.support.teams import a_ground, a_team, answer_of


def test_companies_are_added_and_removed_and_it_says_what_for(browser: Browser) -> None:
    ground = a_ground()
    mia = ground.student("Mia")
    team = a_team(mia, ground.round)
    path = f"/teams/{team.id}/companies"
    accounts.company_named("Ätherwerk", by_staff=True)

    page = browser.sign_in(mia).get(path)
    added = browser.post(path, {"name": "Zahnrad AG"})
    (company,) = queries.companies_of(team.id)
    shown = browser.get(path).text
    removed = browser.post(f"{path}/{company.id}/remove")

    for words in ("bekommt eure Idee in der Jury nicht zu lesen", '<option value="Ätherwerk">', "Noch kein Betrieb."):
        assert words in page.text
    assert ("Entfernen: Zahnrad AG" in shown, '<option value="Zahnrad AG">' in shown) == (True, False)
    assert (answer_of(added), answer_of(removed)) == ((303, path), (303, path))
    assert queries.companies_of(team.id) == []


def test_a_name_that_is_too_short_is_refused_and_stays_typed(browser: Browser) -> None:
    ground = a_ground()
    mia = ground.student("Mia")
    path = f"/teams/{a_team(mia, ground.round).id}/companies"
    response = browser.sign_in(mia).post(path, {"name": "X"})
    assert (response.status_code, 'value="X"' in response.text) == (422, True)


def test_companies_stand_once_submission_is_closed(browser: Browser) -> None:
    ground = a_ground()
    mia = ground.student("Mia")
    path = f"/teams/{a_team(mia, ground.round).id}/companies"
    with clock.at(SUBMIT_CLOSES):
        browser.sign_in(mia)
        page, answer = browser.get(path), browser.post(path, {"name": "Zahnrad AG"})
    assert (page.status_code, 'name="name"' in page.text) == (200, False)
    assert (answer.status_code, "Zahnrad AG" in answer.text) == (409, True)


def test_the_page_of_a_team_of_others_is_not_there(browser: Browser) -> None:
    ground = a_ground()
    mia = ground.student("Mia")
    team = a_team(mia, ground.round)
    browser.sign_in(ground.student("Ben"))
    assert browser.get(f"/teams/{team.id}/companies").status_code == 404
    assert browser.post(f"/teams/{team.id}/companies/{uuid.uuid4()}/remove").status_code == 404
