"""The pages of a policy."""

import pytest

from app.policies import actions
from app.policies.rules import MEAN, Terms
from tests.policies.conftest import Desk, fields


def test_an_admin_lays_down_what_counts(desk: Desk) -> None:
    browser = desk.browser()
    form = browser.get(f"{desk.path}/edit")
    response = browser.post(f"{desk.path}/edit", fields())

    assert (form.status_code, response.status_code, response.location) == (200, 303, desk.path)
    assert desk.policy.terms == Terms(MEAN, 5, ("novelty",), 3, 12)
    assert "Bei Gleichstand entscheidet: mehr Punkte bei „Neuheit“." in browser.get(desk.path).text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"places": "0"}, "Bitte eine ganze Zahl zwischen 1 und 100 eintragen."),
        ({"readings_min": "9"}, "Bitte eine ganze Zahl zwischen 1 und 8 eintragen."),
        ({"readings_budget": "-1"}, "Bitte eine ganze Zahl zwischen 0 und 10000 eintragen."),
        ({"method": "median"}, "Keine gültige Auswahl."),
        ({"tie_2": "novelty"}, "Diese Regel steht schon darüber."),
        ({"tie_1": "p_top"}, "Eine Chance auf einen Preis gibt es nur beim Fairwert, nicht beim Mittelwert."),
    ],
)
def test_what_is_wrong_is_told_and_all_that_was_entered_stays(desk: Desk, changes: dict[str, str], words: str) -> None:
    response = desk.browser().post(f"{desk.path}/edit", fields(**changes))

    assert (response.status_code, words in response.text, desk.policy.terms) == (422, True, Terms())
    assert 'value="12"' in response.text or "readings_budget" in changes


def test_a_stale_page_shows_both_sides_and_saves_when_it_is_sent_again(desk: Desk) -> None:
    browser = desk.browser()
    browser.post(f"{desk.path}/edit", fields())
    stale = browser.post(f"{desk.path}/edit", fields(places="7"))
    again = browser.post(f"{desk.path}/edit", fields(places="7", version="2"))

    assert (stale.status_code, "Jemand anderes hat inzwischen gespeichert" in stale.text) == (409, True)
    assert (again.status_code, desk.policy.terms.places) == (303, 7)


def test_once_a_sheet_is_begun_the_page_says_since_when_it_stands_and_saving_is_refused(desk: Desk) -> None:
    browser = desk.browser()
    actions.lock_policy(desk.round.id)
    page, form = browser.get(desk.path), browser.get(f"{desk.path}/edit")
    response = browser.post(f"{desk.path}/edit", fields())

    words = "Ein Jurymitglied hat schon mit einem Bogen begonnen."
    assert [each.status_code for each in (page, form, response)] == [200, 409, 409]
    assert all(words in each.text for each in (page, form, response))
    assert (desk.policy.digest in page.text, desk.policy.terms) == (True, Terms())
