import re
import uuid

from sqlalchemy import select

from app.core import clock, db, jobs
from app.core.access import Role
from app.deliberation import queries
from app.deliberation.models import Decision
from app.rubrics.rules import Mark
from tests.deliberation.conftest import FIRST, NOT, WHY, Meeting, hidden, words_of
from tests.support.jury import a_juror, a_prize, a_reading, a_submission, an_assignment
from tests.support.late import a_late_sheet
from tests.support.people import a_school_admin, somebody
from tests.support.rounds import AFTERWARDS, JURY_CLOSES, ONE_SECOND
from tests.support.statements import statements

PRIZE = {"kind": "prize", "prize": "1. Preis", "rank": "1", "reason": WHY, "version": "0"}
SECRETS = ("Kapitänin", "Judith", "Team Solarbank")


# ---------------------------------------------------------------- deciding
def test_chair_and_admin_decide_and_see_it_beside_the_mean(meeting: Meeting) -> None:
    for person, submission, prize in ((meeting.chair, meeting.best, "1"), (meeting.ground.admin, meeting.second, "2")):
        path = f"{meeting.path}/{submission.id}"
        assert "Mittelwert" in words_of(meeting.get(path, person).text)
        answer = meeting.post(path, PRIZE | {"prize": f"{prize}. Preis", "rank": prize}, person)
        assert (answer.status_code, answer.location) == (303, meeting.path)
    text = words_of(meeting.get(meeting.path, meeting.chair).text)
    number, second = meeting.best.content["number"], meeting.second.content["number"]
    assert f"{number} · Solarbank 1 80,0 Arbeit erleichtern 1. Preis Ändern : Solarbank" in text
    assert f"{second} · Regentonne 2 60,0 Arbeit erleichtern 2. Preis Ändern : Regentonne" in text
    assert "Entschieden 2 von 3" in text


def test_what_orders_the_ideas_stands_beside_their_mean(meeting: Meeting) -> None:
    for points in (2, 5):
        a_reading(meeting.ground, meeting.best, points)
        a_reading(meeting.ground, meeting.second, points)
    before = words_of(meeting.get(meeting.path, meeting.chair).text)
    with clock.at(AFTERWARDS):
        jobs.run_due()
    after = words_of(meeting.get(meeting.path, meeting.chair).text)
    assert ("Platz Mittelwert" in before, "Platz Fairwert Mittelwert" in after) == (True, True)
    assert re.search(rf"{meeting.best.content['number']} · Solarbank 1 \d\d,\d 73,3 ", after)


def test_the_page_of_an_idea_says_what_the_jury_thinks_of_it(meeting: Meeting) -> None:
    for submission, words in (
        (meeting.best, "Mittelwert 80,0 aus 1 Bogen, Platz 1"),
        (meeting.unread, "Noch von niemandem gelesen"),
    ):
        assert words in words_of(meeting.get(f"{meeting.path}/{submission.id}").text)
    for _reader in range(2):
        for submission in (meeting.second, meeting.unread):
            a_reading(meeting.ground, submission, 5)
    words = "Mittelwert 80,0 aus 1 Bogen, Platz 3"
    assert words in words_of(meeting.get(f"{meeting.path}/{meeting.best.id}").text)


def test_a_sheet_that_came_after_the_end_is_told_of_where_it_is_decided(meeting: Meeting) -> None:
    juror = a_juror(meeting.ground.round, name="Judith Jung")
    a_late_sheet(juror, an_assignment(juror, meeting.best), meeting.round_id, 4)
    words = "Ein Bogen ist nach Schluss eingegangen, innerhalb der Nachfrist: angekommen Mo., 12. April 2027, 09:05 Uhr"
    for page in (f"{meeting.path}/{meeting.best.id}", f"{meeting.path}/{meeting.best.id}/idea"):
        text = words_of(meeting.get(page, meeting.chair).text)
        assert (text.count(words), "Judith" in text) == (1, False)
        other = page.replace(str(meeting.best.id), str(meeting.second.id))
        assert words not in words_of(meeting.get(other, meeting.chair).text)


def test_everything_wrong_is_told_at_once_and_kept(meeting: Meeting) -> None:
    values = {"kind": "prize", "prize": "", "rank": "0", "reason": "Zu kurz.", "version": "0"}
    answer = meeting.post(f"{meeting.path}/{meeting.best.id}", values)
    assert answer.status_code == 422
    text = words_of(answer.text)
    assert "Name des Preises: Bitte sagen, wie der Preis heißt." in text
    assert "Platz in der Liste: Bitte eine ganze Zahl zwischen 1 und 99 eintragen." in text
    assert "Begründung: Bitte in einem Satz begründen, mindestens 10 Zeichen." in text
    assert "Zu kurz." in text
    assert list(db.session().scalars(select(Decision.id))) == []


