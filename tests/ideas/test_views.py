"""The pages on which an idea is written."""

import html
import re
import uuid

import pytest

from app.ideas import queries
from app.rounds.queries import categories_of
from tests.ideas.conftest import Desk
from tests.ideas.pages import hidden, kept, without_tokens
from tests.support.ideas import TEXTS, a_file, an_idea, read, submit, write
from tests.support.rounds import ONE_SECOND, SUBMIT_CLOSES
from tests.support.statements import statements
from tests.support.teams import a_team

MAX_STATEMENTS = 8
HOSTILE = (
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "{{ 7*7 }} {% raw %} ${7*7}",
    "%(title)s %s %n",
    "'; DROP TABLE ideas; --",
    "\u202egnp.exe \u200b\ufeff",
    "a\x00b\x08c",
    "\U0001d518\U0001d52b\U0001d526 👩\u200d👧 e\u0301",
    "\r\n\r\nSet-Cookie: x=1",
    "=1+1",
)


def address(desk: Desk, page: str = "") -> str:
    return f"/ideas/{desk.idea.id}{page}"


# ---------------------------------------------------------------- beginning
def test_open_idea_invites_to_begin_and_writes_nothing_until_then(desk: Desk) -> None:
    team = a_team(desk.other, desk.ground.round, "Windrad")
    page = desk.open(desk.other, "GET", f"/teams/{team.id}/idea")
    assert (page.status_code, queries.idea_id_of(team.id)) == (200, None)
    begun = desk.open(desk.other, "POST", f"/teams/{team.id}/idea")
    assert (begun.status_code, begun.location) == (303, f"/ideas/{queries.idea_id_of(team.id)}/write/1")


def test_open_idea_leads_to_the_idea_once_there_is_one(desk: Desk) -> None:
    assert desk.open(desk.ben, "GET", f"/teams/{desk.team.id}/idea").location == address(desk)


def test_open_idea_says_when_it_is_too_late_to_begin(desk: Desk) -> None:
    team = a_team(desk.other, desk.ground.round, "Windrad")
    page = desk.open(desk.other, "GET", f"/teams/{team.id}/idea", at=SUBMIT_CLOSES)
    refused = desk.open(desk.other, "POST", f"/teams/{team.id}/idea", at=SUBMIT_CLOSES)
    assert "Die Zeit zum Schreiben ist vorbei." in page.text
    assert (refused.status_code, queries.idea_id_of(team.id)) == (409, None)


# ---------------------------------------------------------------- the idea
def test_idea_without_a_title_says_so_and_lists_its_open_parts(desk: Desk) -> None:
    page = desk.get(desk.ben)
    assert page.status_code == 200
    assert '<h1 class="page-header__title">Noch ohne Titel</h1>' in page.text
    assert re.findall(r'<a class="task__link"[^>]*>([^<]*)</a>', page.text) == [
        "Titel, Satz und Themenfeld", "Problem und Lösung", "Nutzen und Stand", "Quellen und KI",
        "Bilder, Filme und PDFs",
    ]  # fmt: skip
    assert page.text.count("Noch offen") == 5


def test_idea_shows_what_is_done(desk: Desk) -> None:
    an_idea(desk.mia, desk.team)
    page = desk.get(desk.ben)
    assert (page.text.count("Erledigt"), page.text.count("Noch offen")) == (4, 1)
    assert f'href="{address(desk, "/check")}"' in page.text


def test_idea_says_that_something_was_changed_since_it_was_handed_in(desk: Desk) -> None:
    submit(desk.mia, an_idea(desk.mia, desk.team).id)
    before = desk.get(desk.ben)
    write(desk.mia, desk.idea.id, {"title": "Zweite Fassung"})
    after = desk.get(desk.ben)
    words = "Ihr habt seit dem Einreichen etwas geändert"
    assert (words in before.text, words in after.text) == (False, True)
    assert "Zweite Fassung" in after.text


def test_idea_can_still_be_read_and_saved_as_a_file_after_the_deadline(desk: Desk) -> None:
    an_idea(desk.mia, desk.team)
    page, file = (desk.get(desk.ben, name, at=SUBMIT_CLOSES) for name in ("", "/text"))
    for text in TEXTS.values():
        assert text in page.text
        assert text in file.text
    assert file.headers["Content-Disposition"] == f'attachment; filename="idee-{desk.idea.number}.txt"'
    assert file.mimetype == "text/plain"


