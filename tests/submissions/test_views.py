"""The pages on which an idea is checked, handed in and taken back, and what teachers see."""

import re
import uuid
from datetime import datetime

import pytest
from werkzeug.test import TestResponse

from app.accounts.models import User
from app.core import clock
from app.ideas.models import Submission
from app.ideas.queries import submissions_of
from tests.ideas.conftest import Desk
from tests.ideas.pages import hidden
from tests.support.browsers import Browser
from tests.support.ideas import TEXTS, a_file, an_idea, process_files, submit, write
from tests.support.people import a_school_admin, a_teacher
from tests.support.rounds import ONE_SECOND, SUBMIT_CLOSES, WRITING
from tests.support.statements import statements
from tests.support.teams import a_team

MAX_STATEMENTS = 8


def rows(desk: Desk) -> list[Submission]:
    return submissions_of(desk.idea.id)


def hand_in(desk: Desk, person: User | None = None, *, at: datetime = WRITING) -> TestResponse:
    """Look at the check page and press its button."""
    person = person or desk.mia
    return desk.post(person, "/check", hidden(desk.get(person, "/check")), at=at)


# ---------------------------------------------------------------- checking
def test_check_lists_every_open_point_with_the_way_to_it_and_has_no_button(desk: Desk) -> None:
    write(desk.mia, desk.idea.id, {"title": "Solarbank", "problem": "Mia Sommer sagt, die Akkus sind leer."})
    page = desk.get(desk.mia, "/check")
    secret = "Die Jury soll nicht wissen, von wem die Idee ist. Nehmt Namen bitte heraus."
    links = re.findall(r'<a href="/ideas/[^/]*/(write/\d|files)">([^<]*)</a>', page.text)
    assert links == [
        ("write/1", "Die Idee in einem Satz: noch leer"),
        ("write/1", "Themenfeld: noch nicht ausgewählt"),
        ("write/2", "Was ist eure Lösung?: noch leer"),
        ("write/3", "Wem hilft das?: noch leer"),
        ("write/3", "Wie weit seid ihr?: noch leer"),
        ("write/4", "Quellen und KI-Werkzeuge: noch leer"),
        ("write/2", f"In „Problem und Lösung“ steht „Mia“, „Sommer“. {secret}"),
        ("files", "Noch kein Bild und kein PDF dabei. Ein Foto oder eine Skizze hilft der Jury."),
    ]
    assert "Zuerst das, was oben noch fehlt." in page.text
    assert 'name="token"' not in page.text


def test_check_shows_all_that_will_be_handed_in(desk: Desk) -> None:
    a_file(desk.mia, an_idea(desk.mia, desk.team), "skizze.png", alt="Eine Bank mit Modul")
    page = desk.get(desk.mia, "/check")
    for text in (*TEXTS.values(), "Arbeit erleichtern", "skizze.png", "Eine Bank mit Modul"):
        assert text in page.text
    assert page.text.count("Ändern") == 8


def test_check_with_open_points_hands_nothing_in_and_tells_them(desk: Desk) -> None:
    answer = desk.post(desk.mia, "/check", {"token": uuid.uuid4().hex, "version": str(desk.idea.version)})
    assert answer.status_code == 422
    assert "<li>Titel: noch leer</li>" in answer.text
    assert rows(desk) == []


@pytest.mark.parametrize(
    "values",
    [{}, {"token": "x"}, {"version": "2"}, {"token": "x" * 65, "version": "2"}, {"token": "x", "version": "y"}],
)
def test_check_without_its_own_button_hands_nothing_in(desk: Desk, values: dict[str, str]) -> None:
    an_idea(desk.mia, desk.team)
    assert desk.post(desk.mia, "/check", values).status_code == 422
    assert rows(desk) == []


def test_check_hands_in_and_leads_to_the_receipt(desk: Desk) -> None:
    an_idea(desk.mia, desk.team)
    answer = hand_in(desk)
    (made,) = rows(desk)
    assert (answer.status_code, answer.location) == (303, f"/submissions/{made.id}")
    assert "Genau so ist es schon eingereicht" in desk.get(desk.ben, "/check").text


def test_check_pressed_twice_hands_in_once(desk: Desk) -> None:
    an_idea(desk.mia, desk.team)
    values = hidden(desk.get(desk.mia, "/check"))
    answers = [desk.post(desk.mia, "/check", values) for _click in range(2)]
    assert len({answer.location for answer in answers}) == 1
    assert len(rows(desk)) == 1


def test_check_of_what_was_changed_meanwhile_asks_to_look_again(desk: Desk) -> None:
    an_idea(desk.mia, desk.team)
    values = hidden(desk.get(desk.mia, "/check"))
    write(desk.ben, desk.idea.id, {"pitch": "Ein Satz, den Mia noch nicht kennt."})
    answer = desk.post(desk.mia, "/check", values, headers={"Referer": f"http://localhost/ideas/{desk.idea.id}/check"})
    assert answer.status_code == 409
    assert "Jemand aus eurem Team hat gerade etwas geändert." in answer.text
    assert f'href="/ideas/{desk.idea.id}/check"' in answer.text
    assert rows(desk) == []


def test_check_works_until_a_second_before_the_deadline(desk: Desk) -> None:
    an_idea(desk.mia, desk.team)
    late = hand_in(desk, at=SUBMIT_CLOSES)
    assert (late.status_code, rows(desk)) == (409, [])
    assert "Die Einreichung ist geschlossen." in late.text
    assert hand_in(desk, at=SUBMIT_CLOSES - ONE_SECOND).status_code == 303
    assert "Die Einreichung ist geschlossen." in desk.get(desk.mia, "/check", at=SUBMIT_CLOSES).text


