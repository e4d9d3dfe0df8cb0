"""No module imports itself through others, imports inside of functions counted."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.structure.gates.source import files_of, syntax_of


def no_import_cycles(root: Path) -> list[str]:
    graph = _graph_of(root)
    return [f"{' -> '.join([*cycle, cycle[0]])}: modules import each other" for cycle in _cycles_of(graph)]


def _graph_of(root: Path) -> dict[str, set[str]]:
    paths = {_module_of(root, path): path for path in files_of(root, ".py", under="app")}
    return {
        module: {target for target in _imports_of(path, module, set(paths)) if target != module}
        for module, path in paths.items()
    }


def _module_of(root: Path, path: Path) -> str:
    return ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")


def _imports_of(path: Path, module: str, modules: set[str]) -> Iterator[str]:
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(syntax_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules)
        elif isinstance(node, ast.ImportFrom):
            source = _source_of(node, package)
            for alias in node.names:
                # `from app.core import clock` needs the module clock, not what core itself holds.
                target = f"{source}.{alias.name}"
                yield from {target if target in modules else source} & modules


def _source_of(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    parts = package.split(".")[: len(package.split(".")) - node.level + 1]
    return ".".join([*parts, node.module] if node.module else parts)


def _cycles_of(graph: dict[str, set[str]]) -> list[list[str]]:
    """One shortest cycle for each group of modules that reach each other."""
    cycles: list[list[str]] = []
    seen: set[str] = set()
    for start in sorted(graph):
        if start not in seen and (cycle := _shortest_way_back(graph, start)):
            cycles.append(cycle)
            seen.update(cycle)
    return cycles


def _shortest_way_back(graph: dict[str, set[str]], start: str) -> list[str]:
    ways = [[start]]
    reached: set[str] = set()
    for way in ways:
        for target in sorted(graph[way[-1]]):
            if target == start:
                return way
            if target not in reached:
                reached.add(target)
                ways.append([*way, target])
    return []
