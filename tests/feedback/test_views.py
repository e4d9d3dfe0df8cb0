import re

import pytest

from app.core import clock
from app.feedback.rules import Verdict
from app.snapshots.actions import make_snapshot
from tests.feedback.conftest import KIND, NAMED, Table
from tests.support.clearances import team_id_of
from tests.support.ideas import a_full_team, a_submitted_idea
from tests.support.jury import a_chair, a_publication, a_reading, a_submission
from tests.support.people import a_teacher
from tests.support.rounds import AFTERWARDS, an_announced_round
from tests.support.statements import statements


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def fields(table: Table, original: str, state: str, text: str) -> dict[str, str]:
    key = table.comments()[original].key
    return {f"state-{key}": state, f"text-{key}": text}


# ---------------------------------------------------------------- the team
def test_before_publication_the_page_asks_for_patience_whatever_the_jury_said(table: Table) -> None:
    table.moderate({KIND: Verdict("released", KIND)})
    with clock.at(AFTERWARDS):
        page = table.browser(table.mia).get(table.team_path)
    assert (page.status_code, "Noch ein bisschen Geduld" in page.text, KIND in page.text) == (200, True, False)


def test_after_publication_the_team_reads_bars_levels_and_released_comments(table: Table) -> None:
    table.moderate({KIND: Verdict("released", "Ein Modell überzeugt."), NAMED: Verdict("withheld", NAMED)})
    a_publication(table.ground.round)
    with clock.at(AFTERWARDS):
        html = table.browser(table.mia).get(table.team_path).text
    text = words_of(html)
    assert "2 Leute aus der Jury haben eure Idee gelesen." in text
    assert ("4,5 von 5 Punkten" in text, "3,5 von 5 Punkten" in text) == (True, True)
    assert re.findall(r'<blockquote>\s*<p class="written">([^<]+)<', html) == ["Ein Modell überzeugt."]
    assert [secret for secret in ("dumm", "Judith", "Platz", "Rang", "71,0") if secret in text] == []


def test_the_team_reads_how_points_became_an_order_but_no_place_and_no_points_of_its_own(table: Table) -> None:
    make_snapshot(table.ground.round.id)
    a_publication(table.ground.round)
    with clock.at(AFTERWARDS):
        html = table.browser(table.mia).get(table.team_path).text
    text = words_of(html)
    assert "Eure Idee wurde von 2 Jurymitgliedern unabhängig voneinander bewertet." in text
    assert "/competitions/innovationswettbewerb-2027/runde-1/method" in html
    assert [secret for secret in ("Platz", "Rang", "71,0") if secret in text] == []


def test_a_team_reads_how_many_have_read_its_own_idea_however_many_read_the_others(table: Table) -> None:
    ole = table.ground.student("Ole Herbst")
    other = a_submitted_idea(ole, a_full_team(table.ground, ole, "Regenkinder"))
    a_reading(table.ground, other)
    make_snapshot(table.ground.round.id)
    a_publication(table.ground.round)
    with clock.at(AFTERWARDS):
        read_by_two = words_of(table.browser(table.mia).get(table.team_path).text)
        read_by_one = words_of(table.browser(ole).get(f"/teams/{team_id_of(other)}/feedback").text)
    assert "Eure Idee wurde von 2 Jurymitgliedern unabhängig voneinander bewertet." in read_by_two
    assert "Eure Idee wurde von einem Jurymitglied bewertet." in read_by_one


def test_an_idea_that_nobody_has_read_gets_a_plain_word(table: Table) -> None:
    ole = table.ground.student("Ole")
    unread = a_submission(table.ground, "Windrad")
    a_publication(table.ground.round)
    captain = table.browser(ole)
    path = table.team_path.replace(str(table.submission.idea_id), "")
    with clock.at(AFTERWARDS):
        assert captain.get(path).status_code == 404
    assert unread.id != table.submission.id


def test_the_teacher_of_the_class_reads_after_publication_what_the_team_reads(table: Table) -> None:
    teacher, school_class = table.ground.teacher, table.ground.school_class
    path = f"/classes/{school_class.id}{table.team_path}"
    table.moderate({KIND: Verdict("released", "Ein Modell überzeugt."), NAMED: Verdict("withheld", NAMED)})
    with clock.at(AFTERWARDS):
        early = table.browser(teacher).get(path).text
        assert ("noch nicht öffentlich" in early, "Modell" in early) == (True, False)
        assert path in table.browser(teacher).get(path.removesuffix("/feedback")).text
    a_publication(table.ground.round)
    with clock.at(AFTERWARDS):
        for_team = table.browser(table.mia).get(table.team_path).text
        for_teacher = table.browser(teacher).get(path).text
    assert criteria_in(for_teacher) == criteria_in(for_team) != []
    assert "2 Leute aus der Jury haben die Idee gelesen" in for_teacher


