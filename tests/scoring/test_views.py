import re
import uuid

import pytest
from sqlalchemy import update

from app.core import clock, db
from app.ideas.models import Idea
from app.panels.models import PanelMember
from app.rounds.queries import fields_of_version
from app.rubrics.rules import Mark
from app.scoring import queries
from tests.scoring.conftest import Table
from tests.scoring.pages import get, post, sheet, words_of
from tests.support.browsers import Browser
from tests.support.jury import a_draft, a_handed_in_sheet, a_juror, a_submission, an_assignment, marks
from tests.support.people import a_school_admin
from tests.support.rounds import JUDGING, JURY_CLOSES, JURY_OPENS, ONE_SECOND
from tests.support.statements import statements


# ---------------------------------------------------------------- the list
def test_the_list_shows_number_title_category_and_state_and_what_is_next(table: Table) -> None:
    text = words_of(get(table, "/jury").text)
    assert f"Solarbank {table.submission.content['number']} Arbeit erleichtern noch nicht begonnen" in text
    assert "0 von 1" in text
    a_handed_in_sheet(table.juror, table.assignment)
    text = words_of(get(table, "/jury").text)
    assert "abgegeben" in text
    assert "Alles abgegeben. Vielen Dank!" in text


def test_an_empty_list_says_what_will_happen(table: Table) -> None:
    assert "Noch nichts zu lesen" in get(table, "/jury", person=a_juror(table.ground.round)).text


def test_before_the_jury_begins_nothing_is_shown_but_the_list_says_when(table: Table) -> None:
    before = JURY_OPENS - ONE_SECOND
    assert "Das ist möglich ab Di., 30. März 2027, 09:00 Uhr (MESZ)." in words_of(get(table, "/jury", at=before).text)
    assert get(table, table.path, at=before).status_code == 409
    assert get(table, f"{table.path}/hand-in", at=before).status_code == 409
    assert get(table, table.path, at=JURY_OPENS).status_code == 200


@pytest.mark.parametrize("page", ["/jury", "/jury/rounds/{round}", "{sheet}", "{sheet}/hand-in"])
def test_a_page_asks_the_database_as_often_for_three_ideas_as_for_one(table: Table, page: str) -> None:
    path = page.format(sheet=table.path, round=table.ground.round.id)
    # An entry form is read once in the life of a process.
    fields_of_version(db.load(Idea, table.submission.idea_id).form_version_id)
    # The first time an idea is drawn it is read as a whole.
    assert count_of_statements(table, path) <= 8
    for_one = count_of_statements(table, path)
    for title in ("Regentonne", "Lernkiste"):
        an_assignment(table.juror, a_submission(table.ground, title))
    assert (count_of_statements(table, path), for_one <= 6) == (for_one, True)


def count_of_statements(table: Table, path: str) -> int:
    with clock.at(JUDGING):
        browser = table.browser()
        with statements() as sent:
            assert browser.get(path).status_code == 200
    return len(sent)


# ---------------------------------------------------------------- the sheet
def test_the_idea_stands_beside_the_rubric(table: Table) -> None:
    text = words_of(get(table, table.path).text)
    assert "Eine Bank, die Handys mit Sonnenlicht lädt." in text
    assert "Wie neu ist die Idee dort, wo sie eingesetzt werden soll?" in text
    assert text.count("nicht beurteilbar") == 2
    assert "von 100 Punkten" not in text


def test_a_draft_is_kept_with_whatever_is_there_and_shown_again(table: Table) -> None:
    answer = post(table, table.path, {"version": 0, "points-novelty": "0", "comment-benefit": "Noch überlegen."})
    assert (answer.status_code, answer.location) == (303, f"{table.path}#sheet")
    html = get(table, table.path).text
    assert re.search(r'name="points-novelty"\s+value="0"[^>]*checked', html)
    assert "Noch überlegen." in html
    assert "1 von 7" in words_of(html)


def test_not_assessable_is_kept_as_such_and_never_as_zero(table: Table) -> None:
    post(table, table.path, sheet(table, more={"points-teamwork": "–"}))
    stored = queries.reading_of(table.juror, table.assignment.id).marks
    assert (stored["teamwork"], stored["novelty"]) == (Mark(is_skipped=True), Mark(3))


def test_points_that_do_not_exist_are_refused_and_everything_entered_is_kept(table: Table) -> None:
    answer = post(table, table.path, sheet(table, more={"points-novelty": "9", "comment-benefit": "Mein Satz."}))
    assert answer.status_code == 422
    assert "Mein Satz." in answer.text
    assert queries.reading_of(table.juror, table.assignment.id).sheet is None


