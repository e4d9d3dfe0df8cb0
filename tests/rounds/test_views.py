"""An admin sets up a round in the browser; everybody reads it."""

import re
import uuid

import pytest
from flask import Flask

from app.accounts.models import User
from app.core import clock
from app.core.access import Role
from app.rounds import queries
from tests.support import people
from tests.support.browsers import Browser
from tests.support.rounds import (
    ONE_SECOND,
    SUBMIT_CLOSES,
    WRITING,
    a_competition,
    a_round,
    an_announced_round,
)

PUBLIC = "/competitions/innovationswettbewerb-2027/runde-1"
ROUND = {
    "title": "Runde 1",
    "lead": "Zeigt es uns.",
    "team_min": "2",
    "team_max": "5",
    "teams_per_person": "1",
    "contact": "Wettbewerbsbüro",
}


@pytest.fixture
def admin(app: Flask) -> User:
    del app
    return people.an_admin()


@pytest.fixture
def desk(browser: Browser, admin: User) -> Browser:
    """A browser in which the admin is signed in."""
    return browser.sign_in(admin)


def version_in(page: str) -> str:
    """The version that the form would send back."""
    return str(re.findall(r'name="version"\s+value="(\d+)"', page)[0])


# ---------------------------------------------------------------- competitions and rounds
def test_new_competition_leads_to_its_first_round(desk: Browser) -> None:
    answer = desk.post("/competitions/new", {"title": "Innovationswettbewerb 2027"})

    (made,) = queries.planned_competitions()
    assert (answer.status_code, answer.location) == (303, f"/competitions/{made.competition.id}/rounds/new")
    assert desk.get(answer.location).status_code == 200


def test_new_competition_keeps_a_title_that_is_taken(desk: Browser, admin: User) -> None:
    a_competition(admin)

    page = desk.post("/competitions/new", {"title": "innovationswettbewerb 2027"})

    assert page.status_code == 422
    assert "Diesen Titel gibt es schon." in page.text
    assert 'value="innovationswettbewerb 2027"' in page.text


def test_rounds_invites_to_begin_and_then_lists_what_there_is(desk: Browser, admin: User) -> None:
    assert "Noch kein Wettbewerb" in desk.get("/rounds").text

    a_competition(admin, "Ein leerer Wettbewerb")
    a_round(admin)
    page = desk.get("/rounds")

    assert "Dieser Wettbewerb hat noch keine Runde." in page.text
    assert "Innovationswettbewerb 2027" in page.text
    assert "noch nicht sichtbar" in page.text


def test_rounds_lets_auditors_read_and_nobody_else(browser: Browser, admin: User) -> None:
    a_round(admin)
    auditor, teacher = people.somebody(Role.AUDITOR), people.a_teacher(people.a_school(admin))

    page = browser.sign_in(auditor).get("/rounds")

    assert page.status_code == 200
    assert "Wettbewerb anlegen" not in page.text
    assert browser.get("/competitions/new").status_code == 403
    assert browser.sign_in(teacher).get("/rounds").status_code == 403


def test_edit_round_shows_what_another_admin_stored_and_keeps_what_was_typed(desk: Browser, admin: User) -> None:
    path = f"/rounds/{a_round(admin).id}/edit"
    assert desk.post(path, {**ROUND, "lead": "Erste Fassung", "version": "1"}).status_code == 303

    page = desk.post(path, {**ROUND, "lead": "Zweite Fassung", "version": "1"})

    assert page.status_code == 409
    assert "Erste Fassung" in page.text
    assert "Zweite Fassung</textarea>" in page.text
    assert version_in(page.text) == "2"
    assert desk.post(path, {**ROUND, "lead": "Beide", "version": "2"}).status_code == 303
    assert "Beide" in desk.get(path).text


def test_edit_round_tells_every_error_at_once(desk: Browser, admin: User) -> None:
    path = f"/rounds/{a_round(admin).id}/edit"

    page = desk.post(path, {**ROUND, "title": "", "team_max": "99", "contact": "", "version": "1"})

    assert page.status_code == 422
    for name in ("title", "team_max", "contact"):
        assert f'<a href="#{name}">' in page.text


