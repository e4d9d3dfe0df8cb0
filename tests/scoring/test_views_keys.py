"""The score sheet in a real Chromium: what the keys do, what a phone shows, and twenty ideas without a mouse."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from app.core import clock
from app.scoring import queries
from app.scoring.rules import FINAL
from tests.frontend.pages import Site, served
from tests.scoring.conftest import Table
from tests.support.browser import Axe, axe_of, ready
from tests.support.jury import a_submission, an_assignment
from tests.support.live import live
from tests.support.rounds import JUDGING

pytestmark = pytest.mark.browser

SPOTLESS = Axe([], [])


@pytest.fixture
def site(table: Table) -> Iterator[Site]:
    with clock.at(JUDGING):
        html = table.browser().get(table.path).text
    with served(html) as site:
        yield site


@pytest.fixture
def page(chromium: Browser, site: Site) -> Iterator[Page]:
    """The sheet on a desk."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="de-DE")
    page = context.new_page()
    page.goto(site.url)
    ready(page)
    yield page
    context.close()


def points(page: Page, key: str) -> str | None:
    """Which level of a criterion is chosen."""
    chosen = page.locator(f'input[name="points-{key}"]:checked')
    return chosen.get_attribute("value") if chosen.count() else None


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_digits_are_points_and_arrows_go_to_the_next_criterion_or_level(page: Page) -> None:
    page.locator("#points-novelty").focus()
    press(page, "4", "ArrowRight", "ArrowDown", "0", "ArrowDown", "2", "ArrowUp", "1")
    assert [points(page, key) for key in ("novelty", "benefit", "feasibility")] == ["5", "1", "2"]
    expect(page.locator(".score-bar")).to_contain_text("3 von 7")


def test_with_the_focus_nowhere_keys_are_for_the_first_open_criterion(page: Page) -> None:
    press(page, "3")
    page.evaluate("document.activeElement.blur()")
    press(page, "2")
    assert [points(page, key) for key in ("novelty", "benefit")] == ["3", "2"]


def test_c_goes_to_the_comment_where_letters_and_digits_are_text_and_escape_back(page: Page) -> None:
    page.locator("#points-novelty").focus()
    press(page, "3", "c")
    page.keyboard.type("nur 5 Cent? n")
    expect(page.locator("#comment-novelty")).to_have_value("nur 5 Cent? n")
    press(page, "Escape", "1")
    assert points(page, "novelty") == "1"


def test_the_sentence_is_asked_for_when_0_or_5_are_chosen_and_only_then(page: Page) -> None:
    asked = page.get_by_text("Bei 0 und 5 Punkten bitte in einem Satz sagen, warum.").first
    page.locator("#points-novelty").focus()
    for key, is_asked in (("3", False), ("0", True), ("4", False), ("5", True)):
        press(page, key)
        expect(asked).to_be_visible(visible=is_asked)


def test_a_question_mark_opens_and_closes_the_help(page: Page) -> None:
    dialog = page.get_by_role("dialog", name="Mit Tasten bewerten")
    press(page, "?")
    expect(dialog).to_be_visible()
    assert axe_of(page) == SPOTLESS
    press(page, "3")
    press(page, "?")
    expect(dialog).to_be_hidden()
    assert points(page, "novelty") is None


def test_keys_can_be_turned_off_and_stay_off_on_this_device(page: Page) -> None:
    page.get_by_role("button", name="Mit Tasten bewerten").click()
    page.get_by_label("Tasten auf diesem Gerät verwenden").uncheck()
    press(page, "Escape")
    page.reload()
    ready(page)
    page.locator("#points-novelty").focus()
    press(page, "3", "c", "?")
    assert points(page, "novelty") is None
    expect(page.locator("#points-novelty")).to_be_focused()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("kbd:visible")).to_have_count(0)
    # What the browser itself does with arrows stays as everywhere.
    press(page, "ArrowDown")
    assert points(page, "novelty") == "1"


def test_keys_do_nothing_while_the_focus_is_elsewhere(page: Page) -> None:
    page.locator("a.skip-link").focus()
    press(page, "3", "n", "c")
    assert points(page, "novelty") is None
    expect(page.locator("a.skip-link")).to_be_focused()


def test_the_bar_stays_in_sight_on_a_phone_and_hides_no_focus(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.get_by_role("button", name="Prüfen und abgeben")).to_be_in_viewport()
    # The last comment of all, reached as by the tabulator.
    page.locator("#comment-presentation").focus()
    expect(page.locator("#comment-presentation")).to_be_in_viewport()
    bar, comment = page.locator(".score-bar").bounding_box(), page.locator("#comment-presentation").bounding_box()
    assert bar is not None
    assert comment is not None
    assert comment["y"] + comment["height"] <= bar["y"]
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_without_a_script_every_level_and_every_button_is_there_and_no_key_is_named(
    chromium: Browser, site: Site
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.url)
    expect(page.locator("kbd:visible")).to_have_count(0)
    expect(page.get_by_role("button", name="Mit Tasten bewerten")).to_be_hidden()
    expect(page.get_by_role("button", name="Nächste Idee")).to_be_visible()
    page.locator('input[name="points-novelty"][value="2"]').check(force=True)
    page.get_by_role("button", name="Speichern").click()
    context.close()
    ((path, _headers, body),) = site.requests
    assert path.startswith("/jury/")
    assert b"points-novelty=2" in body


def test_twenty_ideas_are_scored_by_keyboard_alone(table: Table, chromium: Browser) -> None:
    for number in range(19):
        an_assignment(table.juror, a_submission(table.ground, f"Idee {number}"))
    with live(table.app, JUDGING) as site:
        page = site.page_of(table.juror, chromium)
        page.goto("/jury")
        assert axe_of(page) == SPOTLESS
        _tab_to(page, "Weiter bewerten")
        press(page, "Enter")
        for number in range(20):
            _score(page, look=number == 0)
        expect(page).to_have_url(f"{site.url}/jury/rounds/{table.ground.round.id}")
        expect(page.get_by_text("Alles abgegeben. Vielen Dank!")).to_be_visible()
        assert axe_of(page) == SPOTLESS
        page.context.close()
    sheets = [reading.sheet for reading in queries.readings_of(table.juror, table.ground.round.id)]
    assert [(sheet.state, sheet.total) for sheet in sheets if sheet] == [(FINAL, "70/1")] * 20


def _score(page: Page, *, look: bool) -> None:
    """From the sheet of an idea to that of the next: four times 3 points, twice 4, once 5 with its sentence."""
    expect(page).to_have_url(re.compile("/jury/[0-9a-f-]{36}$"))
    ready(page)
    for key in "334433":
        press(page, key, "ArrowDown")
    press(page, "5", "c")
    page.keyboard.insert_text("Jedes Bild sitzt.")
    press(page, "Escape")
    if look:
        assert axe_of(page) == SPOTLESS
    press(page, "Enter")
    expect(page.get_by_role("heading", name="Prüfen und abgeben")).to_be_visible()
    if look:
        assert axe_of(page) == SPOTLESS
    ready(page)
    press(page, "a")
    expect(page.get_by_text("Abgegeben. Vielen Dank!")).to_be_visible()
    if look:
        assert axe_of(page) == SPOTLESS
    present = page.url
    ready(page)
    press(page, "n")
    expect(page).not_to_have_url(present)


def _tab_to(page: Page, name: str) -> None:
    target = page.get_by_role("link", name=name)
    for _step in range(30):
        if target.evaluate("(link) => link === document.activeElement"):
            return
        press(page, "Tab")
    pytest.fail(f"{name} was not reached")
