"""Chromium as the tests use it, and axe, which looks at a page as somebody with a screen reader would."""

import functools
import json
import os
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, Playwright, expect

from tests.support.programs import chromium, node_module

# A busy machine may need long for what is right; what is wrong never comes.
PATIENCE_MS = 60_000
expect.set_options(timeout=PATIENCE_MS)

_RULES_OF_AXE = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# What grows or fades for a moment is judged as it stays.
_END_OF_MOTION = """Promise.all(document.getAnimations()
    .filter((each) => Number.isFinite(each.effect.getComputedTiming().endTime))
    .map((each) => each.finished.catch(() => null))).then(() => null)"""
_NEEDED_OF_RESULTS = "({violations, incomplete}) => ({violations, incomplete})"


@dataclass(frozen=True)
class Axe:
    """What axe found: rule, place in the page and what is wrong, one line each."""

    violations: list[str]
    incomplete: list[str]


def launch_chromium(playwright: Playwright) -> Browser:
    """Chromium without a window. Its own sandbox cannot be set up by root, as whom tests run in containers."""
    arguments = ["--disable-dev-shm-usage", "--force-color-profile=srgb"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    return playwright.chromium.launch(executable_path=chromium(), args=arguments)


def ready(page: Page) -> Page:
    """The page once its scripts are there: a key pressed before is lost, as it is for people."""
    page.wait_for_load_state()
    expect(page.locator(":not(:defined), auto-save:not([data-ready])")).to_have_count(0)
    return page


def opened(page: Page, address: str) -> Page:
    """The page at an address, ready for fingers."""
    page.goto(address)
    return ready(page)


def axe_of(page: Page) -> Axe:
    """Run axe on the page as it stands.

    It runs in a world of its own beside the page's scripts, so that neither our content security policy has to be
    switched off nor Trusted Types get in its way.
    """
    session = page.context.new_cdp_session(page)
    try:
        frame = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        world = session.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "axe"})["executionContextId"]
        _evaluate(session, world, _source_of_axe())
        _evaluate(session, world, _END_OF_MOTION)
        options = {"runOnly": list(_RULES_OF_AXE), "resultTypes": ["violations", "incomplete"], "preload": False}
        results = _evaluate(session, world, f"axe.run(document, {json.dumps(options)}).then({_NEEDED_OF_RESULTS})")
    finally:
        session.detach()
    return Axe(_lines_of(results["violations"]), _lines_of(results["incomplete"]))


@functools.cache
def _source_of_axe() -> str:
    return node_module("axe-core/axe.min.js").read_text(encoding="utf-8") + "; 0"


def _evaluate(session: CDPSession, world: int, script: str) -> Any:  # noqa: ANN401 # whatever the script answers
    answer = session.send(
        "Runtime.evaluate",
        {"expression": script, "contextId": world, "awaitPromise": True, "returnByValue": True},
    )
    if "exceptionDetails" in answer:
        message = f"axe failed: {json.dumps(answer['exceptionDetails'])[:2000]}"
        raise RuntimeError(message)
    return answer["result"].get("value")


def _lines_of(results: list[dict[str, Any]]) -> list[str]:
    return [
        f"{result['id']} at {' '.join(map(str, node['target']))}: {' '.join(_messages_of(node))}"
        for result in results
        for node in result["nodes"]
    ]


def _messages_of(node: dict[str, Any]) -> list[str]:
    return [check["message"] for kind in ("any", "all", "none") for check in node[kind]]
