import re

import pytest

from app.core import clock
from app.deliberation import actions as deliberation
from app.publication import actions, rules
from tests.publication.conftest import PUBLIC, Stage
from tests.support.browsers import Browser
from tests.support.jury import a_juror, a_prize, a_publication, a_reading, a_submission
from tests.support.people import a_school_admin
from tests.support.rounds import AFTERWARDS, JURY_CLOSES, ONE_SECOND
from tests.support.statements import statements


def words_of(html: str) -> str:
    """What a page says, without its tags, blanks joined."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def cards_of(html: str) -> list[str]:
    """What each card of a page says."""
    return [words_of(card) for card in re.findall(r"<article.*?</article>", html, re.DOTALL)]


def digest_shown(stage: Stage) -> str:
    found = re.search(r'name="seen"\s+value="([0-9a-f]{64})"', stage.get().text)
    assert found is not None
    return found.group(1)


RESULTS = [
    "1. Preis Solarbank für den Pausenhof Team „Sonnenkinder“",
    "2. Preis Regentonne Team „Regentonne“",
]


def test_the_preview_shows_exactly_what_becomes_public(stage: Stage) -> None:
    preview = cards_of(stage.get().text)
    answer = stage.post(stage.path, {"seen": digest_shown(stage), "is_checked": "y"})
    assert (answer.status_code, answer.location) == (303, stage.path)
    assert preview == cards_of(stage.public().text) == RESULTS


def test_publishing_asks_for_a_confirmation(stage: Stage) -> None:
    answer = stage.post(stage.path, {"seen": digest_shown(stage)})
    assert answer.status_code == 422
    assert "Bitte zuerst prüfen und hier bestätigen." in answer.text
    assert "Solarbank" not in stage.public().text


def test_a_preview_that_is_out_of_date_is_not_published(stage: Stage) -> None:
    seen = digest_shown(stage)
    a_prize(a_submission(stage.ground, "Lernkiste"), "3. Preis", 3)
    answer = stage.post(stage.path, {"seen": seen, "is_checked": "y"})
    assert answer.status_code == 409
    assert "Solarbank" not in stage.public().text


def test_before_the_jury_is_through_the_button_is_closed_and_says_since_when(stage: Stage) -> None:
    with clock.at(JURY_CLOSES - ONE_SECOND):
        browser = Browser(stage.app).sign_in(stage.ground.admin)
        text = words_of(browser.get(stage.path).text)
        answer = browser.post(stage.path, {"seen": rules.digest_of([]), "is_checked": "y"})
    assert "Das ist möglich ab Mo., 12. April 2027, 09:00 Uhr (MESZ)." in text
    assert answer.status_code == 409


def test_before_publication_the_public_page_is_the_same_whoever_wins(stage: Stage) -> None:
    before = stage.public()
    a_prize(a_submission(stage.ground, "Lernkiste"), "3. Preis", 3)
    a_reading(stage.ground, stage.winner, 5)
    with clock.at(AFTERWARDS):
        deliberation.revoke(stage.ground.admin, stage.ground.round.id, stage.first.id, "War ein Versehen.")
    after = stage.public()
    assert "Noch nicht veröffentlicht" in before.text
    assert before.data == after.data
    fixed = ("Content-Length", "Cache-Control", "Content-Type")
    assert [before.headers[name] for name in fixed] == [after.headers[name] for name in fixed]
    assert before.headers["Cache-Control"] == "no-store"


def test_the_public_page_tells_no_person_school_or_points(stage: Stage) -> None:
    a_reading(stage.ground, stage.winner, 4)
    a_publication(stage.ground.round)
    answer = stage.public()
    people = ("Mia", "Sommer", "Kapitänin", "Mitglied", stage.ground.school.name, stage.ground.school_class.name)
    judged = ("80,0", "Judith", "Überzeugt", str(stage.winner.content["number"]), stage.winner.receipt_number)
    assert [secret for secret in (*people, *judged) if secret in answer.text] == []
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-cache"


def test_the_public_page_is_there_in_english_too(stage: Stage) -> None:
    a_publication(stage.ground.round)
    answer = stage.public(headers={"Accept-Language": "en"})
    assert 'lang="en"' in answer.text
    assert "Solarbank für den Pausenhof" in answer.text


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


def test_after_publication_the_admin_sees_what_is_public_and_what_has_changed_since(stage: Stage) -> None:
    a_publication(stage.ground.round)
    assert "Die Preise haben sich seitdem geändert" not in stage.get().text
    with clock.at(AFTERWARDS):
        deliberation.revoke(stage.ground.admin, stage.ground.round.id, stage.second.id, "War ein Versehen.")
    html = stage.get().text
    assert "Die Preise haben sich seitdem geändert" in html
    assert cards_of(html) == RESULTS


@pytest.mark.parametrize("path", ["/competitions/nichts/runde-1/results", PUBLIC.replace("runde-1", "runde-9")])
def test_a_round_that_nobody_knows_has_no_results(stage: Stage, path: str) -> None:
    assert Browser(stage.app).get(path).status_code == 404


def test_only_admins_publish_and_take_back(stage: Stage) -> None:
    ground, seen = stage.ground, digest_shown(stage)
    others = [a_juror(ground.round), ground.teacher, a_school_admin(ground.school), ground.student("Ole")]
    with clock.at(AFTERWARDS):
        browsers = [Browser(stage.app).sign_in(person) for person in others]
        assert [browser.get(stage.path).status_code for browser in browsers] == [403] * 4
        values = {"seen": seen, "is_checked": "y"}
        assert [browser.post(stage.path, values).status_code for browser in browsers] == [403] * 4
    assert "Noch nicht veröffentlicht" in stage.public().text
    a_publication(ground.round)
    with clock.at(AFTERWARDS):
        end, reason = f"{stage.path}/take-back", {"reason": "Weil ich es will."}
        assert [browser.post(end, reason).status_code for browser in browsers] == [403] * 4
    assert cards_of(stage.public().text) == RESULTS


@pytest.mark.parametrize("path", [None, PUBLIC])
def test_pages_ask_as_often_for_three_prizes_as_for_two(stage: Stage, path: str | None) -> None:
    def count() -> int:
        a_publication(stage.ground.round)
        with clock.at(AFTERWARDS):
            browser = Browser(stage.app).sign_in(stage.ground.admin)
            with statements() as sent:
                assert browser.get(path or stage.path).status_code == 200
        return len(sent)

    before = count()
    a_prize(a_submission(stage.ground, "Lernkiste"), "3. Preis", 3)
    with clock.at(AFTERWARDS):
        actions.take_back(stage.ground.admin, stage.ground.round.id, "Es fehlt ein Preis.")
    assert (count(), before <= 8) == (before, True)