# ---------------------------------------------------------------- writing
def test_write_saves_and_stays_or_goes_on(desk: Desk) -> None:
    stays = desk.post(desk.mia, "/write/2", hidden(desk.get(desk.mia, "/write/2")) | {"problem": "Leere Akkus"})
    goes = desk.post(desk.mia, "/write/4", {"sources": "keine", "forward": "1"})
    assert (stays.status_code, stays.location) == (303, address(desk, "/write/2"))
    assert (goes.status_code, goes.location) == (303, address(desk, "/files"))
    texts = read(desk.mia, desk.idea.id).texts
    assert (texts["problem"], texts["solution"], texts["sources"]) == ("Leere Akkus", "", "keine")


def test_write_chooses_a_category(desk: Desk) -> None:
    category = categories_of(desk.ground.round.id)[1]
    desk.post(desk.mia, "/write/1", {"title": "Solarbank", "category": category.name})
    page = desk.get(desk.mia, "/write/1")
    assert read(desk.mia, desk.idea.id).idea.category_id == category.id
    assert re.findall(r'value="([^"]*)"\s+checked', page.text) == [category.name]


def test_write_keeps_what_is_too_long_and_counts_it(desk: Desk) -> None:
    text = "ä" * 70 + "\r\n" + "👩" * 2000
    desk.post(desk.mia, "/write/2", {"problem": text})
    page = desk.get(desk.mia, "/write/2")
    assert read(desk.mia, desk.idea.id).text_of("problem") == text.replace("\r\n", "\n")
    assert "2071 von 2000 Zeichen" in page.text
    assert "live-count--over" in page.text


def test_write_beyond_all_bounds_is_422_with_the_whole_text(desk: Desk) -> None:
    text = "Satz. " * 10_000
    page = desk.post(desk.mia, "/write/2", {"problem": text, "solution": "kurz"})
    assert page.status_code == 422
    assert text.strip() in page.text
    assert "Das sind mehr als 50000 Zeichen" in page.text
    assert read(desk.mia, desk.idea.id).text_of("solution") == ""


def test_write_has_the_pages_of_the_form_and_no_other(desk: Desk) -> None:
    statuses = [desk.get(desk.mia, f"/write/{number}").status_code for number in (0, 1, 4, 5)]
    assert statuses == [404, 200, 200, 404]


def test_write_a_second_before_the_deadline_saves_and_the_deadline_keeps_the_text_on_the_page(desk: Desk) -> None:
    in_time = {"problem": "gerade noch", "problem-version": "0"}
    too_late = {"problem": "zu spät\n& doch da", "problem-version": "1", "forward": "1"}
    saved = desk.post(desk.mia, "/write/2", in_time, at=SUBMIT_CLOSES - ONE_SECOND)
    refused = desk.post(desk.mia, "/write/2", too_late, at=SUBMIT_CLOSES)
    assert (saved.status_code, refused.status_code) == (303, 409)
    assert read(desk.mia, desk.idea.id).text_of("problem") == "gerade noch"
    assert kept(refused) == {"Welches Problem löst ihr?": "zu spät\n& doch da"}
    assert "Das war möglich bis Mo., 29. März 2027, 09:00 Uhr (MESZ)." in refused.text


def test_write_keeps_category_and_texts_under_their_labels_when_it_is_too_late(desk: Desk) -> None:
    values = hidden(desk.get(desk.mia, "/write/1")) | {"title": "Titel", "category": "Klima und Umwelt"}
    refused = desk.post(desk.mia, "/write/1", values, at=SUBMIT_CLOSES)
    assert kept(refused) == {"Titel": "Titel", "Themenfeld": "Klima und Umwelt"}


def test_write_after_the_deadline_shows_the_text_without_a_form(desk: Desk) -> None:
    write(desk.mia, desk.idea.id, {"problem": "Leere Akkus"})
    page = desk.get(desk.mia, "/write/2", at=SUBMIT_CLOSES)
    assert "Leere Akkus" in page.text
    assert 'name="problem"' not in page.text


# ---------------------------------------------------------------- two tabs
@pytest.mark.parametrize(
    ("choice", "left"), [("mine", "Mias Text"), ("theirs", "Bens Text"), ("both", "Mias Text\n\nBens Text")]
)
def test_write_in_two_tabs_gives_the_slower_both_texts_to_choose_from(desk: Desk, choice: str, left: str) -> None:
    tab = hidden(desk.get(desk.mia, "/write/2"))
    desk.post(desk.ben, "/write/2", {"problem": "Bens Text"})
    page = desk.post(desk.mia, "/write/2", tab | {"problem": "Mias Text", "solution": "Mias Lösung"})
    assert page.status_code == 409
    assert "Bens Text" in page.text
    assert "Mias Text" in page.text
    assert read(desk.mia, desk.idea.id).text_of("solution") == "Mias Lösung"

    answer = {"problem-choice": choice, "problem-both": "Mias Text\r\n\r\nBens Text", "solution": "Mias Lösung"}
    assert desk.post(desk.mia, "/write/2", hidden(page) | answer).status_code == 303
    assert read(desk.mia, desk.idea.id).text_of("problem") == left