@pytest.mark.parametrize("points", ["drei", "-1", "3.5", "٣", "9999", "1e2"])
def test_what_is_no_number_of_points_is_refused(table: Table, points: str) -> None:
    answer = post(table, table.path, sheet(table, more={"points-novelty": points}))
    assert answer.status_code == 422
    assert queries.reading_of(table.juror, table.assignment.id).sheet is None


def test_fields_of_no_criterion_change_nothing(table: Table) -> None:
    assert post(table, table.path, sheet(table, more={"points-fame": "5", "comment-": "x"})).status_code == 303
    assert set(queries.reading_of(table.juror, table.assignment.id).said) == set(marks(table.juror, table.assignment))


def test_a_criterion_that_must_be_judged_cannot_be_skipped(table: Table) -> None:
    assert post(table, table.path, sheet(table, more={"points-novelty": "–"})).status_code == 422


def test_a_comment_that_is_too_long_is_refused_and_kept(table: Table) -> None:
    comment = "ü" * 2001
    answer = post(table, table.path, sheet(table, more={"comment-novelty": comment}))
    assert answer.status_code == 422
    assert comment in answer.text


def test_two_devices_see_both_versions_and_saving_again_decides(table: Table) -> None:
    post(table, table.path, sheet(table, 4, more={"comment-novelty": "Vom Laptop."}))
    answer = post(table, table.path, sheet(table, 2, more={"comment-novelty": "Vom Handy."}))
    assert answer.status_code == 409
    text = words_of(answer.text)
    assert "4 Punkte – Vom Laptop." in text
    assert "2 Punkte – Vom Handy." in text
    version = re.search(r'name="version"\s+value="(\d+)"', answer.text)
    assert version is not None
    again = sheet(table, 2, int(version.group(1)), {"comment-novelty": "Vom Handy und vom Laptop."})
    assert post(table, table.path, again).status_code == 303
    stored = queries.reading_of(table.juror, table.assignment.id).marks["novelty"]
    assert stored == Mark(2, comment="Vom Handy und vom Laptop.")


def test_sheet_and_check_page_of_the_second_juror_begin_with_the_second_criterion(table: Table) -> None:
    with clock.at(JUDGING):
        other = a_juror(table.ground.round)
        db.session().execute(update(PanelMember).where(PanelMember.user_id == other.id).values(created_at=JUDGING))
        db.session().commit()
        browser = Browser(table.app).sign_in(other)
        path = f"/jury/{an_assignment(other, table.submission).id}"
        sheet_, check = browser.get(path).text, browser.get(f"{path}/hand-in").text
    order = re.findall(r'<fieldset[^>]*>\s*<legend class="level-picker__name">([^<]*)', sheet_)
    assert (order[0], order[-1]) == ("Nutzen für Betrieb, Schule oder Verwaltung", "Neuheit")
    assert re.findall(r'<dt class="summary-list__label">([^<]*)', check) == order


# ---------------------------------------------------------------- handing in
def test_a_juror_checks_and_hands_in_and_then_sees_her_own_total(table: Table) -> None:
    answer = post(table, table.path, sheet(table, 4, more={"check": "1"}))
    assert (answer.status_code, answer.location) == (303, f"{table.path}/hand-in")
    assert "Neuheit 4 Punkte" in words_of(get(table, f"{table.path}/hand-in").text)
    answer = post(table, f"{table.path}/hand-in", {"version": 1})
    assert (answer.status_code, answer.location) == (303, table.path)
    assert "Abgegeben: 80,0 von 100 Punkten" in get(table, table.path).text


def test_the_check_page_lists_everything_open_with_links_to_the_fields(table: Table) -> None:
    post(table, table.path, {"version": 0, "points-novelty": "5", "check": "1"})
    html = get(table, f"{table.path}/hand-in").text
    assert f'href="{table.path}#comment-novelty"' in html
    assert f'href="{table.path}#points-benefit"' in html
    assert "Abgeben geht, sobald nichts mehr offen ist." in html
    answer = post(table, f"{table.path}/hand-in", {"version": 1})
    assert answer.status_code == 422
    assert "Neuheit: Bei 5 Punkten bitte in einem Satz sagen, warum." in answer.text
    assert answer.text.count("Hier fehlen noch die Punkte.") == 6


