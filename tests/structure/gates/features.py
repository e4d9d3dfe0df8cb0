"""A feature has only the files everybody knows, and each kind that can go wrong has its test."""

from pathlib import Path

from tests.structure.gates.source import features_of, files_of, place

KINDS = {"views", "jobs", "commands", "forms", "access", "actions", "mails", "queries", "rules", "models"}
TESTED_KINDS = ("rules", "queries", "actions", "views")
CORE = {
    "access", "audit", "backup", "clock", "columns", "commands", "db", "decoding", "documents", "errors", "forms",
    "i18n", "idempotency", "invariants", "jobs", "limits", "mail", "migrations", "reading", "storage", "text", "web",
}  # fmt: skip
_READ_BY_CODE = {".txt", ".json", ".md", ".typ"}
_VAGUE = {"utils", "util", "helpers", "helper", "common", "services", "service", "managers", "manager", "misc"}


def only_known_files(root: Path) -> list[str]:
    """Inside a feature only the ten kinds, beside texts and figures they read; in core only its closed list."""
    unknown = [
        f"{place(root, path)}: a feature has only {', '.join(sorted(KINDS))}"
        for feature in features_of(root)
        for path in files_of(feature)
        if path.suffix not in _READ_BY_CODE
        and (path.parent != feature or path.suffix != ".py" or path.stem not in KINDS | {"__init__"})
    ]
    core = root / "app" / "core"
    return unknown + [
        f"{place(root, path)}: core is a closed list"
        for path in files_of(core, ".py")
        if path.relative_to(core).parts[0].removesuffix(".py") not in CORE | {"__init__"}
    ]


def no_vague_names(root: Path) -> list[str]:
    """A module called utils says nothing about what is in it, so everything ends up there."""
    return [
        f"{place(root, path)}: a module is called after what it is about"
        for path in files_of(root, ".py", ".js", ".mjs", ".css", ".html")
        if _VAGUE & {*path.relative_to(root).parts[:-1], path.name.split(".")[0].strip("_")}
    ]


def every_kind_has_its_test(root: Path) -> list[str]:
    """app/ideas/rules.py is tested in tests/ideas/test_rules.py."""
    return [
        f"app/{feature.name}/{kind}.py: tests/{feature.name}/test_{kind}.py is missing"
        for feature in features_of(root)
        for kind in TESTED_KINDS
        if (feature / f"{kind}.py").exists() and not (root / "tests" / feature.name / f"test_{kind}.py").exists()
    ]
