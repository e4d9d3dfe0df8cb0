"""Pages as they were sent, looked at by html-validate and, in Chromium, by axe: on a desk and on a phone."""

from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Browser as Chromium

from tests.frontend.pages import served
from tests.support.browser import axe_of
from tests.support.html import complaints_about_html

_WIDTHS, _HEIGHT = (1280, 390), 900


def complaints_about_pages(chromium: Chromium, pages: Mapping[str, str], folder: Path) -> list[str]:
    """What is wrong with pages, given as HTML by name; the empty folder is for what html-validate reads."""
    for number, html in enumerate(pages.values()):
        (folder / f"{number:02}.html").write_text(html, encoding="utf-8")
    return complaints_about_html(folder) + _seen_by_axe(chromium, pages)


def _seen_by_axe(chromium: Chromium, pages: Mapping[str, str]) -> list[str]:
    found = []
    with served("") as site:
        context = chromium.new_context(locale="de-DE")
        page = context.new_page()
        for name, site.html in pages.items():
            page.set_viewport_size({"width": _WIDTHS[0], "height": _HEIGHT})
            page.goto(site.url)
            for width in _WIDTHS:
                page.set_viewport_size({"width": width, "height": _HEIGHT})
                axe = axe_of(page)
                found += [f"{name} at {width} px: {fault}" for fault in (*axe.violations, *axe.incomplete)]
        context.close()
    return found
