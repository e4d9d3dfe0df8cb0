"""What no file of the repository says."""

import re
from pathlib import Path

from tests.structure.gates.source import files_of, lines_of, place

# Put together here, so that this file does not find itself.
_INDEXES = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("deb", "debian", "org"),
    )
)
_PLACES_OF_ONE_MACHINE = re.compile(r"(?<![\w-])(/" + "work" + "/|shared" + "/)")
_UNFINISHED = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK")) + r")\b")
_TEXT = (
    ".py", ".html", ".css", ".js", ".mjs", ".json", ".toml", ".md", ".txt", ".typ", ".po", ".yml", ".yaml", ".mako",
    ".ini", ".cfg", "Makefile", ".npmrc", ".service", ".conf", ".sh", "run",
)  # fmt: skip


def no_addresses_of_indexes(root: Path) -> list[str]:
    """Packages come from wherever the machine is told to look; no path of one machine either."""
    return [
        f"{place(root, path, number)}: names an index of packages or a place on one machine"
        for path in files_of(root, *_TEXT)
        for number, line in lines_of(path)
        if any(host in line for host in _INDEXES) or _PLACES_OF_ONE_MACHINE.search(line)
    ]


def no_unfinished_business(root: Path) -> list[str]:
    """Work that is left is an issue, not a remark in the code."""
    return [
        f"{place(root, path, number)}: {found.group()} in a file; open an issue or do it"
        for path in files_of(root, *_TEXT)
        for number, line in lines_of(path)
        if (found := _UNFINISHED.search(line))
    ]
