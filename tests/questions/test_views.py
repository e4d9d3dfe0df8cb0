from app.core import clock
from app.core.access import Role
from tests.deliberation.conftest import words_of
from tests.questions.conftest import Desk
from tests.support.browsers import Browser
from tests.support.jury import a_handed_in_sheet, a_juror, a_submission, an_assignment
from tests.support.people import somebody
from tests.support.rounds import AFTERWARDS, JUDGING
from tests.support.statements import statements

WHY = "Die Kosten hat sonst niemand gesehen."


def test_the_chair_sees_what_stands_out_asks_and_reads_the_answer(desk: Desk) -> None:
    assert desk.path in desk.get(desk.chair, f"/rounds/{desk.round_id}/progress").text
    text = words_of(desk.get(desk.chair).text)
    assert "Wasserrad Cem Kurz viel weniger Punkte als erwartet Nachfragen" in text
    page = words_of(desk.get(desk.chair, f"{desk.path}/{desk.sheet.id}").text)
    assert "Cem Kurz fragen" in page
    assert "gibt viel weniger Punkte, als die übrigen Bögen erwarten lassen" in page
    answer = desk.send(desk.chair, f"{desk.path}/{desk.sheet.id}")
    assert (answer.status_code, answer.location) == (303, desk.path)
    assert "gefragt, noch keine Antwort" in desk.get(desk.chair).text
    answer = desk.send(desk.cem, desk.own_path, {"choice": "kept", "reason": WHY})
    assert (answer.status_code, answer.location) == (303, f"/jury/{desk.assignment.id}")
    assert f"bleibt so {WHY}" in words_of(desk.get(desk.chair).text)


def test_the_juror_reads_the_question_and_nothing_of_others(desk: Desk) -> None:
    desk.asks()
    html = desk.get(desk.cem, desk.own_path).text
    assert ("Ihr Bogen: 20,0 von 100" in html, "80,0" in html, "Anna" in html) == (True, False, False)
    assert desk.get(desk.anna, desk.own_path).status_code == 404
    assert desk.get(desk.chair, desk.own_path).status_code == 403
    answer = desk.send(desk.cem, desk.own_path, {"choice": "kept", "reason": "Darum."})
    assert (answer.status_code, "Darum." in answer.text, "mindestens 10 Zeichen" in answer.text) == (422, True, True)
    desk.send(desk.cem, desk.own_path, {"choice": "reopened"})
    assert "wieder geöffnet" in desk.get(desk.cem, desk.own_path).text
    assert "wieder öffnen" not in desk.get(desk.cem, f"/jury/{desk.assignment.id}").text


def test_the_start_page_of_the_juror_leads_to_the_question(desk: Desk) -> None:
    assert "Der Juryvorsitz hat eine Frage" not in desk.get(desk.cem, "/start").text
    desk.asks()
    html = desk.get(desk.cem, "/start").text
    assert ("Der Juryvorsitz hat eine Frage" in html, desk.own_path in html) == (True, True)
    assert "Der Juryvorsitz hat eine Frage" not in desk.get(desk.anna, "/start").text


def test_the_auditor_reads_numbers_instead_of_names_and_nobody_else_asks(desk: Desk) -> None:
    desk.asks()
    html = desk.get(somebody(Role.AUDITOR)).text
    assert ("Cem" in html, "Jurymitglied 1" in html) == (False, True)
    admin = desk.get(desk.ground.admin).text
    assert ("Cem Kurz" in admin, "Nachfragen</a>" in admin) == (True, False)
    assert desk.send(desk.ground.admin, f"{desk.path}/{desk.sheet.id}").status_code == 403


def test_after_the_jury_the_page_says_that_it_is_too_late_to_ask(desk: Desk) -> None:
    html = desk.get(desk.chair, at=AFTERWARDS).text
    assert ("Die Bewertung ist abgeschlossen." in html, f"{desk.path}/{desk.sheet.id}" in html) == (True, False)
    assert (
        "Die Bewertung ist abgeschlossen." in desk.get(desk.chair, f"{desk.path}/{desk.sheet.id}", at=AFTERWARDS).text
    )
    assert desk.send(desk.chair, f"{desk.path}/{desk.sheet.id}", at=AFTERWARDS).status_code == 409


def test_the_page_asks_as_often_for_more_sheets(desk: Desk) -> None:
    before = count_of_statements(desk)
    for number in range(2):
        juror = a_juror(desk.ground.round, name=f"Jana {number}")
        a_handed_in_sheet(juror, an_assignment(juror, a_submission(desk.ground, f"Mehr {number}")))
    assert (count_of_statements(desk), before <= 8) == (before, True)


def count_of_statements(desk: Desk) -> int:
    with clock.at(JUDGING):
        browser = Browser(desk.app).sign_in(desk.chair)
        with statements() as sent:
            assert browser.get(desk.path).status_code == 200
    return len(sent)
