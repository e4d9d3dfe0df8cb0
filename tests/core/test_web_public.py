"""Public pages are answered from memory for the rest of a second, and never after a change."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from tests.support.browsers import Browser
from tests.support.people import an_admin
from tests.support.rounds import an_announced_round
from tests.support.statements import statements

# Just before a second is over.
BEFORE = datetime(2027, 3, 1, 11, 59, 59, 999_000, tzinfo=UTC)


@pytest.fixture(autouse=True)
def stopped() -> Iterator[time_machine.Traveller]:
    """The machine's clock stands still; our own is not moved."""
    with time_machine.travel(BEFORE, tick=False) as coordinates:
        yield coordinates


def test_a_second_reader_costs_the_database_nothing(browser: Browser) -> None:
    browser.get("/")
    with statements() as asked:
        again = browser.get("/")
    assert (again.status_code, asked) == (200, [])


def test_what_is_committed_is_seen_at_once(browser: Browser) -> None:
    admin = an_admin()
    before = browser.get("/").text
    an_announced_round(admin, title="Runde Frühjahr")
    assert ["Runde Frühjahr" in page for page in (before, browser.get("/").text)] == [False, True]


def test_another_language_is_another_page(browser: Browser) -> None:
    browser.get("/")
    assert '<html lang="en">' in browser.get("/", headers={"Accept-Language": "en"}).text


def test_who_has_the_page_already_gets_no_second_copy(browser: Browser) -> None:
    tag = browser.get("/").headers["ETag"]
    again = browser.get("/", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


def test_an_address_with_a_question_is_not_kept(browser: Browser) -> None:
    browser.get("/?x=1")
    with statements() as asked:
        browser.get("/?x=1")
    assert asked != []


def test_a_page_that_is_missing_is_not_kept(app: Flask) -> None:
    browser = Browser(app)
    assert [browser.get("/competitions/a/b").status_code for _time in range(2)] == [404, 404]


def test_what_was_made_in_one_second_is_not_sent_in_the_next(browser: Browser, stopped: time_machine.Traveller) -> None:
    browser.get("/")
    stopped.move_to(BEFORE + timedelta(milliseconds=1))
    with statements() as asked:
        browser.get("/")
    assert asked != []
