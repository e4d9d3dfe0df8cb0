"""Templates hold words and structure: controls come from components, behaviour and looks from files."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.structure.gates.source import files_of, place, text_of

_COMMENT = re.compile(r"\{#.*?#\}|<!--.*?-->", re.DOTALL)
_CONTROL = re.compile(r"<(input|button|select|textarea)\b", re.IGNORECASE)
_INLINE = (
    (re.compile(r"<script\b(?![^>]*\ssrc=)", re.IGNORECASE), "a script without src"),
    (re.compile(r"<script\b[^>]*>\s*[^\s<]", re.IGNORECASE), "code inside of a script element"),
    (re.compile(r"<style\b", re.IGNORECASE), "a style element"),
    (re.compile(r"[\s\"']style\s*=", re.IGNORECASE), "a style attribute"),
    (re.compile(r"[\s\"']on[a-z]{3,}\s*=\s*[\"'{]", re.IGNORECASE), "an event handler"),
    (re.compile(r"javascript:", re.IGNORECASE), "a javascript: address"),
    (re.compile(r"\|\s*safe\b"), "|safe"),
    (re.compile(r"\{%-?\s*autoescape\b"), "autoescape"),
)


def components_draw_controls(root: Path) -> list[str]:
    """One macro per control, so that label, help, error and count are never forgotten."""
    return [
        f"{place(root, path, line)}: <{found} outside of templates/components"
        for path in files_of(root, ".html", under="templates")
        if not path.is_relative_to(root / "templates" / "components")
        for line, found in _found(_CONTROL, path)
    ]


def no_inline_code(root: Path) -> list[str]:
    """The content security policy forbids it; here it is found before a browser does."""
    return [
        f"{place(root, path, line)}: {what}"
        for path in files_of(root, ".html", under="templates")
        for pattern, what in _INLINE
        for line, _ in _found(pattern, path)
    ]


def _found(pattern: re.Pattern[str], path: Path) -> Iterator[tuple[int, str]]:
    # Comments give way to as many line ends, so that the numbers of lines stay right.
    text = _COMMENT.sub(lambda comment: "\n" * comment.group().count("\n"), text_of(path))
    for found in pattern.finditer(text):
        yield text.count("\n", 0, found.start()) + 1, found.group(1) if pattern.groups else found.group()
