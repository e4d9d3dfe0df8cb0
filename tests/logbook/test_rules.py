"""What the log calls things."""

import ast
from pathlib import Path

import pytest

from app.logbook import rules

pytestmark = pytest.mark.usefixtures("app")


def test_the_log_has_words_for_everything_that_is_recorded() -> None:
    """Every action and kind that the code hands to `audit.record` in so many letters."""
    recorded = [call for path in sorted(Path("app").rglob("*.py")) for call in _records_in(path)]

    assert len(recorded) > 40
    assert [action for action, _kind in recorded if rules.words_of_action(action) == action] == []
    assert [kind for _action, kind in recorded if rules.words_of_kind(kind) == kind] == []


def _records_in(path: Path) -> list[tuple[str, str]]:
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    found = [call.args[1:3] for call in calls if ast.unparse(call.func) == "audit.record"]
    return [
        (str(action.value), str(kind.value))
        for action, kind in found
        if isinstance(action, ast.Constant) and isinstance(kind, ast.Constant)
    ]


def test_an_action_without_words_keeps_its_code() -> None:
    assert (rules.words_of_action("fly"), rules.words_of_kind("kite")) == ("fly", "kite")


def test_the_words_of_the_filters_are_in_their_order() -> None:
    words = [word.casefold() for word in rules.known_actions().values()]

    assert words == sorted(words)
    assert rules.known_kinds()["round"] == "Runde"


def test_values_are_shown_one_to_a_line() -> None:
    assert rules.values_text({"b": 2, "a": "x"}) == "a: x\nb: 2"
