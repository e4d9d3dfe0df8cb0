"""Those who watch over the walks find what they are there to find."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.frontend.pages import served
from tests.journey.blindness import Blindness
from tests.journey.people import somebody
from tests.journey.watch import Viewer, Watch, kind_of

pytestmark = pytest.mark.browser

_PAGE = (
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title></head>'
    "<body><main><h1>Seite</h1>{content}</main></body></html>"
)
_FAULTS = (
    "<h1>Noch eine</h1><script>alert(1)</script><img src='/dot.png'>"
    f"<pre>{'breit' * 400}</pre><p hidden>{''.join(chr(0x4E00 + number % 20000) for number in range(40_000))}</p>"
)


def test_a_page_without_a_fault_passes(chromium: Browser, tmp_path: Path) -> None:
    watch = _watch_over(chromium, tmp_path, _PAGE.format(language="de", title="Seite · Funkenflug", content="<p>Gut"))

    assert watch.complaints == []
    assert watch.complaints_about_html() == []


def test_faults_of_a_page_are_noted(chromium: Browser, tmp_path: Path) -> None:
    watch = _watch_over(chromium, tmp_path, _PAGE.format(language="en", title="Seite", content=_FAULTS))

    noted = "\n".join(watch.complaints)
    for fault in (
        "script-src",
        "image-alt",
        "lang is 'en'",
        "title 'Seite'",
        "headings of the first level: ['Seite', 'Noch eine']",
        "px too wide at 390 px",
        "px too wide at 320 px",
        "bytes of HTML, CSS and JavaScript",
    ):
        assert fault in noted
    assert any("wcag/h37" in complaint for complaint in watch.complaints_about_html())


def test_a_word_that_a_juror_must_not_read_is_noted_with_its_place(chromium: Browser, tmp_path: Path) -> None:
    blindness = Blindness(["Berufsschule Süd", "Funkenfische", "Yorick"])
    page = _PAGE.format(language="de", title="Seite · Funkenflug", content="<img alt='' src='/Funkenfische.png'>")
    with served(page) as site:
        juror = somebody(chromium, site.url, Watch(tmp_path / "pages"), Viewer(is_student=False))
        juror.is_read_along_by(blindness)
        juror.open("/?school=Berufsschule+Süd")
        juror.page.context.close()

    assert [leak.replace(site.url, "") for leak in blindness.leaks] == [
        "Berufsschule Süd in /?school=Berufsschule+S%C3%BCd",
        "Funkenfische in /?school=Berufsschule+S%C3%BCd",
        "Funkenfische in /Funkenfische.png",
    ]


def test_pages_of_different_objects_are_of_one_kind() -> None:
    first, second = ("0f9e3c1a-1111-4222-8333-444455556666", "aaaaaaaa-1111-4222-8333-444455556666")

    assert {kind_of(f"http://127.0.0.1:1/ideas/{id_}/write/1?x=y#top") for id_ in (first, second)} == {
        "/ideas/…/write/1"
    }
    assert kind_of("http://127.0.0.1:1/t/ABC234") == "/t/…"


def _watch_over(chromium: Browser, folder: Path, html: str) -> Watch:
    watch = Watch(folder / "pages")
    with served(html) as site:
        person = somebody(chromium, site.url, watch, Viewer(is_student=True))
        person.open("/")
        person.page.context.close()
    return watch
