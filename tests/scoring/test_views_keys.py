"""The score sheet in a real Chromium: what the keys do, and what a narrow window shows."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from app.core import clock
from tests.frontend.pages import Site, served
from tests.scoring.conftest import Table
from tests.support.rounds import JUDGING

pytestmark = pytest.mark.browser


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
    yield page
    context.close()


def points(page: Page, key: str) -> str | None:
    """Which level of a criterion is chosen."""
    chosen = page.locator(f'input[name="points-{key}"]:checked')
    return chosen.get_attribute("value") if chosen.count() else None


def test_digits_are_points_arrows_go_on_and_n_goes_to_the_next_criterion(page: Page) -> None:
    page.locator("#points-novelty").focus()
    page.keyboard.press("4")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("n")
    page.keyboard.press("0")
    assert (points(page, "novelty"), points(page, "benefit"), points(page, "feasibility")) == ("5", "0", None)
    expect(page.locator(".score-bar")).to_contain_text("2 von 7")


def test_c_goes_to_the_comment_where_letters_and_digits_are_text(page: Page) -> None:
    page.locator("#points-novelty").focus()
    page.keyboard.press("3")
    page.keyboard.press("c")
    page.keyboard.type("nur 5 Cent?")
    expect(page.locator("#comment-novelty")).to_have_value("nur 5 Cent?")
    assert points(page, "novelty") == "3"


def test_a_question_mark_opens_and_closes_the_help(page: Page) -> None:
    page.locator("#points-novelty").focus()
    for is_open in (True, False):
        page.keyboard.press("?")
        assert page.locator(".score-keys[open]").count() == is_open


def test_keys_do_nothing_while_the_focus_is_elsewhere(page: Page) -> None:
    page.locator("a.skip-link").focus()
    for key in ("3", "n", "c"):
        page.keyboard.press(key)
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


def test_without_a_script_every_level_and_both_buttons_are_there(chromium: Browser, site: Site) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.url)
    page.locator('input[name="points-novelty"][value="2"]').check(force=True)
    page.get_by_role("button", name="Speichern").click()
    context.close()
    ((path, _headers, body),) = site.requests
    assert path.startswith("/jury/")
    assert b"points-novelty=2" in body
