import re
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.core import clock, db
from app.deliberation.models import Decision
from tests.deliberation.conftest import Meeting
from tests.support.browsers import Browser
from tests.support.jury import a_juror, a_prize, a_reading, a_submission
from tests.support.people import a_school_admin
from tests.support.rounds import AFTERWARDS, JURY_CLOSES, ONE_SECOND
from tests.support.statements import statements

PRIZE = {"prize": "1. Preis", "rank": "1", "reason": "Überzeugt in jeder Hinsicht."}


def words_of(html: str) -> str:
    """What a page says, without its tags, blanks joined."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def get(meeting: Meeting, end: str = "", *, at: datetime = AFTERWARDS) -> Any:  # noqa: ANN401 # the client's answer
    with clock.at(at):
        return meeting.browser().get(meeting.path + end)


def post(meeting: Meeting, end: str, values: dict[str, str], *, at: datetime = AFTERWARDS) -> Any:  # noqa: ANN401 # as above
    with clock.at(at):
        return meeting.browser().post(meeting.path + end, values)


def test_an_admin_gives_a_prize_and_sees_it_beside_the_mean(meeting: Meeting) -> None:
    assert "Mittelwert 80,0 aus 1 Lesung, Rang 1" in words_of(get(meeting, f"/{meeting.best.id}").text)
    answer = post(meeting, f"/{meeting.best.id}", PRIZE)
    assert (answer.status_code, answer.location) == (303, meeting.path)
    number = meeting.best.content["number"]
    assert f"Solarbank ({number}) 1 80,0 Arbeit erleichtern 1. Preis Zurücknehmen" in words_of(get(meeting).text)


def test_everything_wrong_is_told_at_once_and_kept(meeting: Meeting) -> None:
    answer = post(meeting, f"/{meeting.best.id}", {"prize": "", "rank": "0", "reason": "Zu kurz."})
    assert answer.status_code == 422
    text = words_of(answer.text)
    assert "Preis: Dieses Feld ist noch leer. Bitte ausfüllen." in text
    assert "Platz in der Liste: Bitte eine ganze Zahl zwischen 1 und 99 eintragen." in text
    assert "Begründung: Das ist zu kurz. Bitte mindestens 10 Zeichen." in text
    assert "Zu kurz." in text


def test_an_idea_with_a_prize_says_so_in_the_words_of_the_refusal(meeting: Meeting) -> None:
    a_prize(meeting.best)
    words = "Diese Idee hat schon einen Preis: 1. Preis. Nehmen Sie ihn zuerst zurück."
    assert words in get(meeting, f"/{meeting.best.id}").text
    answer = post(meeting, f"/{meeting.best.id}", PRIZE | {"prize": "2. Preis"})
    assert answer.status_code == 409
    assert words in answer.text


def test_a_prize_is_taken_back_with_a_reason(meeting: Meeting) -> None:
    decision = a_prize(meeting.best)
    end = f"/{decision.id}/revoke"
    assert "Überzeugt in jeder Hinsicht." in get(meeting, end).text
    assert post(meeting, end, {"reason": "nein"}).status_code == 422
    answer = post(meeting, end, {"reason": "War ein Versehen."})
    assert (answer.status_code, answer.location) == (303, meeting.path)
    assert "Zurücknehmen" not in get(meeting).text
    assert get(meeting, end).status_code == 404


def test_one_second_before_the_jury_ends_the_pages_say_when_prizes_will_be_possible(meeting: Meeting) -> None:
    early = JURY_CLOSES - ONE_SECOND
    assert "Das ist möglich ab Mo., 12. April 2027, 09:00 Uhr (MESZ)." in words_of(get(meeting, at=early).text)
    assert "Preis geben</span>" in get(meeting, f"/{meeting.best.id}", at=early).text
    answer = post(meeting, f"/{meeting.best.id}", PRIZE, at=early)
    assert answer.status_code == 409
    assert "Überzeugt in jeder Hinsicht." in answer.text
    assert list(db.session().scalars(select(Decision.id))) == []


def test_no_page_tells_whose_idea_it_is(meeting: Meeting) -> None:
    decision = a_prize(meeting.second)
    html = "".join(get(meeting, end).text for end in ("", f"/{meeting.best.id}", f"/{decision.id}/revoke"))
    assert [secret for secret in (meeting.ground.school.name, "Kapitänin", "Judith") if secret in html] == []


def test_only_admins_enter_and_a_refused_person_changes_nothing(meeting: Meeting) -> None:
    ground = meeting.ground
    others = [a_juror(ground.round), ground.teacher, a_school_admin(ground.school), ground.student("Ole")]
    with clock.at(AFTERWARDS):
        browsers = [Browser(meeting.app).sign_in(person) for person in others]
        assert [browser.get(meeting.path).status_code for browser in browsers] == [403] * 4
        path = f"{meeting.path}/{meeting.best.id}"
        assert [browser.post(path, PRIZE).status_code for browser in browsers] == [403] * 4
        assert Browser(meeting.app).get(meeting.path).status_code == 303
    assert list(db.session().scalars(select(Decision.id))) == []


def test_the_list_asks_as_often_for_six_ideas_as_for_three(meeting: Meeting) -> None:
    before = count_of_statements(meeting)
    for number in range(3):
        submission = a_submission(meeting.ground, f"Idee {number}")
        a_reading(meeting.ground, submission, 2)
        a_prize(submission, f"Preis {number}")
    assert (count_of_statements(meeting), before <= 8) == (before, True)


def count_of_statements(meeting: Meeting) -> int:
    with clock.at(AFTERWARDS):
        browser = meeting.browser()
        with statements() as sent:
            assert browser.get(meeting.path).status_code == 200
    return len(sent)
