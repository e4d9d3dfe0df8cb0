"""Valid HTML and the accessible use of it, judged by html-validate on pages as they were sent."""

import atexit
import functools
import json
import subprocess
from pathlib import Path

from tests.support.programs import node, node_module

_CONFIGURATION = {
    "root": True,
    # Not "recommended": that adds opinions about spelling which templates need not share.
    "extends": ["html-validate:standard", "html-validate:a11y", "html-validate:document"],
    "rules": {
        "heading-level": "error",
        "no-inline-style": "error",
        "unique-landmark": "error",
        "require-sri": "off",  # every file comes from our own origin
    },
}
_VALIDATOR = Path(__file__).with_name("validator.mjs")


def complaints_about_html(folder: Path) -> list[str]:
    """What is wrong with the `.html` files in a folder, one line for each finding: file, place, rule, reason."""
    validator = _validator()
    assert validator.stdin is not None
    assert validator.stdout is not None
    validator.stdin.write(f"{folder}\n")
    validator.stdin.flush()
    found: list[str] = json.loads(validator.stdout.readline())
    return found


@functools.cache
def _validator() -> "subprocess.Popen[str]":
    """Started once; it ends with its input."""
    node_module("html-validate/package.json")
    command = [node(), str(_VALIDATOR), json.dumps(_CONFIGURATION)]
    started = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    atexit.register(started.communicate)
    return started
