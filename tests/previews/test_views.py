"""An admin tries a rubric on ideas that nobody handed in."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from sqlalchemy import func, select

from app.accounts.models import User
from app.core import db
from app.core.audit import AuditEvent
from app.criteria import actions
from app.criteria.actions import CriterionValues
from app.rounds.models import Round
from app.rubrics.queries import categories_by_id, criteria_of, newest_rubric_of
from app.scoring.models import Score, ScoreSheet
from tests.support import people
from tests.support.browsers import Browser
from tests.support.looking import complaints_about_pages
from tests.support.rounds import a_round


@pytest.fixture
def admin(app: Flask) -> User:
    del app
    return people.an_admin()


@pytest.fixture
def round_(admin: User) -> Round:
    """A round whose rubric has a criterion with a hundred points, one without comments and one for a category only."""
    round_ = a_round(admin)
    (category_id, *_others) = categories_by_id(round_.id)
    ends = {"0": {"de": "Nichts."}, "100": {"de": "Alles."}}
    impact = CriterionValues(
        {"de": "Wirkung"}, {"de": "Wie viel wird gespart?"}, 50, 0, 100, ends, comments="ends", is_required=False
    )
    ends = {"0": {"de": "Nein."}, "1": {"de": "Ja."}}
    taste = CriterionValues(
        {"de": "Geschmack"}, {"de": "Schmeckt es?"}, 50, 0, 1, ends, comments="none", category_ids=[category_id]
    )
    actions.add_criterion(admin, round_.id, impact)
    actions.add_criterion(admin, round_.id, taste)
    return round_


def path_of(round_: Round, number: int, category: int | None = None) -> str:
    query = "" if category is None else f"?category={list(categories_by_id(round_.id))[category]}"
    return f"/rounds/{round_.id}/rubric/preview/{number}{query}"


def answers(round_: Round, **but: str) -> dict[str, str]:
    keys = [each.key for each in criteria_of(newest_rubric_of(round_.id).id)]
    points = {"wirkung": "50", "geschmack": "1"}
    return {"version": "0", **{f"points-{key}": but.get(key, points.get(key, "3")) for key in keys}}


def test_a_sheet_is_filled_in_and_nothing_of_it_stays(browser: Browser, admin: User, round_: Round) -> None:
    browser.sign_in(admin)
    before = db.session().scalar(select(func.count()).select_from(AuditEvent))

    page = browser.get(path_of(round_, 1))
    tried = browser.post(path_of(round_, 1), answers(round_))

    assert ("Die Schublade, die leuchtet" in page.text, page.text.count("<level-picker>")) == (True, 8)
    # 100 · (100 · 3/5 + 50 · 50/100 + 50 · 1/1) / 200
    assert (tried.status_code, "67,5 von 100 Punkten" in tried.text) == (200, True)
    assert 'value="50"' in tried.text
    stored = [db.session().scalar(select(func.count()).select_from(each)) for each in (ScoreSheet, Score, AuditEvent)]
    assert stored == [0, 0, before]


def test_only_what_holds_for_the_category_is_asked(browser: Browser, admin: User, round_: Round) -> None:
    browser.sign_in(admin)
    asked = {category: "Schmeckt es?" in browser.get(path_of(round_, 1, category)).text for category in (0, 1)}
    second = browser.get(path_of(round_, 2)).text
    tried = browser.post(path_of(round_, 2, 1), answers(round_)).text

    assert (asked, "Weniger Papier" in second, "Schmeckt es?" in second) == ({0: True, 1: False}, True, False)
    # 100 · (100 · 3/5 + 50 · 50/100) / 150
    assert "56,7 von 100 Punkten" in tried


def test_what_a_juror_would_be_told_is_told(browser: Browser, admin: User, round_: Round) -> None:
    browser.sign_in(admin)
    fields = answers(round_, novelty="", benefit="0", wirkung="100")

    left = browser.post(path_of(round_, 1), fields)
    wrong = browser.post(path_of(round_, 1), fields | {"points-wirkung": "101"})
    nonsense = browser.post(path_of(round_, 1), fields | {"points-wirkung": "viel"})
    unwanted = browser.post(path_of(round_, 1), fields | {"comment-geschmack": "Lecker."})

    assert (left.status_code, "3 Punkte sind noch offen" in left.text) == (200, True)
    for words in ("Neuheit: Hier fehlen noch die Punkte.", "Bei 0 Punkten bitte", "Bei 100 Punkten bitte"):
        assert words in left.text
    assert (wrong.status_code, "Möglich sind 0 bis 100 Punkte." in wrong.text) == (422, True)
    assert (nonsense.status_code, 'value="viel"' in nonsense.text) == (422, True)
    assert (unwanted.status_code, "kein Kommentar vorgesehen" in unwanted.text) == (422, True)


def test_there_are_two_ideas_in_both_languages(browser: Browser, admin: User, round_: Round) -> None:
    browser.sign_in(admin)
    statuses = [browser.get(path_of(round_, number)).status_code for number in (0, 1, 2, 3)]
    english = browser.get(path_of(round_, 1), headers={"Accept-Language": "en"}).text
    assert (statuses, "The drawer that lights up" in english) == ([404, 200, 200, 404], True)


def test_a_round_without_categories_can_be_tried_too(browser: Browser, admin: User) -> None:
    bare = a_round(admin, title="Runde 2", categories=())
    assert browser.sign_in(admin).get(path_of(bare, 1)).status_code == 200


@pytest.mark.browser
def test_the_pages_have_no_fault(
    browser: Browser, admin: User, round_: Round, chromium: Chromium, tmp_path: Path
) -> None:
    browser.sign_in(admin)
    rubric = f"/rounds/{round_.id}/rubric"
    (criterion, *_others) = criteria_of(newest_rubric_of(round_.id).id)
    pages = {
        "preview": browser.get(path_of(round_, 1)).text,
        "tried": browser.post(path_of(round_, 1), answers(round_)).text,
        "open": browser.post(path_of(round_, 1), answers(round_, novelty="", wirkung="101")).text,
        "edit": browser.get(f"{rubric}/edit").text,
        "weights": browser.get(f"{rubric}/weights").text,
        "levels": browser.get(f"{rubric}/criteria/{criterion.id}").text,
        "points": browser.get(f"{rubric}/criteria/new?points=100").text,
        "wrong": browser.post(f"{rubric}/criteria/new", {"version": "0"}).text,
        "rubric": browser.get(rubric).text,
    }
    assert complaints_about_pages(chromium, pages, tmp_path) == []
