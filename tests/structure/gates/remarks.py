"""Whoever silences a tool says which rule, and why."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.structure.gates.source import files_of, lines_of, place

_REASON = r"\s+(#|--|–)\s*\S.{3,}"  # a sign, then at least a word
_CODES = r"[A-Z]+\d+(,\s*[A-Z]+\d+)*"
_GIVEN = (
    # what somebody wrote, and how it is written rightly
    (re.compile(r"#\s*noqa"), re.compile(rf"# noqa: {_CODES}{_REASON}")),
    (re.compile(r"#\s*type:\s*ignore"), re.compile(rf"# type: ignore\[[a-z-]+(, ?[a-z-]+)*\]{_REASON}")),
    (re.compile(r"#\s*pragma:"), re.compile(rf"# pragma: no (cover|branch){_REASON}")),
    (re.compile(r"@ts-expect-error"), re.compile(r"@ts-expect-error \w.{7,}")),
    (re.compile(r"djlint:off"), re.compile(r"djlint:off [HJT]\d{3}(,[HJT]\d{3})* #\}.*\{# \w.{7,}#\}")),
)
_NEVER = re.compile(r"#\s*ruff:\s*noqa|#\s*flake8:\s*noqa|#\s*mypy:|@ts-ignore|@ts-nocheck|html-validate-disable")


def exceptions_give_code_and_reason(root: Path) -> list[str]:
    return [
        f"{place(root, path, number)}: {complaint}"
        for path in files_of(root, ".py", ".js", ".mjs", ".html")
        if not path.is_relative_to(root / "tests" / "structure")  # where these words are spoken about
        for number, line in lines_of(path)
        for complaint in _complaints_about(line)
    ]


def _complaints_about(line: str) -> Iterator[str]:
    if found := _NEVER.search(line):
        yield f"{found.group()} silences a whole file"
        return
    for written, rightly in _GIVEN:
        if (found := written.search(line)) and not rightly.search(line):
            yield f"{found.group()} needs a code and a reason"
