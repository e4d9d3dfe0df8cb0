"""One place begins and ends transactions."""

import ast
import re
from pathlib import Path

from tests.structure.gates.source import calls_of, files_of, place, syntax_of

_ENDINGS = {"commit", "flush", "rollback"}
_DATABASE = re.compile(r"session|connection|transaction")


def transactions_belong_to_core(root: Path) -> list[str]:
    """An action that commits by itself is no longer one transaction."""
    return [
        f"{place(root, path, call.lineno)}: {call.func.attr}() belongs to core"
        for path in files_of(root, ".py", under="app")
        if not path.is_relative_to(root / "app" / "core")
        for call in calls_of(syntax_of(path))
        if isinstance(call.func, ast.Attribute) and call.func.attr in _ENDINGS
        if _DATABASE.search(ast.unparse(call.func.value))
    ]