def test_a_final_sheet_is_opened_again_and_handed_in_anew(table: Table) -> None:
    a_handed_in_sheet(table.juror, table.assignment, 3)
    answer = post(table, f"{table.path}/reopen", {})
    assert (answer.status_code, answer.location) == (303, table.path)
    assert post(table, table.path, sheet(table, 4, 3, {"check": "1"})).status_code == 303
    assert post(table, f"{table.path}/hand-in", {"version": 4}).status_code == 303
    assert "80,0 von 100" in get(table, table.path).text


def test_a_sheet_sent_after_the_end_is_refused_and_the_page_still_holds_all_of_it(table: Table) -> None:
    values = sheet(table, 4, more={"comment-novelty": "Mein langer Satz über das Neue."})
    assert post(table, table.path, values, at=JURY_CLOSES - ONE_SECOND).status_code == 303
    answer = post(table, table.path, values | {"version": 1, "comment-benefit": "Zu spät getippt."}, at=JURY_CLOSES)
    assert answer.status_code == 409
    text = words_of(answer.text)
    assert "Die Bewertung ist abgeschlossen." in text
    assert "Zu spät getippt." in text
    assert "Mein langer Satz über das Neue." in text
    assert "Kommentar zu „Neuheit“" in text
    assert "wettbewerb@stadt.example" in text


@pytest.mark.parametrize("gone", ["session", "token"])
def test_what_was_typed_keeps_its_label_when_session_or_token_is_gone(table: Table, gone: str) -> None:
    values = {"points-novelty": "4", "comment-novelty": "Das gibt es noch nirgends.", "points-nonsense": "1"}
    with clock.at(JUDGING):
        browser = Browser(table.app) if gone == "session" else table.browser()
        answer = browser.post(table.path, values, headers={"X-CSRFToken": ""} if gone == "token" else {})
    assert answer.status_code == {"session": 401, "token": 400}[gone]
    labels = re.findall(r'<label class="kern-label" for="kept-\d+">([^<]*)</label>', answer.text)
    assert labels == ["Neuheit", "Kommentar zu „Neuheit“", "points-nonsense"]
    assert "Das gibt es noch nirgends." in answer.text


def test_after_the_end_a_sheet_can_be_read_and_has_no_button(table: Table) -> None:
    a_draft(table.juror, table.assignment, marks(table.juror, table.assignment, 4))
    html = get(table, table.path, at=JURY_CLOSES).text
    assert "Dieser Bogen wurde nicht abgegeben" in html
    assert "4 Punkte" in html
    assert f'action="{table.path}"' not in html
    assert post(table, f"{table.path}/hand-in", {"version": 1}, at=JURY_CLOSES).status_code == 409


# ---------------------------------------------------------------- who
def test_the_sheet_of_another_juror_is_as_missing_as_one_that_never_was(table: Table) -> None:
    other = a_juror(table.ground.round)
    a_handed_in_sheet(table.juror, table.assignment)
    for path in ("{}", "{}/hand-in"):
        foreign = get(table, path.format(table.path), person=other)
        missing = get(table, path.format(f"/jury/{uuid.uuid4()}"), person=other)
        assert (foreign.status_code, missing.status_code) == (404, 404)
        assert words_of(foreign.text) == words_of(missing.text)
    statuses = {
        post(table, table.path + end, sheet(table), person=other).status_code for end in ("", "/hand-in", "/reopen")
    }
    assert statuses == {404}
    assert queries.reading_of(table.juror, table.assignment.id).is_final


@pytest.mark.parametrize("page", ["/jury", "{sheet}", "{sheet}/hand-in"])
def test_only_jurors_enter(table: Table, page: str) -> None:
    path, ground = page.format(sheet=table.path), table.ground
    others = [ground.admin, ground.teacher, a_school_admin(ground.school), ground.student("Ole")]
    assert [get(table, path, person=person).status_code for person in others] == [403] * 4
    assert get(table, path).status_code == 200
    with clock.at(JUDGING):
        answer = Browser(table.app).get(path)
    assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/sign-in")


def test_a_juror_sees_no_total_of_others_and_no_ranking(table: Table) -> None:
    other = a_juror(table.ground.round, name="Berta Bewertet")
    a_handed_in_sheet(other, an_assignment(other, table.submission), 5)
    pages = "".join(get(table, path).text for path in ("/jury", table.path, f"{table.path}/hand-in"))
    assert [secret for secret in ("Berta", "100,0", "Weil es so ist.") if secret in pages] == []
    assert get(table, f"/rounds/{table.ground.round.id}/ranking").status_code == 403
