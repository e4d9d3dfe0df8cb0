"""The page with every component in it, on a phone."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.frontend.pages import Site, gallery, served


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
