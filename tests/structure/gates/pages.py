"""One name runs through: the view scoring.score_idea draws templates/scoring/score_idea.html."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.structure.gates.source import calls_of, features_of, files_of, place, syntax_of

# Not pages of a feature: the macros everybody uses.
_SHARED_FOLDERS = {"components"}


def pages_are_named_after_views(root: Path) -> list[str]:
    """Every page has the view of its name; partials begin with an underscore."""
    templates = root / "templates"
    return [
        f"{place(root, path)}: {reason}"
        for path in files_of(root, ".html", under="templates")
        if path.parent != templates and path.relative_to(templates).parts[0] not in _SHARED_FOLDERS
        if (reason := _why_no_page(root, path))
    ]


def _why_no_page(root: Path, page: Path) -> str:
    feature, *rest = page.relative_to(root / "templates").with_suffix("").parts
    if len(rest) != 1:
        return "pages lie straight in the folder of their feature"
    views = root / "app" / feature / "views.py"
    if not views.exists():
        return f"there is no app/{feature}/views.py"
    if rest[0].startswith("_") or rest[0] in _views_of(views):
        return ""
    return f"app/{feature}/views.py has no view {rest[0]}"


def _views_of(views: Path) -> set[str]:
    """Functions with a decorator: no view is without @allow."""
    return {node.name for node in syntax_of(views).body if isinstance(node, ast.FunctionDef) and node.decorator_list}


def views_render_their_own_pages(root: Path) -> list[str]:
    """Every page that is drawn is named in full, exists and belongs to the feature that draws it."""
    return [
        finding
        for feature in features_of(root)
        for path in files_of(feature, ".py")
        for finding in _wrong_pages(root, feature.name, path)
    ]


def _wrong_pages(root: Path, feature: str, path: Path) -> Iterator[str]:
    for call in calls_of(syntax_of(path)):
        if ast.unparse(call.func).rpartition(".")[2] != "render_template":
            continue
        where = place(root, path, call.lineno)
        match call.args:
            case [ast.Constant(value=str(name)), *_]:
                if not name.startswith(f"{feature}/"):
                    yield f"{where}: {name} belongs to another feature"
                elif not (root / "templates" / name).exists():
                    yield f"{where}: there is no templates/{name}"
            case _:
                yield f"{where}: the page is not named in full"
