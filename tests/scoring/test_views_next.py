"""What comes after an idea, and what of its page is drawn once."""

import re
import uuid
from datetime import timedelta

from app.core import clock
from app.ideas.rules import files_in
from app.media import actions as media
from app.rubrics.rules import Mark
from app.scoring import queries
from tests.scoring.conftest import Table
from tests.scoring.pages import get, post, sheet, words_of
from tests.support.ideas import a_file, a_full_team, an_idea, process_files, submit
from tests.support.jury import a_draft, a_handed_in_sheet, a_juror, a_submission, an_assignment, marks
from tests.support.rounds import JUDGING, JURY_CLOSES, JURY_OPENS, ONE_SECOND, WRITING


# ---------------------------------------------------------------- what comes next
def test_next_saves_what_was_entered_and_leads_on(table: Table) -> None:
    second = an_assignment(table.juror, a_submission(table.ground, "Regentonne"))
    answer = post(table, table.path, sheet(table, 4, more={"go_on": "1"}))
    assert (answer.status_code, answer.location) == (303, f"{table.path}/next")
    assert queries.reading_of(table.juror, table.assignment.id).marks["novelty"] == Mark(4)
    answer = get(table, f"{table.path}/next")
    assert (answer.status_code, answer.location) == (303, f"/jury/{second.id}")


def test_after_the_last_idea_comes_the_comparison_of_the_own_sheets(table: Table) -> None:
    a_handed_in_sheet(table.juror, table.assignment)
    answer = get(table, f"{table.path}/next")
    assert (answer.status_code, answer.location) == (303, f"/jury/rounds/{table.ground.round.id}")


def test_after_handing_in_the_page_leads_to_the_next_idea(table: Table) -> None:
    a_handed_in_sheet(table.juror, table.assignment)
    assert f'href="{table.path}/next"' in get(table, table.path).text
    assert f'href="{table.path}/next"' not in get(table, table.path, at=JURY_CLOSES).text


def test_own_sheets_stand_side_by_side_the_highest_first_and_drafts_without_a_total(table: Table) -> None:
    other, draft = (a_submission(table.ground, title) for title in ("Regentonne", "Lernkiste"))
    a_handed_in_sheet(table.juror, table.assignment, 2, {"teamwork": None})
    a_handed_in_sheet(table.juror, an_assignment(table.juror, other), 4)
    unfinished = an_assignment(table.juror, draft)
    a_draft(table.juror, unfinished, marks(table.juror, unfinished, 5))
    html = get(table, f"/jury/rounds/{table.ground.round.id}").text
    text = words_of(html)
    assert "2 von 3" in text
    first, second = f"{other.content['number']}: Regentonne", f"{table.submission.content['number']}: Solarbank"
    assert f"{first} 80,0 4 4 4 4 4 4 4 {second} 40,0 2 2 2 2 2 – nicht beurteilbar 2" in text
    assert "100,0" not in text
    assert f'href="/jury/{unfinished.id}"' in html


def test_own_sheets_are_the_own_ones_of_a_round_in_which_one_reads(table: Table) -> None:
    other = a_juror(table.ground.round)
    a_handed_in_sheet(other, an_assignment(other, table.submission), 5)
    path = f"/jury/rounds/{table.ground.round.id}"
    assert "Noch nichts abgegeben" in get(table, path).text
    assert get(table, path, at=JURY_OPENS - ONE_SECOND).status_code == 409
    assert get(table, path, person=a_juror(table.ground.round)).status_code == 404
    assert get(table, f"/jury/rounds/{uuid.uuid4()}").status_code == 404


# ---------------------------------------------------------------- what is kept, and when it is drawn anew
def test_a_picture_that_is_ready_later_stands_on_the_page_from_then_on(table: Table) -> None:
    with clock.at(WRITING):
        captain = table.ground.student("Kapitänin von Regentonne")
        idea = an_idea(captain, a_full_team(table.ground, captain, "Regentonne"), title="Regentonne")
        a_file(captain, idea)
        submission = submit(captain, idea.id)
    path = f"/jury/{an_assignment(table.juror, submission).id}"
    assert "/files/" not in get(table, path).text
    with clock.at(WRITING):
        process_files()
    shown = get(table, path).text
    assert shown.count("/files/") == 2
    assert get(table, path).text.count("/files/") == 2
    # Addresses last for ten to twenty minutes, and so does what is kept of them.
    later = linked_files(get(table, path, at=JUDGING + timedelta(minutes=10)).text)
    assert linked_files(shown).isdisjoint(later)
    media.end_addresses(files_in(submission.content))
    assert linked_files(shown).isdisjoint(linked_files(get(table, path).text))


def linked_files(html: str) -> set[str]:
    return set(re.findall(r'"(/files/[^"]+)"', html))


def test_what_is_kept_of_a_page_holds_nothing_of_the_juror(table: Table) -> None:
    other = a_juror(table.ground.round, name="Berta Quendel")
    assignment = an_assignment(other, table.submission)
    a_draft(table.juror, table.assignment, {"novelty": Mark(4, comment="Nur für mich.")})
    assert "Nur für mich." in get(table, table.path).text
    theirs = get(table, f"/jury/{assignment.id}", person=other).text
    assert [mine for mine in ("Nur für mich.", str(table.assignment.id), table.juror.name) if mine in theirs] == []
    assert re.search(r'type="radio"[^>]*checked', theirs) is None


def test_a_page_speaks_the_language_of_its_reader_also_where_it_is_kept(table: Table) -> None:
    german = get(table, table.path).text
    with clock.at(JUDGING):
        english = table.browser().get(table.path, headers={"Accept-Language": "en"}).text
    assert ("Neuheit" in german, "Novelty" in german) == (True, False)
    assert ("Neuheit" in english, "Novelty" in english) == (False, True)