def test_without_a_choice_the_page_asks_for_one(meeting: Meeting) -> None:
    answer = meeting.post(f"{meeting.path}/{meeting.best.id}", {"version": "0", "reason": WHY})
    assert answer.status_code == 422
    assert "Was wird aus der Idee?: Bitte eine Möglichkeit auswählen." in words_of(answer.text)


def test_who_goes_against_the_means_is_asked_for_a_word_on_it(meeting: Meeting) -> None:
    meeting.decide(meeting.best, NOT)
    path = f"{meeting.path}/{meeting.second.id}"
    answer = meeting.post(path, PRIZE)
    assert answer.status_code == 422
    assert "kehrt die Rangfolge um" in answer.text
    assert meeting.post(path, PRIZE | {"deviates": "y"}).status_code == 303
    assert "gegen die Rangfolge" in words_of(meeting.get(meeting.path).text)


def test_of_two_who_decide_at_once_the_second_sees_both_and_loses_nothing(meeting: Meeting) -> None:
    path = f"{meeting.path}/{meeting.best.id}"
    assert meeting.post(path, PRIZE).status_code == 303
    other = PRIZE | {"prize": "Hauptpreis", "reason": "Weil niemand sonst so weit ist."}
    answer = meeting.post(path, other, meeting.chair)
    assert answer.status_code == 409
    text = words_of(answer.text)
    assert f"Eingetragen ist jetzt: 1. Preis – {WHY} Ihre Fassung steht unten." in text
    assert ("Hauptpreis" in answer.text, "Weil niemand sonst so weit ist." in text) == (True, True)
    version = hidden(answer.text, "version")
    answer = meeting.post(
        path, other | {"version": version, "change_reason": "Haben wir so besprochen."}, meeting.chair
    )
    assert answer.status_code == 303
    assert [each.prize for each in queries.decisions_of(meeting.round_id)] == ["Hauptpreis"]


def test_a_decision_is_taken_back_with_a_reason(meeting: Meeting) -> None:
    decision = meeting.decide(meeting.best, FIRST)
    path = f"{meeting.path}/{decision.id}/revoke"
    assert path in meeting.get(f"{meeting.path}/{meeting.best.id}").text
    assert WHY in meeting.get(path).text
    assert meeting.post(path, {"reason": "nein"}).status_code == 422
    answer = meeting.post(path, {"reason": "War ein Versehen."}, meeting.chair)
    assert (answer.status_code, answer.location) == (303, meeting.path)
    assert "Entschieden 0 von 3" in words_of(meeting.get(meeting.path).text)
    assert meeting.get(path).status_code == 404


def test_the_rest_is_shown_by_title_before_it_is_decided(meeting: Meeting) -> None:
    meeting.decide(meeting.best, FIRST)
    path = f"{meeting.path}/rest"
    assert path in meeting.get(meeting.path).text
    page = meeting.get(path).text
    assert "2 Ideen werden nicht ausgewählt" in page
    assert ("Regentonne" in page, "Lernkiste" in page, "Solarbank" in page) == (True, True, False)
    answer = meeting.post(path, {"seen": hidden(page, "seen"), "reason": ""})
    assert (answer.status_code, answer.location) == (303, meeting.path)
    assert "Es ist nichts mehr offen" in meeting.get(path).text
    assert path not in meeting.get(meeting.path).text


def test_passed_over_ideas_are_named_beside_the_rest(meeting: Meeting) -> None:
    meeting.decide(meeting.second, FIRST)
    page = words_of(meeting.get(f"{meeting.path}/rest").text)
    assert "1 Idee wird nicht ausgewählt" in page
    assert "Diese bleiben offen Sie haben einen besseren Platz" in page
    assert page.index("Lernkiste") < page.index("Diese bleiben offen") < page.index("Solarbank")


def test_what_changed_meanwhile_is_not_decided_with_the_rest(meeting: Meeting) -> None:
    seen = hidden(meeting.get(f"{meeting.path}/rest").text, "seen")
    meeting.decide(meeting.best, FIRST)
    answer = meeting.post(f"{meeting.path}/rest", {"seen": seen, "reason": "Reicht diesmal nicht."})
    assert answer.status_code == 409
    assert "Reicht diesmal nicht." in answer.text


def test_one_second_before_the_jury_ends_the_pages_say_from_when_on_and_tell_no_mean(meeting: Meeting) -> None:
    early = JURY_CLOSES - ONE_SECOND
    page = words_of(meeting.get(meeting.path, at=early).text)
    assert "Das ist möglich ab Mo., 12. April 2027, 09:00 Uhr (MESZ)." in page
    form = meeting.get(f"{meeting.path}/{meeting.best.id}", at=early).text
    assert "Entscheidung speichern</span>" in form
    assert ["80,0" in page, "80,0" in form] == [False, False]
    answer = meeting.post(f"{meeting.path}/{meeting.best.id}", PRIZE, at=early)
    assert answer.status_code == 409
    assert WHY in answer.text
    assert list(db.session().scalars(select(Decision.id))) == []