# ---------------------------------------------------------------- the receipt
def test_receipt_shows_number_time_and_hash_to_every_member(desk: Desk) -> None:
    made = submit(desk.mia, an_idea(desk.mia, desk.team).id)
    page = desk.open(desk.ben, "GET", f"/submissions/{made.id}")
    for text in (made.receipt_number, made.content_hash, "Di., 16. März 2027, 08:00 Uhr (MEZ)", TEXTS["title"]):
        assert text in page.text


def test_receipt_paper_is_a_pdf_with_a_name_of_our_own(desk: Desk) -> None:
    idea = an_idea(desk.mia, desk.team)
    a_file(desk.mia, idea)
    made = submit(desk.mia, idea.id)
    paper = desk.open(desk.ben, "GET", f"/submissions/{made.id}/receipt.pdf")
    assert paper.data.startswith(b"%PDF-1.7")
    assert paper.mimetype == "application/pdf"
    assert paper.headers["Content-Disposition"] == f'attachment; filename="eingang-{made.receipt_number}.pdf"'


def test_receipt_of_another_team_does_not_exist(desk: Desk) -> None:
    made = submit(desk.mia, an_idea(desk.mia, desk.team).id)
    for path in (f"/submissions/{made.id}", f"/submissions/{made.id}/receipt.pdf", f"/submissions/{uuid.uuid4()}"):
        assert desk.open(desk.other, "GET", path).status_code == 404


# ---------------------------------------------------------------- taking back
def test_withdraw_asks_for_the_word_and_then_takes_back(desk: Desk) -> None:
    submit(desk.mia, an_idea(desk.mia, desk.team).id)
    wrong = desk.post(desk.mia, "/withdraw", {"word": "ja"})
    assert (wrong.status_code, [row.withdrawn_at for row in rows(desk)]) == (422, [None])
    assert 'value="ja"' in wrong.text
    answer = desk.post(desk.mia, "/withdraw", {"word": " Zurückziehen "})
    assert (answer.location, [row.withdrawn_at for row in rows(desk)]) == (f"/ideas/{desk.idea.id}", [WRITING])
    assert "Zurückgezogen" in desk.get(desk.ben).text


def test_withdraw_is_closed_when_nothing_is_handed_in_and_after_the_deadline(desk: Desk) -> None:
    assert "Eure Idee ist gerade nicht eingereicht." in desk.get(desk.mia, "/withdraw").text
    submit(desk.mia, an_idea(desk.mia, desk.team).id)
    page = desk.get(desk.mia, "/withdraw", at=SUBMIT_CLOSES)
    late = desk.post(desk.mia, "/withdraw", {"word": "zurückziehen"}, at=SUBMIT_CLOSES)
    assert ("wettbewerb@stadt.example" in page.text, late.status_code) == (True, 409)
    assert [row.withdrawn_at for row in rows(desk)] == [None]


# ---------------------------------------------------------------- for teachers
def test_entry_shows_a_teacher_how_far_it_is_and_no_draft(desk: Desk) -> None:
    write(desk.mia, desk.idea.id, {"title": "Geheimer Entwurf"})
    page = desk.open(desk.ground.teacher, "GET", f"/teams/{desk.team.id}/entry")
    assert page.status_code == 200
    assert "Noch nichts eingereicht" in page.text
    assert "Geheimer Entwurf" not in page.text


def test_entry_shows_texts_files_and_every_submission_to_the_school_admin(desk: Desk) -> None:
    idea = an_idea(desk.mia, desk.team)
    a_file(desk.mia, idea, alt="Eine Bank mit Modul")
    process_files()
    first = submit(desk.mia, idea.id)
    write(desk.mia, idea.id, {"title": "Zweite Fassung"})
    second = submit(desk.mia, idea.id)
    page = desk.open(a_school_admin(desk.ground.school), "GET", f"/teams/{desk.team.id}/entry")
    for text in (TEXTS["solution"], "Zweite Fassung", first.receipt_number, second.receipt_number):
        assert text in page.text
    assert 'alt="Eine Bank mit Modul"' in page.text
    (address,) = re.findall(r'href="(/files/[^"]*)"', page.text)
    with clock.at(WRITING), Browser(desk.app).get(address) as answer:
        assert answer.content_type == "image/webp"


def test_entry_of_a_team_without_an_idea_says_so(desk: Desk) -> None:
    team = a_team(desk.other, desk.ground.round, "Windrad")
    page = desk.open(desk.ground.teacher, "GET", f"/teams/{team.id}/entry")
    assert (page.status_code, "Noch nicht angefangen" in page.text) == (200, True)


def test_entry_is_not_for_students_and_not_for_teachers_of_others(desk: Desk) -> None:
    stranger = a_teacher(desk.ground.school, "Aus dem Nebenzimmer")
    path = f"/teams/{desk.team.id}/entry"
    assert [desk.open(person, "GET", path).status_code for person in (desk.mia, stranger)] == [403, 404]


@pytest.mark.parametrize("page", ["receipt", "entry"])
def test_a_page_asks_the_database_for_little(desk: Desk, page: str) -> None:
    idea = an_idea(desk.mia, desk.team)
    a_file(desk.mia, idea)
    made = submit(desk.mia, idea.id)
    person = desk.mia if page == "receipt" else desk.ground.teacher
    path = f"/submissions/{made.id}" if page == "receipt" else f"/teams/{desk.team.id}/entry"
    with clock.at(WRITING):
        browser = Browser(desk.app).sign_in(person)
        with statements() as sent:
            assert browser.get(path).status_code == 200
    assert len(sent) <= MAX_STATEMENTS, sent
