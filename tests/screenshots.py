"""`make screenshots`: the pictures of the README, taken of the demo in a real browser."""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pypdfium2 as pdfium
from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench.serving import ROOT, served
from tests.support.browser import launch_chromium

FOLDER = ROOT / "static" / "screenshots"
PHONE, DESK = {"width": 390, "height": 780}, {"width": 1280, "height": 860}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = {"DATA_DIR": folder, "SITE_URL": "http://127.0.0.1:8000", "WORKER": "separate"}
        people = _fill(settings)
        with served("app:create_app()", settings) as server, sync_playwright() as playwright:
            browser = launch_chromium(playwright)
            base = f"http://127.0.0.1:{server.port}"
            _take(_page(browser, base, PHONE), "/", "home-phone")
            _take(_page(browser, base, DESK), "/gallery#ideas", "gallery")
            student = _page(browser, base, PHONE, people["student"])
            _take(student, _link(student, "/teams", r"/teams/[0-9a-f-]{36}") + "/idea", "idea-phone")
            juror = _page(browser, base, DESK, people["juror"])
            _take(juror, _open_sheet(juror), "jury-desk")
            chair = _page(browser, base, DESK, people["chair"])
            _take(chair, _link(chair, "/start", r"/rounds/[0-9a-f-]{36}/decisions"), "decisions")
            winner = _page(browser, base, PHONE, people["demo-schueler-2"])
            _print(winner, _link(winner, "/certificates", r"/teams/[0-9a-f-]{36}/certificate.pdf"), "certificate")
            admin = _page(browser, base, DESK, people["admin"])
            _take(admin, _link(admin, "/rounds", r"/rounds/[0-9a-f-]{36}/desk"), "round-desk")
            browser.close()


def _fill(settings: dict[str, str]) -> dict[str, dict[str, str]]:
    """The demo in an empty folder; returns its people by login name, and the first one of each role."""
    command = [sys.executable, "-m", "flask", "--app", "app", "demo", "--json"]
    outcome = subprocess.run(command, cwd=ROOT, env={**os.environ, **settings}, check=True, capture_output=True)
    people = list(reversed(json.loads(outcome.stdout)))
    return {person["role"]: person for person in people} | {person.get("login_name"): person for person in people}


def _page(browser: Browser, base: str, size: dict[str, int], person: dict[str, str] | None = None) -> Page:
    """A page in German, with somebody signed in if one is given."""
    page = browser.new_context(
        base_url=base,
        viewport={"width": size["width"], "height": size["height"]},
        locale="de-DE",
        reduced_motion="reduce",
    ).new_page()
    if person:
        page.goto("/sign-in")
        page.fill("#identifier", person.get("login_name") or person["email"])
        page.fill("#password", person["password"])
        page.click("main form button[type=submit]")
        page.wait_for_url("**/start")
    return page


def _link(page: Page, path: str, pattern: str) -> str:
    page.goto(path)
    found = re.search(pattern, page.content())
    if found is None:
        message = f"{path} leads to no {pattern}"
        raise RuntimeError(message)
    return found[0]


def _open_sheet(juror: Page) -> str:
    """A sheet that can still be filled in, so that the rubric is seen."""
    juror.goto("/jury")
    paths: list[str] = re.findall(r"/jury/[0-9a-f-]{36}", juror.content())
    for path in dict.fromkeys(paths):
        juror.goto(path)
        if juror.locator("level-picker").count():
            return path
    return paths[0]


def _take(page: Page, path: str, name: str) -> None:
    page.goto(path)
    page.screenshot(path=Path(FOLDER) / f"{name}.png")


def _print(page: Page, path: str, name: str) -> None:
    """The first page of a PDF as it comes out of the printer."""
    with pdfium.PdfDocument(page.request.get(path).body()) as document:
        document[0].render(scale=1).to_pil().save(FOLDER / f"{name}.png")


if __name__ == "__main__":
    main()
