import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.core import clock
from app.deliberation.actions import decide
from app.deliberation.rules import PRIZE, DecisionValues
from app.publication import actions
from tests.publication.conftest import PUBLIC, Stage
from tests.support.browsers import Browser
from tests.support.clearances import cleared, no_papers_for
from tests.support.jury import a_juror, a_prize, a_publication, a_reading, a_submission, approve_all
from tests.support.people import a_school_admin
from tests.support.rounds import AFTERWARDS, JURY_CLOSES, ONE_SECOND
from tests.support.statements import statements
from tests.support.teams import a_ground

MOMENT = AFTERWARDS + timedelta(days=1)
RESULTS = [
    "1. Preis Solarbank für den Pausenhof Eine Bank, die Handys mit Sonnenlicht lädt. Team „Sonnenkinder“",
    "2. Preis Regentonne Eine Bank, die Handys mit Sonnenlicht lädt. Team „Regentonne“",
]


def words_of(html: str) -> str:
    """What a page says, without its tags, blanks joined."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def cards_of(html: str) -> list[str]:
    """What each card of a page says."""
    return [words_of(card) for card in re.findall(r"<article.*?</article>", html, re.DOTALL)]


def asked_for(stage: Stage, **values: Any) -> dict[str, Any]:  # noqa: ANN401 # what is sent
    return {"seen": stage.bundle().digest, "is_checked": "y", "when": "now", **values}


def local(moment: Any) -> str:  # noqa: ANN401 # a moment
    return clock.local(moment).strftime("%Y-%m-%dT%H:%M")


# ---------------------------------------------------------------- for those who publish
def test_the_preview_shows_exactly_what_becomes_public(stage: Stage) -> None:
    preview = cards_of(stage.get(f"{stage.path}/preview").text)
    answer = stage.post(stage.path, asked_for(stage))
    assert (answer.status_code, answer.location) == (303, stage.path)
    assert preview == cards_of(stage.public().text) == RESULTS


def test_publishing_asks_for_a_confirmation(stage: Stage) -> None:
    answer = stage.post(stage.path, {**asked_for(stage), "is_checked": ""})
    assert answer.status_code == 422
    assert "Bitte zuerst prüfen und hier bestätigen." in answer.text
    assert "Solarbank" not in stage.public().text


def test_a_preview_that_is_out_of_date_is_not_published(stage: Stage) -> None:
    seen = asked_for(stage)
    cleared(a_submission(stage.ground, "Lernkiste"))
    approve_all(stage.ground.round)
    answer = stage.post(stage.path, seen)
    assert answer.status_code == 409
    assert "Solarbank" not in stage.public().text


def test_what_is_withheld_is_listed_and_has_to_be_confirmed_one_by_one(stage: Stage) -> None:
    no_papers_for(stage.winner)
    key = f"team-{stage.winner.id}"
    html = stage.get().text
    assert (f'value="{key}"' in html, "1 Element bleibt zurück" in html) == (True, True)
    assert stage.post(stage.path, asked_for(stage)).status_code == 409
    assert stage.post(stage.path, asked_for(stage, without=[key])).status_code == 303
    expected = "1. Preis Eine Idee, deren Titel nicht genannt wird Ein Team"
    assert cards_of(stage.public().text) == [expected, RESULTS[1]]


def test_before_the_jury_is_through_the_button_is_closed_and_says_since_when(stage: Stage) -> None:
    with clock.at(JURY_CLOSES - ONE_SECOND):
        browser = Browser(stage.app).sign_in(stage.ground.admin)
        text = words_of(browser.get(stage.path).text)
        answer = browser.post(stage.path, asked_for(stage))
    assert "Das ist möglich ab Mo., 12. April 2027, 09:00 Uhr (MESZ)." in text
    assert answer.status_code == 409


def test_a_moment_is_chosen_in_local_time_and_can_be_given_up(stage: Stage) -> None:
    values = asked_for(stage, when="later", publishes_at=local(MOMENT))
    assert stage.post(stage.path, values).location == stage.path
    page = words_of(stage.get().text)
    assert "Das wird öffentlich: Mi., 14. April 2027, 09:00 Uhr (MESZ)" in page
    assert stage.post(f"{stage.path}/end-plan", {}).status_code == 303
    assert "noch nicht öffentlich" in words_of(stage.get().text)
    assert stage.post(f"{stage.path}/end-plan", {}).status_code == 409


@pytest.mark.parametrize(
    ("values", "status", "words"),
    [
        ({"when": "later"}, 422, "Bitte Datum und Uhrzeit eintragen."),
        ({"when": "later", "publishes_at": "2028-03-26T02:30"}, 422, "Diese Uhrzeit gibt es an dem Tag nicht"),
        ({"when": "later", "publishes_at": "2027-10-31T02:30"}, 422, "Diese Uhrzeit gibt es an dem Tag zweimal"),
        ({"when": "later", "publishes_at": "2027-04-13T09:00"}, 409, "ist schon vorbei"),
        ({"when": "irgendwann"}, 422, "Not a valid choice"),
    ],
)
def test_a_moment_that_cannot_be_is_refused_in_words(
    stage: Stage, values: dict[str, str], status: int, words: str
) -> None:
    answer = stage.post(stage.path, asked_for(stage, **values))
    assert (answer.status_code, words in answer.text or "choice" in words) == (status, True)
    assert "noch nicht öffentlich" in words_of(stage.get().text)


def test_an_hour_that_exists_twice_is_published_at_the_chosen_one(stage: Stage) -> None:
    values = asked_for(stage, when="later", publishes_at="2027-10-31T02:30", publishes_fold="1")
    assert stage.post(stage.path, values).status_code == 303
    assert "So., 31. Oktober 2027, 02:30 Uhr (MEZ)" in words_of(stage.get().text)


def test_a_moment_that_lapsed_says_why(stage: Stage) -> None:
    a_publication(stage.ground.round, at=MOMENT)
    with clock.at(AFTERWARDS + ONE_SECOND):
        a_prize_of_three(stage)
        page = Browser(stage.app).sign_in(stage.ground.admin).get(stage.path)
    assert "Nach dem Planen hat sich eine Entscheidung geändert." in words_of(page.text)


def a_prize_of_three(stage: Stage) -> None:
    """Something else is decided at the present moment."""
    third = a_submission(stage.ground, "Lernkiste")
    values = DecisionValues(PRIZE, "3. Preis", 3, "Überzeugt in jeder Hinsicht.", deviates=True)
    decide(stage.ground.admin, stage.ground.round.id, third.id, values)


def test_results_taken_back_are_said_to_be_revised(stage: Stage) -> None:
    a_publication(stage.ground.round)
    end = f"{stage.path}/take-back"
    assert stage.post(end, {"reason": "nein"}).status_code == 422
    answer = stage.post(end, {"reason": "Ein Titel war falsch."})
    assert (answer.status_code, answer.location) == (303, stage.path)
    page = stage.public()
    assert "Die Ergebnisse werden überarbeitet" in page.text
    assert "Solarbank" not in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert stage.post(end, {"reason": "Ein Titel war falsch."}).status_code == 409


def test_after_publication_the_admin_sees_what_is_public_and_that_something_has_changed_since(stage: Stage) -> None:
    a_publication(stage.ground.round)
    assert "Seitdem hat sich etwas geändert" not in stage.get().text
    no_papers_for(stage.winner)
    page = words_of(stage.get().text)
    assert "Seitdem hat sich etwas geändert" in page
    assert "1. Preis : Solarbank für den Pausenhof, Team „Sonnenkinder“" in page


def test_only_admins_publish_and_take_back(stage: Stage) -> None:
    ground, values = stage.ground, asked_for(stage)
    others = [a_juror(ground.round), ground.teacher, a_school_admin(ground.school), ground.student("Ole")]
    with clock.at(AFTERWARDS):
        browsers = [Browser(stage.app).sign_in(person) for person in others]
        assert [browser.get(stage.path).status_code for browser in browsers] == [403] * 4
        assert [browser.post(stage.path, values).status_code for browser in browsers] == [403] * 4
    assert "Noch nicht veröffentlicht" in stage.public().text
    a_publication(ground.round)
    with clock.at(AFTERWARDS):
        end, reason = f"{stage.path}/take-back", {"reason": "Weil ich es will."}
        assert [browser.post(end, reason).status_code for browser in browsers] == [403] * 4
    assert cards_of(stage.public().text) == RESULTS


# ---------------------------------------------------------------- for everybody
def test_the_public_page_tells_no_person_school_points_or_id(stage: Stage) -> None:
    a_reading(stage.ground, stage.winner, 4)
    publication = a_publication(stage.ground.round)
    answer = stage.public()
    people = ("Mia", "Sommer", "Kapitänin", "Mitglied", stage.ground.school.name, stage.ground.school_class.name)
    judged = ("80,0", "Judith", "Überzeugt", str(stage.winner.content["number"]), stage.winner.receipt_number)
    names = ("submission", "decision", "idea", "team_id")
    ids = [each[name] for each in publication.results for name in names]
    assert [secret for secret in (*people, *judged, *ids) if secret in answer.text] == []
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(("ranks", "is_first_larger"), [((1, 2, 2), True), ((1, 1, 2), False)])
def test_nobody_who_shares_the_first_place_is_shown_larger(
    app: Flask, ranks: tuple[int, ...], *, is_first_larger: bool
) -> None:
    ground = a_ground()
    for title, rank in zip(("Solarbank", "Regentonne", "Lernkiste"), ranks, strict=True):
        a_prize(a_submission(ground, title), f"{rank}. Preis", rank)
    a_publication(ground.round)
    with clock.at(AFTERWARDS):
        public = Browser(app).get(PUBLIC).text
        preview = Browser(app).sign_in(ground.admin).get(f"/rounds/{ground.round.id}/publication/preview").text
    assert ["results--prizes" in html for html in (public, preview)] == [is_first_larger] * 2


def test_the_public_page_is_there_in_english_too(stage: Stage) -> None:
    a_publication(stage.ground.round)
    answer = stage.public(headers={"Accept-Language": "en"})
    assert 'lang="en"' in answer.text
    assert "Solarbank für den Pausenhof" in answer.text


@pytest.mark.parametrize("path", ["/competitions/nichts/runde-1/results", PUBLIC.replace("runde-1", "runde-9")])
def test_a_round_that_nobody_knows_has_no_results(stage: Stage, path: str) -> None:
    assert stage.public(path).status_code == 404


@pytest.mark.parametrize("end", [None, "/preview", PUBLIC])
def test_pages_ask_as_often_for_three_prizes_as_for_two(stage: Stage, end: str | None) -> None:
    def count() -> int:
        a_publication(stage.ground.round)
        with clock.at(AFTERWARDS):
            browser = Browser(stage.app).sign_in(stage.ground.admin)
            path = end if end == PUBLIC else stage.path + (end or "")
            # Whether this is a demo is asked once for each state of the database, not for each page.
            browser.get("/start")
            with statements() as sent:
                assert browser.get(path).status_code == 200
        return len(sent)

    before = count()
    third = a_submission(stage.ground, "Lernkiste")
    a_prize(third, "3. Preis", 3)
    cleared(third)
    with clock.at(AFTERWARDS):
        actions.take_back(stage.ground.admin, stage.ground.round.id, "Es fehlt ein Preis.")
    assert (count(), before <= 8) == (before, True)
