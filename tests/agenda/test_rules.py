import uuid
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from app.agenda import rules
from app.agenda.rules import Standing
from app.core import i18n

ROUND_ID = uuid.UUID(int=1)
DECIDED = Standing(
    ROUND_ID,
    "Runde 1",
    is_chair=True,
    ideas=3,
    undecided=0,
    has_chair_approved=False,
    has_admin_approved=False,
    unread=2,
)


@pytest.fixture(autouse=True)
def _speech() -> Iterator[None]:
    """Translations need an application, and nothing else of it."""
    app = Flask("words")
    i18n.init_app(app)
    with app.app_context():
        yield


def tasks(standing: Standing, *, is_admin: bool = False) -> list[tuple[str, str]]:
    return [(task.label, task.endpoint) for task in rules.tasks_in(standing, is_admin=is_admin)]


def test_first_the_chair_decides() -> None:
    open_ = replace(DECIDED, undecided=2)
    assert tasks(open_) == [("In „Runde 1“ ist noch über 2 Ideen zu entscheiden", "deliberation.decisions")]
    assert tasks(replace(open_, undecided=1))[0][0] == "In „Runde 1“ ist noch über eine Idee zu entscheiden"
    assert tasks(replace(open_, is_chair=False), is_admin=True) == []


def test_then_the_chair_approves_and_then_the_admin() -> None:
    words = [("Die Entscheidungen in „Runde 1“ warten auf Ihre Freigabe", "deliberation.approvals")]
    by_chair = replace(DECIDED, has_chair_approved=True)
    assert (tasks(DECIDED), tasks(by_chair)) == (words, [])
    assert tasks(replace(DECIDED, is_chair=False), is_admin=True) == []
    assert tasks(replace(by_chair, is_chair=False), is_admin=True) == words
    assert tasks(replace(by_chair, is_chair=False, has_admin_approved=True), is_admin=True) == []


def test_nobody_approves_twice() -> None:
    assert tasks(replace(DECIDED, has_chair_approved=True), is_admin=True) == []


def test_at_last_the_chair_looks_through_the_comments() -> None:
    approved = replace(DECIDED, has_chair_approved=True, has_admin_approved=True)
    assert tasks(approved) == [("In „Runde 1“ sind noch 2 Kommentare der Jury anzusehen", "feedback.comments")]
    assert tasks(replace(approved, unread=1))[0][0] == "In „Runde 1“ ist noch ein Kommentar der Jury anzusehen"
    assert (tasks(replace(approved, unread=0)), tasks(replace(approved, is_chair=False), is_admin=True)) == ([], [])


def test_a_round_without_ideas_waits_for_nobody() -> None:
    assert tasks(replace(DECIDED, ideas=0)) == []
