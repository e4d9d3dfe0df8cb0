import re

from sqlalchemy import select

from app.core import clock, db
from app.core.access import Role
from app.messages.models import Message
from app.progress.rules import REMINDER
from tests.progress.conftest import Jury
from tests.support.browsers import Browser
from tests.support.jury import a_chair, a_handed_in_sheet, a_juror, a_submission, an_assignment
from tests.support.late import a_late_sheet
from tests.support.people import somebody
from tests.support.rounds import AFTERWARDS, JUDGING, an_announced_round
from tests.support.statements import statements


def words_of(html: str) -> str:
    """What a page says, without its tags, blanks joined."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_chair_sees_how_far_everybody_is_and_what_is_missing(jury: Jury) -> None:
    text = words_of(jury.get(jury.chair).text)
    assert "Abgegebene Bögen 1 von 4" in text
    assert "Anna Änderung 0 0 1 Mi., 31. März 2027" in text
    assert "Bela Beginn 1 1 0 Mi., 31. März 2027 Cem Century 1 0 0 –" in text
    assert f"{jury.unread.content['number']} · Lernkiste Noch niemandem zugeteilt" in text
    assert f"{jury.half.content['number']} · Regentonne 1 1 0" in text


def test_a_sheet_left_for_three_days_is_named(jury: Jury) -> None:
    assert "liegen geblieben" not in jury.get(jury.chair).text
    text = words_of(jury.get(jury.chair, at=AFTERWARDS).text)
    assert f"Bela Beginn bei Idee {jury.half.content['number']}, zuletzt am Mi., 31. März 2027" in text


def test_what_came_after_the_end_is_named_with_both_moments(jury: Jury) -> None:
    assert "Nach Schluss eingegangen" not in jury.get(jury.chair, at=AFTERWARDS).text
    a_late_sheet(jury.cem, an_assignment(jury.cem, jury.unread), jury.round_id)
    text = words_of(jury.get(jury.chair, at=AFTERWARDS).text)
    assert f"Cem Century bei Idee {jury.unread.content['number']}: angekommen Mo., 12. April 2027, 09:05 Uhr" in text
    assert "nach Angabe des Geräts ausgefüllt Mo., 12. April 2027, 08:05 Uhr (MESZ)" in text
    seen_by_auditor = words_of(jury.get(somebody(Role.AUDITOR), at=AFTERWARDS).text)
    assert ("09:05 Uhr" in seen_by_auditor, "Cem" in seen_by_auditor) == (True, False)


def test_a_jury_that_is_through_is_told_so(jury: Jury) -> None:
    ground = jury.ground
    other = an_announced_round(ground.admin, title="Runde 2")
    chair = a_chair(other)
    path = f"/rounds/{other.id}/progress"
    with clock.at(JUDGING):
        browser = Browser(jury.app).sign_in(chair)
        assert "Noch ist nichts zugeteilt" in browser.get(path).text
    there = type(ground)(ground.admin, ground.school, ground.teacher, ground.school_class, other)
    juror = a_juror(other)
    a_handed_in_sheet(juror, an_assignment(juror, a_submission(there, "Windrad")))
    with clock.at(JUDGING):
        text = browser.get(path).text
    assert ("Alle Bögen sind abgegeben" in text, "Ideen, denen noch Bögen fehlen" in text) == (True, False)


def test_the_auditor_reads_numbers_instead_of_names(jury: Jury) -> None:
    text = words_of(jury.get(somebody(Role.AUDITOR)).text)
    assert [name for name in ("Anna", "Bela", "Cem") if name in text] == []
    assert [f"Jurymitglied {number}" in text for number in (1, 2, 3, 4)] == [True, True, True, False]
    assert "erinnern" not in text


def test_no_page_tells_whose_idea_it_is(jury: Jury) -> None:
    html = jury.get(jury.chair).text + jury.get(jury.ground.admin).text + jury.get(jury.chair, "/remind").text
    assert [secret for secret in (jury.ground.school.name, "Kapitänin", "Team Solarbank") if secret in html] == []


def test_reminding_shows_who_gets_what_and_then_sends_it(jury: Jury) -> None:
    assert f"{jury.path}/remind" in jury.get(jury.chair).text
    text = words_of(jury.get(jury.chair, "/remind").text)
    assert "2 Personen bekommen die Erinnerung Bela Beginn Cem Century" in text
    assert "Die Jury hat Zeit bis Mo., 12. April 2027, 09:00 Uhr (MESZ)." in text
    answer = jury.remind(jury.chair)
    assert (answer.status_code, answer.location) == (303, jury.path)
    assert len(list(db.session().scalars(select(Message).where(Message.template == REMINDER)))) == 2
    assert "oder alle wurden heute schon erinnert" in jury.get(jury.chair, "/remind").text
    assert jury.remind(jury.chair).status_code == 409


def test_the_reminder_leads_a_juror_to_what_is_open(jury: Jury) -> None:
    jury.remind(jury.ground.admin)
    with clock.at(JUDGING):
        browser = Browser(jury.app).sign_in(jury.bela)
        assert "Ihre Bewertungen fehlen noch" in browser.get("/inbox").text
    message = db.session().scalars(select(Message).where(Message.template == REMINDER)).first()
    assert message is not None
    assert message.path == "/jury"


def test_after_the_jury_the_button_is_gone_and_the_page_says_why(jury: Jury) -> None:
    assert f"{jury.path}/remind" not in jury.get(jury.chair, at=AFTERWARDS).text
    assert "Die Bewertung ist abgeschlossen." in jury.get(jury.chair, "/remind", at=AFTERWARDS).text


def test_a_chair_finds_the_rounds_and_nothing_of_others(jury: Jury) -> None:
    an_announced_round(jury.ground.admin, title="Fremde Runde")
    with clock.at(JUDGING):
        text = Browser(jury.app).sign_in(jury.chair).get("/chair").text
        assert (jury.path in text, "Fremde Runde" in text) == (True, False)
        new = Browser(jury.app).sign_in(somebody(Role.CHAIR))
        assert "Noch leiten Sie keine Jury" in new.get("/chair").text
        assert new.get(jury.path).status_code == 404
        assert Browser(jury.app).sign_in(jury.anna).get(jury.path).status_code == 403


def test_the_page_asks_as_often_for_six_jurors_as_for_three(jury: Jury) -> None:
    before = count_of_statements(jury)
    for number in range(3):
        an_assignment(a_juror(jury.ground.round, name=f"Jana {number}"), a_submission(jury.ground, f"Idee {number}"))
    assert (count_of_statements(jury), before <= 8) == (before, True)


def count_of_statements(jury: Jury) -> int:
    with clock.at(JUDGING):
        browser = Browser(jury.app).sign_in(jury.chair)
        with statements() as sent:
            assert browser.get(jury.path).status_code == 200
    return len(sent)
