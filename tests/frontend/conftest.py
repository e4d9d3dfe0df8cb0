"""A Chromium for all tests of a worker, and the page with every component in it."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright

from tests.frontend.pages import Site, gallery, served
from tests.support.browser import launch_chromium


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright, launch_chromium(playwright) as browser:
        yield browser


@pytest.fixture
def site(app: Flask) -> Iterator[Site]:
    with served(gallery(app)) as site:
        yield site


@pytest.fixture
def page(chromium: Browser, site: Site) -> Iterator[Page]:
    """A phone that shows the gallery."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="de-DE")
    page = context.new_page()
    page.goto(site.url)
    yield page
    context.close()