def test_write_without_a_choice_asks_again_and_drops_nothing(desk: Desk) -> None:
    tab = hidden(desk.get(desk.mia, "/write/2"))
    write(desk.ben, desk.idea.id, {"problem": "Bens Text"})
    page = desk.post(desk.mia, "/write/2", tab | {"problem": "Mias Text"})
    again = desk.post(desk.mia, "/write/2", hidden(page) | {"problem-both": "Mias Text\n\nBens Text"})
    assert (page.status_code, again.status_code) == (409, 409)
    assert hidden(again)["problem"] == "Mias Text"
    assert read(desk.mia, desk.idea.id).text_of("problem") == "Bens Text"


def test_write_two_categories_are_a_choice_as_well(desk: Desk) -> None:
    first, second = categories_of(desk.ground.round.id)
    tab = hidden(desk.get(desk.mia, "/write/1"))
    desk.post(desk.ben, "/write/1", {"category": first.name})
    page = desk.post(desk.mia, "/write/1", tab | {"category": second.name})
    assert page.status_code == 409
    assert f"Ben Winter hat inzwischen „{first.name}“ gewählt." in page.text
    assert desk.post(desk.mia, "/write/1", hidden(page) | {"category": second.name}).status_code == 303
    assert read(desk.mia, desk.idea.id).idea.category_id == second.id


# ---------------------------------------------------------------- strangers, hostile texts, cost
def test_nobody_reaches_the_idea_of_another_team(desk: Desk) -> None:
    for page in ("", "/write/1", "/text", "/files", "/files/state", "/check", "/withdraw"):
        foreign = desk.get(desk.other, page)
        unknown = str(uuid.uuid4())
        missing = desk.open(desk.other, "GET", f"/ideas/{unknown}{page}")
        assert (foreign.status_code, missing.status_code) == (404, 404)
        assert without_tokens(foreign).replace(str(desk.idea.id), unknown) == without_tokens(missing)


def test_nobody_writes_into_the_idea_of_another_team(desk: Desk) -> None:
    file = f"/files/{a_file(desk.mia, desk.idea).id}"
    pages = ("/write/1", "/uploads", "/check", "/withdraw", file, f"{file}/up", f"{file}/remove", f"{file}/restore")
    statuses = [desk.post(desk.other, page, {"title": "Fremd"}).status_code for page in pages]
    statuses.append(desk.open(desk.other, "POST", f"/teams/{desk.team.id}/idea").status_code)
    assert statuses == [404] * 9
    assert read(desk.mia, desk.idea.id).text_of("title") == ""


def test_a_teacher_reads_no_draft(desk: Desk) -> None:
    write(desk.mia, desk.idea.id, {"title": "Geheimer Entwurf"})
    teacher = desk.ground.teacher
    assert [desk.get(teacher, page).status_code for page in ("", "/write/1", "/text", "/files")] == [403] * 4


@pytest.mark.parametrize(("page", "key"), [("/write/1", "title"), ("/write/1", "pitch"), ("/write/2", "problem")])
def test_hostile_texts_are_kept_and_never_come_alive(desk: Desk, page: str, key: str) -> None:
    for version, text in enumerate(HOSTILE):
        saved = desk.post(desk.mia, page, {key: text, f"{key}-version": str(version)})
        shown = desk.get(desk.mia, page)
        assert (saved.status_code, shown.status_code) == (303, 200)
        assert "<script>alert" not in shown.text
        assert "<img src=x" not in shown.text
        assert read(desk.mia, desk.idea.id).text_of(key) in html.unescape(shown.text)


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999999", "1e3"])
def test_hostile_versions_drop_nothing(desk: Desk, version: str) -> None:
    write(desk.mia, desk.idea.id, {"problem": "steht da"})
    page = desk.post(desk.mia, "/write/2", {"problem": "neu", "problem-version": version})
    assert page.status_code in {409, 422}
    assert ">\nneu</textarea>" in page.text or hidden(page).get("problem") == "neu"
    assert read(desk.mia, desk.idea.id).text_of("problem") == "steht da"


@pytest.mark.parametrize("page", ["", "/write/1", "/write/2", "/files", "/check", "/text"])
def test_a_page_asks_the_database_as_little_for_three_files_as_for_one(desk: Desk, page: str) -> None:
    counts = []
    an_idea(desk.mia, desk.team)
    for count in (1, 2):
        for _number in range(count):
            a_file(desk.mia, desk.idea)
        browser = desk.browser(desk.mia)
        with statements() as sent:
            assert browser(page).status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1]
    assert counts[1] <= MAX_STATEMENTS, sent