def test_the_idea_is_read_with_what_the_jury_wrote_by_nobody_in_particular(meeting: Meeting) -> None:
    said = {"novelty": Mark(5, comment="Das gibt es noch nirgends."), "benefit": Mark(0, comment="Wozu das?")}
    a_reading(meeting.ground, meeting.best, 3, said)
    path = f"{meeting.path}/{meeting.best.id}/idea"
    assert path in meeting.get(meeting.path).text
    for person in (meeting.chair, meeting.ground.admin, somebody(Role.AUDITOR)):
        page = meeting.get(path, person)
        text = words_of(page.text)
        assert page.status_code == 200
        assert "5 Punkte: Das gibt es noch nirgends." in text
        assert "0 Punkte: Wozu das?" in text
        assert [secret for secret in SECRETS if secret in page.text] == []
    assert meeting.get(f"{meeting.path}/{uuid.uuid4()}/idea").status_code == 404


def test_before_the_jury_is_through_nobody_reads_what_it_wrote(meeting: Meeting) -> None:
    path = f"{meeting.path}/{meeting.best.id}/idea"
    answer = meeting.get(path, meeting.chair, at=JURY_CLOSES - ONE_SECOND)
    assert (answer.status_code, meeting.get(path, meeting.chair, at=JURY_CLOSES).status_code) == (409, 200)


# ---------------------------------------------------------------- who enters
def test_before_approval_no_page_tells_whose_idea_it_is(meeting: Meeting) -> None:
    decision = meeting.decide(meeting.second, FIRST)
    ends = ("", f"/{meeting.best.id}", f"/{meeting.best.id}/idea", f"/{decision.id}/revoke", "/rest")
    paths = [meeting.path + end for end in ends] + [meeting.approvals_path, f"{meeting.approvals_path}/new"]
    people = (meeting.chair, meeting.ground.admin)
    html = "".join(meeting.get(path, person).text for path in paths for person in people)
    secrets = (*SECRETS, meeting.ground.school.name)
    assert [secret for secret in secrets if secret in html] == []


def test_the_auditor_reads_and_changes_nothing(meeting: Meeting) -> None:
    auditor = somebody(Role.AUDITOR)
    meeting.decide_all()
    for path in (meeting.path, meeting.approvals_path):
        page = meeting.get(path, auditor)
        assert page.status_code == 200
        links = set(re.findall(r'href="(/rounds/[^"]+)"', page.text))
        assert {meeting.get(link, auditor).status_code for link in links} == {200}
    for path in (f"{meeting.path}/{meeting.best.id}", f"{meeting.path}/rest", f"{meeting.approvals_path}/new"):
        assert (meeting.get(path, auditor).status_code, meeting.post(path, PRIZE, auditor).status_code) == (403, 403)


def test_others_do_not_enter_and_change_nothing(meeting: Meeting) -> None:
    ground = meeting.ground
    others = [a_juror(ground.round), ground.teacher, a_school_admin(ground.school), ground.student("Ole")]
    paths = (meeting.path, meeting.approvals_path, f"{meeting.path}/{meeting.best.id}")
    found = {meeting.get(path, person).status_code for path in paths for person in others}
    assert found == {403}
    stranger = somebody(Role.CHAIR)
    path = f"{meeting.path}/{meeting.best.id}"
    assert (meeting.get(path, stranger).status_code, meeting.post(path, PRIZE, stranger).status_code) == (404, 404)
    assert list(db.session().scalars(select(Decision.id))) == []


def test_lists_ask_as_often_for_six_ideas_as_for_three(meeting: Meeting) -> None:
    before = counts_of_statements(meeting)
    for number in range(3):
        submission = a_submission(meeting.ground, f"Idee {number}")
        a_reading(meeting.ground, submission, 2)
        a_prize(submission, f"Preis {number}")
    after = counts_of_statements(meeting)
    assert (after, max(after) <= 8) == (before, True)


def counts_of_statements(meeting: Meeting) -> list[int]:
    """What each page asks once the ranking is known."""
    meeting.get(f"/rounds/{meeting.round_id}/ranking")
    return [_count(meeting, path) for path in (meeting.path, meeting.approvals_path, f"{meeting.approvals_path}/new")]


def _count(meeting: Meeting, path: str) -> int:
    with clock.at(AFTERWARDS):
        browser = meeting.browser()
        with statements() as sent:
            assert browser.get(path).status_code == 200
    return len(sent)


def test_a_decision_that_is_not_there_cannot_be_taken_back(meeting: Meeting) -> None:
    path = f"{meeting.path}/{uuid.uuid4()}/revoke"
    assert meeting.get(path).status_code == 404
