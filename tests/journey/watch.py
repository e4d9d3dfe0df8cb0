"""Looks over everybody's shoulder during a walk and notes what should not be: on each page, between pages, on paper."""

import gzip
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

from tests.support.browser import axe_of
from tests.support.html import complaints_about_html

STUDENT_PAGE_MAX = 60_000
NARROW = (390, 320)
_FIRST_ERROR = 400
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
_SECRET = re.compile(r"^/(k|t|invitations|sign-in/link|files|verify)/[^/]+")
# Chromium says so for every status from 400; those are judged by their status.
_KNOWN_NOISE = "Failed to load resource"
_REPORT_VIOLATIONS = """addEventListener("securitypolicyviolation", (event) => {
    console.error(`violation of ${event.effectiveDirective}: ${event.blockedURI} ${event.sample}`);
});"""
_MEASURE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_FRAME = """() => ({
    language: document.documentElement.lang,
    title: document.title,
    headings: [...document.querySelectorAll("h1")].map((heading) => heading.textContent.trim()),
    loaded: performance.getEntriesByType("resource").map((entry) => entry.name),
})"""


@dataclass(frozen=True)
class Viewer:
    """For whom a page is judged: those of students have to be light."""

    is_student: bool
    has_scripts: bool = True


@dataclass
class Watch:
    """`complaints` is what it found; `pages` are the kinds of pages it has seen, each looked at closely once."""

    folder: Path
    complaints: list[str] = field(default_factory=list)
    pages: Counter[str] = field(default_factory=Counter)
    _sizes: dict[str, int] = field(default_factory=dict)

    def follow(self, context: BrowserContext) -> None:
        """Listen to everything that happens in a browser."""
        context.add_init_script(_REPORT_VIOLATIONS)
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.complaints.append(f"script: {error.error}"))
        context.on("requestfailed", self._miss)

    def look_at(self, page: Page, answer: Response | None, viewer: Viewer, kind: str = "") -> None:
        """Judge a page as it stands, unless one of its kind was judged before; `kind` names a state of it."""
        who = "student" if viewer.is_student else "staff"
        kind = f"{kind_of(page.url)} {answer.status if answer else ''} {who} {kind}".strip()
        self.pages[kind] += 1
        if self.pages[kind] > 1:
            return
        if viewer.has_scripts:  # without them axe does not run either
            found = axe_of(page)
            self._complain(kind, [*found.violations, *found.incomplete])
        self._complain(kind, [*self._faults_of_frame(page), *self._widths(page)])
        if answer:
            html = answer.body()
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / f"{len(self.pages):03}{re.sub('[^a-z0-9]+', '-', kind)}.html").write_bytes(html)
            if viewer.is_student:
                self._weigh(kind, page, html)

    def complaints_about_html(self) -> list[str]:
        """What is wrong with the HTML of all pages that were looked at, as it was sent."""
        return complaints_about_html(self.folder)

    def _complain(self, kind: str, found: list[str]) -> None:
        self.complaints += [f"{kind}: {complaint}" for complaint in found]

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(_KNOWN_NOISE):
            self.complaints.append(f"console: {message.text}")

    def _miss(self, request: Request) -> None:
        # Chromium calls it aborted when a page is left before its pictures have come, and for every download.
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"no answer: {request.method} {request.url}: {request.failure}")

    def _faults_of_frame(self, page: Page) -> list[str]:
        frame = page.evaluate(_FRAME)
        faults = [] if frame["language"] == "de" else [f"lang is {frame['language']!r}"]
        if len(frame["headings"]) != 1 or not frame["headings"][0]:
            faults.append(f"headings of the first level: {frame['headings']}")
        if not frame["title"].endswith(" · Funkenflug") or frame["title"].startswith(" · "):
            faults.append(f"title {frame['title']!r}")
        return faults

    def _widths(self, page: Page) -> list[str]:
        usual, faults = page.viewport_size, []
        assert usual is not None
        for width in dict.fromkeys((usual["width"], *NARROW)):
            page.set_viewport_size({"width": width, "height": usual["height"]})
            if over := page.evaluate(_MEASURE):
                faults.append(f"{over} px too wide at {width} px")
        page.set_viewport_size(usual)
        return faults

    def _weigh(self, kind: str, page: Page, html: bytes) -> None:
        code = [address for address in page.evaluate(_FRAME)["loaded"] if address.endswith((".css", ".js"))]
        for address in code:
            if address not in self._sizes:
                self._sizes[address] = len(gzip.compress(page.request.get(address).body()))
        size = len(gzip.compress(html)) + sum(self._sizes[address] for address in code)
        self._complain(kind, [] if size <= STUDENT_PAGE_MAX else [f"{size} bytes of HTML, CSS and JavaScript"])


def kind_of(url: str) -> str:
    """The path of a page without what is different for each object: "/ideas/…/write/1"."""
    path = "/" + url.split("://", 1)[1].partition("/")[2]
    return _SECRET.sub(r"/\1/…", _ID.sub("…", path.partition("?")[0].partition("#")[0]))
