"""What the log calls things."""

import ast
from pathlib import Path
from typing import NamedTuple

import pytest

from app.logbook import rules

pytestmark = pytest.mark.usefixtures("app")


def test_the_log_has_words_for_everything_that_is_recorded() -> None:
    """Every action and kind that the code hands to `audit.record`, itself or through a function of its own."""
    modules = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(Path("app").rglob("*.py"))]
    calls = [_Call(call, function, module, modules) for module in modules for function, call in _records_in(module)]
    actions = {text for each in calls for text in each.texts(each.call.args[1])}
    kinds = {text for each in calls for text in each.texts(each.call.args[2])}

    assert {"grant", "note_conflict", "plan_results", "use_rubric"} <= actions
    assert {"user", "objection"} <= kinds
    assert [action for action in sorted(actions) if rules.words_of_action(action) == action] == []
    assert [kind for kind in sorted(kinds) if rules.words_of_kind(kind) == kind] == []


def _records_in(module: ast.Module) -> list[tuple[ast.FunctionDef, ast.Call]]:
    functions = [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)]
    return [(function, call) for function in functions for call in _calls_of("audit.record", function)]


class _Call(NamedTuple):
    """A call of `audit.record`, and where it stands."""

    call: ast.Call
    function: ast.FunctionDef
    module: ast.Module
    modules: list[ast.Module]

    def texts(self, said: ast.expr) -> set[str]:
        """What may be meant: said there, put into a variable before, or given by whoever calls the function."""
        if isinstance(said, ast.IfExp):
            return self.texts(said.body) | self.texts(said.orelse)
        if isinstance(said, ast.Constant):
            return {str(said.value)}
        name, parameters = ast.unparse(said), [each.arg for each in self.function.args.args]
        if name in parameters:
            # What begins with a line is known to its own module only.
            callers = [self.module] if self.function.name.startswith("_") else self.modules
            calls = [call for module in callers for call in _calls_of(self.function.name, module)]
            return {text for call in calls for text in self.texts(call.args[parameters.index(name)])}
        before = [node for node in ast.walk(self.function) if isinstance(node, ast.Assign)]
        kept = [node.value for node in before if [ast.unparse(target) for target in node.targets] == [name]]
        return {text for value in kept for text in self.texts(value)}


def _calls_of(name: str, tree: ast.AST) -> list[ast.Call]:
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    last = name.rpartition(".")[2]
    return [call for call in found if _last_of(call.func) == last and ast.unparse(call.func).endswith(name)]


def _last_of(called: ast.expr) -> str:
    return str(getattr(called, "attr", getattr(called, "id", "")))


def test_an_action_without_words_keeps_its_code() -> None:
    assert (rules.words_of_action("fly"), rules.words_of_kind("kite")) == ("fly", "kite")


def test_the_words_of_the_filters_are_in_their_order() -> None:
    words = [word.casefold() for word in rules.known_actions().values()]

    assert words == sorted(words)
    assert rules.known_kinds()["round"] == "Runde"


def test_values_are_shown_one_to_a_line() -> None:
    assert rules.values_text({"b": 2, "a": "x"}) == "a: x\nb: 2"