def test_a_round_that_does_not_exist_has_no_pages(desk: Browser, admin: User) -> None:
    known = a_round(admin)
    phase = queries.phases_of(known.id)[0]
    other = a_round(admin, title="Andere")
    unknown = uuid.uuid4()

    for path in ("edit", "phases", "phases/new", "categories", "form", f"phases/{phase.id}"):
        assert desk.get(f"/rounds/{unknown}/{path}").status_code == 404
    assert desk.get(f"/rounds/{other.id}/phases/{phase.id}").status_code == 404
    assert desk.get(f"/rounds/{known.id}/phases/{phase.id}").status_code == 200


# ---------------------------------------------------------------- categories and form
def test_categories_are_added_renamed_and_removed(desk: Browser, admin: User) -> None:
    round_ = a_round(admin, categories=("Umwelt",))
    path = f"/rounds/{round_.id}/categories"
    (umwelt,) = queries.categories_of(round_.id)

    added = desk.post(path, {"name": "  Arbeit\u200b  leichter "})
    twice = desk.post(path, {"name": "UMWELT"})
    renamed = desk.post(f"{path}/{umwelt.id}", {"name": "Klima"})
    removed = desk.post(f"{path}/{umwelt.id}/remove")

    assert [answer.status_code for answer in (added, twice, renamed, removed)] == [303, 422, 303, 303]
    assert [category.name for category in queries.categories_of(round_.id)] == ["Arbeit leichter"]


def test_rename_category_and_remove_category_refuse_what_belongs_to_another_round(desk: Browser, admin: User) -> None:
    mine, other = a_round(admin, title="Eine"), a_round(admin, title="Andere")
    foreign = queries.categories_of(other.id)[0]
    path = f"/rounds/{mine.id}/categories/{foreign.id}"

    answers = [desk.get(path), desk.post(path, {"name": "Neu"}), desk.post(f"{path}/remove")]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_entry_form_lists_every_field_with_length_and_audience(desk: Browser, admin: User) -> None:
    page = desk.get(f"/rounds/{a_round(admin).id}/form")

    assert page.text.count("<tr>") == 8
    for words in ("3 bis 80 Zeichen", "bis 2000 Zeichen", "nur die Jury", "Quellen und KI-Werkzeuge"):
        assert words in page.text


# ---------------------------------------------------------------- the page for everybody
def test_public_round_tells_plan_deadline_and_how_to_take_part(browser: Browser, admin: User) -> None:
    an_announced_round(admin, team_min=2, team_max=4)

    with clock.at(WRITING):
        page = browser.get(PUBLIC)

    assert page.status_code == 200
    for words in (
        "Einreichung endet",
        f'data-until="{SUBMIT_CLOSES.isoformat()}"',
        "Mo., 29. März 2027, 09:00 Uhr (MESZ)",
        "aus 2 bis 4 Leuten",
        "Klima und Umwelt",
        f'href="{PUBLIC}/rubric"',
    ):
        assert words in page.text


def test_public_round_invites_until_nothing_can_be_handed_in_and_then_leads_to_the_results(
    browser: Browser, admin: User
) -> None:
    an_announced_round(admin)
    found = []
    for moment in (SUBMIT_CLOSES - ONE_SECOND, SUBMIT_CLOSES):
        with clock.at(moment):
            page = browser.get(PUBLIC).text
        found.append(
            [words in page for words in ("Mit Klassencode starten", "So macht ihr mit")]
            + [page.count(f'href="{PUBLIC}/results"')]
        )

    assert found == [[True, True, 1], [False, False, 2]]


def test_public_round_is_the_same_for_everybody_and_hides_what_is_not_announced(browser: Browser, admin: User) -> None:
    a_round(admin, title="Geheim")
    an_announced_round(admin)
    nobody = browser.get(PUBLIC)

    somebody = browser.sign_in(admin).get(PUBLIC)

    assert nobody.data == somebody.data
    assert ("csrf" in nobody.text, "Set-Cookie" in nobody.headers) == (False, False)
    assert browser.get(PUBLIC.replace("runde-1", "geheim")).status_code == 404
    assert browser.get("/competitions/anderer/runde-1").status_code == 404
