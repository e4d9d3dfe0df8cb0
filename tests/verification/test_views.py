"""What anybody learns of a certificate: never a person's name, and nothing that is not public anyway."""

from app.certificates.rules import MemberPaper, TeamPaper, ThanksPaper
from app.core import clock
from tests.support.browsers import Browser
from tests.support.certificates import LATER, Stage, publish
from tests.support.clearances import cleared, papers_for, withdrawn
from tests.support.jury import a_publication
from tests.support.rounds import AFTERWARDS, ONE_SECOND

VALID = "Diese Urkunde ist echt und gültig."
UNKNOWN = "Zu diesem Prüfcode gibt es keine gültige Urkunde."
REPLACED = "Diese Urkunde wurde durch eine neue ersetzt."
REVISED = "Die Ergebnisse dieser Runde werden gerade überarbeitet."
EVERYTHING = (VALID, UNKNOWN, REPLACED, REVISED)


def own_code(stage: Stage) -> str:
    """That of Mia, who won."""
    (issued,) = stage.issue("Mia Sommer", MemberPaper(stage.sun.id), AFTERWARDS)
    return issued.row.code


def said(stage: Stage, code: str) -> tuple[int, list[str]]:
    answer = stage.public(f"/verify/{code}")
    return answer.status_code, [each for each in EVERYTHING if each in answer.text]


def publish_again(stage: Stage) -> None:
    a_publication(stage.ground.round, at=AFTERWARDS + 40 * ONE_SECOND)


# ---------------------------------------------------------------- what the code tells
def test_anybody_reads_what_is_certified_and_never_a_name(stage: Stage) -> None:
    code = own_code(stage)
    page = stage.public(f"/verify/{code}")
    assert said(stage, code) == (200, [VALID])
    for words in ("Innovationswettbewerb 2027", "Runde 1", "1. Preis", "ein Mitglied des Teams", "13. April 2027"):
        assert words in page.text
    assert [name for name in (*stage.people, stage.ground.school.name) if name in page.text] == []


def test_team_and_idea_stand_there_only_as_far_as_they_are_public(finished: Stage) -> None:
    """The Sonnenkinder have papers and released their title; of the Regenmacher only the papers are there."""
    cleared(finished.won)
    papers_for(finished.lost)
    stage = publish(finished)
    (other,) = stage.issue("Ben Herbst", TeamPaper(stage.rain.id))
    winner, also = stage.public(f"/verify/{own_code(stage)}").text, stage.public(f"/verify/{other.row.code}").text
    assert [word in winner for word in ("Sonnenkinder", "Solarbank")] == [True, True]
    assert [word in also for word in ("Regenmacher", "Regentonne", "Teilnahme")] == [False, False, True]


def test_what_is_released_no_more_vanishes_from_the_check_as_well(finished: Stage) -> None:
    cleared(finished.won)
    cleared(finished.lost)
    stage = publish(finished)
    (other,) = stage.issue("Ben Herbst", TeamPaper(stage.rain.id))
    assert "Regentonne" in stage.public(f"/verify/{other.row.code}").text
    withdrawn(stage.lost, "title")
    withdrawn(stage.won, "title")
    for code in (other.row.code, own_code(stage)):
        page = stage.public(f"/verify/{code}").text
        assert [word in page for word in ("Regentonne", "Solarbank")] == [False, False]


def test_without_papers_the_check_names_neither_team_nor_idea(stage: Stage) -> None:
    page = stage.public(f"/verify/{own_code(stage)}").text
    assert [word in page for word in ("Sonnenkinder", "Solarbank", "1. Preis")] == [False, False, True]


def test_thanks_are_checked_without_saying_to_whom(stage: Stage) -> None:
    (issued,) = stage.issue("Jo Jury", ThanksPaper(stage.ground.round.id, "juror"))
    page = stage.public(f"/verify/{issued.row.code}").text
    assert ["ein Mitglied der Jury" in page, "Jo Jury" in page] == [True, False]


def test_unknown_and_withdrawn_codes_answer_alike(stage: Stage) -> None:
    code = own_code(stage)
    stage.withdraw(code)
    answers = {each: stage.public(f"/verify/{each}") for each in (code, "ABCD" * 4, "x")}
    assert [answer.status_code for answer in answers.values()] == [404] * 3
    # The links to the other language name the page.
    assert len({answer.text.replace(f"/verify/{each}", "") for each, answer in answers.items()}) == 1
    assert said(stage, code) == (404, [UNKNOWN])


