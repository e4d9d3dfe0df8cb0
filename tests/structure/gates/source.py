"""Reading a source tree: what all gates share."""

import ast
import functools
import os
from collections.abc import Callable, Iterator
from pathlib import Path

Gate = Callable[[Path], list[str]]

# What .gitignore keeps out of the repository, and the repository's own folder.
_NOT_SOURCE = {".git", ".venv", ".tools", "node_modules", "dist", "var", "__pycache__", "test-results"}
_CACHES = (".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis", ".import_linter_cache")


def files_of(root: Path, *endings: str, under: str = "") -> Iterator[Path]:
    """Files below `root/under` in a stable order, with one of the endings or any."""
    for folder, subfolders, names in os.walk(root / under):
        subfolders[:] = sorted(name for name in subfolders if name not in _NOT_SOURCE and name not in _CACHES)
        for name in sorted(names):
            if not endings or name.endswith(endings):
                yield Path(folder) / name


@functools.cache
def text_of(path: Path) -> str:
    """The text of a file, empty if it is not text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@functools.cache
def syntax_of(path: Path) -> ast.Module:
    return ast.parse(text_of(path), str(path))


def lines_of(path: Path) -> Iterator[tuple[int, str]]:
    return enumerate(text_of(path).splitlines(), start=1)


def place(root: Path, path: Path, line: int = 0) -> str:
    """`app/ideas/rules.py:12`, or without the line for a whole file."""
    name = path.relative_to(root).as_posix()
    return f"{name}:{line}" if line else name


def features_of(root: Path) -> list[Path]:
    """Packages that follow the kinds of files; core and fairness have names of their own."""
    return sorted(
        folder
        for folder in (root / "app").iterdir()
        if (folder / "__init__.py").exists() and folder.name not in {"core", "fairness"}
    )


def name_of_call(call: ast.Call) -> str:
    """`b` of both `b(…)` and `a.b(…)`."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def calls_of(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions_of(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))
