from app.core import clock
from app.core.access import Role
from tests.appeals.conftest import CLOSES, WHAT, Case
from tests.deliberation.conftest import words_of
from tests.publication.conftest import PUBLIC
from tests.support.browsers import Browser
from tests.support.people import somebody
from tests.support.rounds import AFTERWARDS
from tests.support.statements import statements

ANSWER = "Der Film lief bei allen drei, die ihn bewertet haben."


def test_a_team_finds_the_way_appeals_and_reads_the_answer(case: Case) -> None:
    assert case.team_path in case.get(case.mia, f"/teams/{case.team.id}/feedback").text
    text = words_of(case.get(case.mia, case.team_path).text)
    assert "möglich bis Di., 27. April 2027, 09:00 Uhr (MESZ)" in text
    values = {"ground": "procedure", "text": WHAT}
    answer = case.send(case.mia, f"{case.team_path}/new", values)
    assert (answer.status_code, answer.location) == (303, case.team_path)
    page = case.get(case.mia, case.team_path).text
    assert (WHAT in page, "eingegangen" in page, "wird gerade bearbeitet" in page) == (True, True, True)
    (appeal_path,) = {each for each in case.get(case.chair).text.split('"') if each.startswith(f"{case.path}/")}
    assert WHAT in case.get(case.chair, appeal_path).text
    assert case.send(case.chair, f"{appeal_path}/take-up").location == appeal_path
    assert "in Prüfung" in case.get(case.mia, case.team_path).text
    assert case.send(case.chair, f"{appeal_path}/answer", {"state": "rejected", "answer": "Nein."}).status_code == 422
    answer = case.send(case.chair, f"{appeal_path}/answer", {"state": "rejected", "answer": ANSWER})
    assert (answer.status_code, answer.location) == (303, appeal_path)
    page = case.get(case.mia, case.team_path).text
    assert (ANSWER in page, "zurückgewiesen" in page) == (True, True)
    assert "schon beantwortet" in case.get(case.chair, f"{appeal_path}/answer").text


def test_wrong_input_is_kept_and_told(case: Case) -> None:
    answer = case.send(case.mia, f"{case.team_path}/new", {"text": "Unfair!"})
    assert (answer.status_code, "Unfair!" in answer.text, "Bitte eine Möglichkeit auswählen." in answer.text) == (
        422,
        True,
        True,
    )


def test_after_the_days_the_page_says_so_and_keeps_what_was_typed(case: Case) -> None:
    assert "Die Frist für Einsprüche ist vorbei." in case.get(case.mia, case.team_path, at=CLOSES).text
    with clock.at(CLOSES):
        late = Browser(case.app).sign_in(case.mia)
        answer = late.post(f"{case.team_path}/new", {"ground": "procedure", "text": WHAT})
    assert (answer.status_code, WHAT in answer.text) == (409, True)


def test_nobody_else_reads_it_and_nothing_of_it_is_public(case: Case) -> None:
    case.appeals()
    other = case.ground.student("Ole")
    assert case.get(other, case.team_path).status_code == 404
    assert case.get(case.ground.teacher, case.team_path).status_code == 403
    assert case.get(case.mia).status_code == 403
    with clock.at(AFTERWARDS):
        public = Browser(case.app).get(PUBLIC).text
    assert (WHAT in public, "nspruch" in public) == (False, False)


def test_the_auditor_reads_and_does_not_answer(case: Case) -> None:
    appeal, auditor = case.appeals(), somebody(Role.AUDITOR)
    html = case.get(auditor, f"{case.path}/{appeal.id}").text
    assert (WHAT in html, "In Prüfung nehmen" in html) == (True, False)
    assert case.send(auditor, f"{case.path}/{appeal.id}/take-up").status_code == 403


def test_the_start_page_of_chair_and_admin_leads_to_what_is_open(case: Case) -> None:
    appeal = case.appeals()
    for person in (case.chair, case.ground.admin):
        html = case.get(person, "/start").text
        assert ("Ein Einspruch wartet auf eine Antwort" in html, case.path in html) == (True, True)
    case.answers(appeal.id, "upheld", ANSWER)
    assert "wartet auf eine Antwort" not in case.get(case.chair, "/start").text


def test_no_page_asks_more_than_eight_questions(case: Case) -> None:
    appeal = case.appeals()
    counted = []
    for person, path in (
        (case.mia, case.team_path),
        (case.mia, f"{case.team_path}/new"),
        (case.chair, case.path),
        (case.chair, f"{case.path}/{appeal.id}"),
        (case.chair, f"{case.path}/{appeal.id}/answer"),
    ):
        with clock.at(AFTERWARDS):
            browser = Browser(case.app).sign_in(person)
            with statements() as sent:
                assert browser.get(path).status_code == 200
        counted.append(len(sent))
    assert [count for count in counted if count > 8] == []
