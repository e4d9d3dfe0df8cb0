"""Nothing grows until nobody reads it."""

import ast
from pathlib import Path

from tests.structure.gates.source import Function, files_of, functions_of, place, syntax_of, text_of

FILE_MAX = 300
FUNCTION_MAX = 40
_WRITTEN_BY_HAND = (".py", ".html", ".css", ".js", ".mjs")


def files_stay_short(root: Path) -> list[str]:
    """At most 300 lines. Migrations are made by a program and read once."""
    return [
        f"{place(root, path)}: {count} lines, at most {FILE_MAX} are allowed"
        for path in files_of(root, *_WRITTEN_BY_HAND)
        if not path.is_relative_to(root / "migrations") and (count := len(text_of(path).splitlines())) > FILE_MAX
    ]


def functions_stay_short(root: Path) -> list[str]:
    """At most 40 lines below the signature, a docstring not counted."""
    return [
        f"{place(root, path, function.lineno)}: {function.name} has {count} lines, at most {FUNCTION_MAX} are allowed"
        for path in files_of(root, ".py")
        if not path.is_relative_to(root / "migrations")
        for function in functions_of(syntax_of(path))
        if (count := _lines_of_body(function)) > FUNCTION_MAX
    ]


def _lines_of_body(function: Function) -> int:
    body = function.body[1:] if ast.get_docstring(function, clean=False) else function.body
    if not body:
        return 0
    return (body[-1].end_lineno or 0) - body[0].lineno + 1