def criteria_in(html: str) -> list[str]:
    return re.findall(r'<section class="panel stack".*?</section>', html, re.DOTALL)


def test_only_the_teacher_of_the_class_does(table: Table) -> None:
    a_publication(table.ground.round)
    colleague = a_teacher(table.ground.school)
    path = f"/classes/{table.ground.school_class.id}{table.team_path}"
    with clock.at(AFTERWARDS):
        assert table.browser(colleague).get(path).status_code == 404
        assert table.browser(table.mia).get(path).status_code == 403


def test_nobody_of_another_team_and_no_staff_reads_it(table: Table) -> None:
    a_publication(table.ground.round)
    with clock.at(AFTERWARDS):
        assert table.browser(table.ground.student("Ole")).get(table.team_path).status_code == 404
        for person in (table.ground.teacher, table.ground.admin, table.chair):
            assert table.browser(person).get(table.team_path).status_code == 403


# ---------------------------------------------------------------- the chair
def test_the_chair_sees_flags_edits_the_words_and_releases(table: Table) -> None:
    browser = table.browser(table.chair)
    with clock.at(AFTERWARDS):
        assert "Solarbank für den Pausenhof 2 0 0" in words_of(browser.get(table.list_path).text)
        page = words_of(browser.get(table.path).text)
        assert "Name: „Mia“, hartes Wort: „dumm“" in page
        values = fields(table, NAMED, "released", "Das geht noch besser.") | fields(table, KIND, "withheld", KIND)
        answer = browser.post(table.path, {"version": 0, **values})
        assert (answer.status_code, answer.location) == (303, table.list_path)
        assert "Solarbank für den Pausenhof 0 1 1" in words_of(browser.get(table.list_path).text)
        page = browser.get(table.path).text
    assert (NAMED in page, "Das geht noch besser." in page) == (True, True)


def test_no_page_of_the_chair_tells_who_wrote_a_comment(table: Table) -> None:
    browser = table.browser(table.chair)
    with clock.at(AFTERWARDS):
        pages = browser.get(table.list_path).text + browser.get(table.path).text
    assert [secret for secret in ("Judith", "@jury.example", "Sonnenkinder") if secret in pages] == []


def test_released_without_words_is_refused_and_two_tabs_see_each_other(table: Table) -> None:
    browser = table.browser(table.chair)
    with clock.at(AFTERWARDS):
        answer = browser.post(table.path, {"version": 0, **fields(table, KIND, "released", " ")})
        assert (answer.status_code, "darf nicht leer sein" in answer.text) == (422, True)
        assert browser.post(table.path, {"version": 0, **fields(table, KIND, "released", KIND)}).status_code == 303
        answer = browser.post(table.path, {"version": 0, **fields(table, KIND, "withheld", KIND)})
    assert (answer.status_code, "Jemand anderes hat inzwischen gespeichert" in answer.text) == (409, True)
    assert f"freigegeben: {KIND}" in answer.text


@pytest.mark.parametrize("who", ["admin", "teacher", "other chair"])
def test_only_the_chair_of_the_round_looks_through_comments(table: Table, who: str) -> None:
    other = an_announced_round(table.ground.admin, title="Runde 2")
    person = {
        "admin": table.ground.admin,
        "teacher": table.ground.teacher,
        "other chair": a_chair(other, "Chris Anders"),
    }[who]
    expected = 404 if who == "other chair" else 403
    browser = table.browser(person)
    with clock.at(AFTERWARDS):
        assert [browser.get(path).status_code for path in (table.list_path, table.path)] == [expected] * 2
        values = {"version": 0, **fields(table, KIND, "released", KIND)}
        assert browser.post(table.path, values).status_code == expected


def test_pages_ask_as_often_for_three_ideas_as_for_one(table: Table) -> None:
    a_publication(table.ground.round)

    def asked() -> list[int]:
        found = []
        for person, path in ((table.chair, table.list_path), (table.chair, table.path), (table.mia, table.team_path)):
            browser = table.browser(person)
            with clock.at(AFTERWARDS):
                browser.get("/start")
                with statements() as sent:
                    assert browser.get(path).status_code == 200
            found.append(len(sent))
        return found

    before = asked()
    for title in ("Regentonne", "Windrad"):
        a_reading(table.ground, a_submission(table.ground, title), 5)
    assert (asked(), max(before) <= 8) == (before, True)