def test_a_code_may_be_typed_in_groups_and_in_small_letters(stage: Stage) -> None:
    code = own_code(stage)
    answer = stage.public(f"/verify?code={code[:4].lower()}-{code[4:8]}+{code[8:]}")
    assert (answer.status_code, answer.location) == (303, f"/verify/{code}")
    assert said(stage, f"{code[:8].lower()}%20{code[8:]}") == (200, [VALID])
    assert stage.public("/verify").status_code == 200
    assert stage.public("/verify?code=%20-").status_code == 200


def test_while_the_results_are_revised_the_check_says_just_that(stage: Stage) -> None:
    code = own_code(stage)
    stage.take_back()
    page = stage.public(f"/verify/{code}").text
    assert said(stage, code) == (200, [REVISED])
    assert [word in page for word in ("1. Preis", "Sonnenkinder")] == [False, False]
    publish_again(stage)
    assert said(stage, code) == (200, [VALID])


def test_after_another_prize_was_published_the_old_code_says_that_it_was_replaced(stage: Stage) -> None:
    """Whether the new certificate was downloaded or not."""
    code = own_code(stage)
    stage.take_back()
    stage.decide_anew("2. Preis")
    publish_again(stage)
    assert said(stage, code) == (200, [REPLACED])
    (new,) = stage.issue("Mia Sommer", MemberPaper(stage.sun.id))
    assert (said(stage, code), said(stage, new.row.code)) == ((200, [REPLACED]), (200, [VALID]))
    assert "1. Preis" not in stage.public(f"/verify/{code}").text


def test_the_check_is_a_public_page_without_session_or_token(stage: Stage) -> None:
    for path in ("/verify", f"/verify/{own_code(stage)}"):
        answer = stage.public(path)
        assert (answer.headers["Cache-Control"], answer.headers.getlist("Set-Cookie")) == ("no-cache", [])
        assert "csrf" not in answer.text


# ---------------------------------------------------------------- the name
def compare(stage: Stage, code: str, name: str, browser: Browser | None = None) -> tuple[int, str]:
    with clock.at(LATER):
        answer = (browser or Browser(stage.app)).post(f"/verify/{code}/name", {"name": name})
    words = ("Der Name stimmt.", "Dieser Name steht nicht auf der Urkunde.")
    return answer.status_code, next((each for each in words if each in answer.text), "")


def test_whoever_holds_the_paper_can_compare_the_name(stage: Stage) -> None:
    code = own_code(stage)
    page = stage.public(f"/verify/{code}/name")
    assert (page.status_code, "Mia" in page.text) == (200, False)
    assert compare(stage, code, " mia  sommer") == (200, "Der Name stimmt.")
    assert compare(stage, code, "Sam Winter") == (200, "Dieser Name steht nicht auf der Urkunde.")
    assert compare(stage, code, "") == (422, "")


def test_guessing_names_is_braked_for_each_code(stage: Stage) -> None:
    code = own_code(stage)
    (other,) = stage.issue("Sam Winter", MemberPaper(stage.sun.id))
    for number in range(10):
        assert compare(stage, code, f"Name {number}")[0] == 200
    with clock.at(LATER):
        braked = Browser(stage.app).post(f"/verify/{code}/name", {"name": "Mia Sommer"})
    assert (braked.status_code, "Retry-After" in braked.headers) == (429, True)
    assert compare(stage, other.row.code, "Sam Winter") == (200, "Der Name stimmt.")


def test_right_names_are_never_braked(stage: Stage) -> None:
    code = own_code(stage)
    assert {compare(stage, code, "Mia Sommer") for _number in range(12)} == {(200, "Der Name stimmt.")}


def test_names_are_compared_only_while_the_certificate_holds(stage: Stage) -> None:
    code = own_code(stage)
    stage.take_back()
    assert compare(stage, code, "Mia Sommer") == (404, "")
    assert compare(stage, "ABCD" * 4, "Mia Sommer") == (404, "")


def test_comparing_needs_a_token_of_this_site(stage: Stage) -> None:
    with clock.at(LATER):
        browser = Browser(stage.app)
        answer = browser.post(f"/verify/{own_code(stage)}/name", {"name": "x"}, headers={"X-CSRFToken": ""})
    assert answer.status_code == 400
