"""A test that cannot fail is a defect."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.structure.gates.source import Function, calls_of, files_of, functions_of, name_of_call, place, syntax_of

_STAND_INS = {"mock", "unittest.mock", "pytest_mock", "responses", "requests_mock", "respx"}
_PATCHES = {"setattr", "delattr", "setitem", "delitem"}
_SKIPS = {"skip", "skipif", "importorskip", "xfail", "skipTest"}
_CHECKS = ("assert", "expect", "raises", "wait_until", "warns")


def every_test_can_fail(root: Path) -> list[str]:
    """A test asserts, or calls something whose name says that it does."""
    return [
        f"{place(root, path, test.lineno)}: {test.name} asserts nothing"
        for path in _test_files(root)
        for test in functions_of(syntax_of(path))
        if test.name.startswith("test_") and not _asserts(test)
    ]


def _asserts(test: Function) -> bool:
    asserts = (node for node in ast.walk(test) if isinstance(node, ast.Assert))
    return any(not isinstance(node.test, ast.Constant) for node in asserts) or any(
        name_of_call(call).lstrip("_").startswith(_CHECKS) for call in calls_of(test)
    )


def no_stand_ins(root: Path) -> list[str]:
    """Real database, real servers at the edges: a mock only proves that the mock works."""
    return [
        f"{place(root, path, line)}: {what}"
        for path in files_of(root, ".py", under="tests")
        for line, what in _stand_ins_of(syntax_of(path))
    ]


def _stand_ins_of(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, f"imports {name.name}") for name in names if name.name in _STAND_INS)
            case ast.ImportFrom(module=str(module), names=names):
                if {module, *(f"{module}.{name.name}" for name in names)} & _STAND_INS:
                    yield node.lineno, f"imports from {module}"
            case ast.Call(func=ast.Attribute(value=ast.Name(id="monkeypatch"), attr=attribute)):
                if attribute in _PATCHES and not _sets_a_figure(node):
                    yield node.lineno, f"monkeypatch.{attribute} replaces code; only environment and figures may change"


def _sets_a_figure(call: ast.Call) -> bool:
    """`monkeypatch.setattr(worker, "POLL_SECONDS", 60)`: a constant takes another value, no code another meaning."""
    names = (node.value for node in call.args[:2] if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return name_of_call(call) == "setattr" and any(name.rpartition(".")[2].isupper() for name in names)


def nothing_is_skipped(root: Path) -> list[str]:
    """A part that is missing on this machine is a failure, never a skipped test."""
    return [
        f"{place(root, path, node.lineno)}: {node.attr} hides a test"
        for path in files_of(root, ".py", under="tests")
        for node in ast.walk(syntax_of(path))
        if isinstance(node, ast.Attribute) and node.attr in _SKIPS and ast.unparse(node.value).startswith("pytest")
    ]


def _test_files(root: Path) -> Iterator[Path]:
    return (path for path in files_of(root, ".py", under="tests") if path.name.startswith("test_"))
