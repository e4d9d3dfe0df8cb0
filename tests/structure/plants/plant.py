"""What a planted tree consists of."""

from dataclasses import dataclass, field
from pathlib import Path

from tests.structure.gates.source import Gate


@dataclass(frozen=True)
class Plant:
    """A tree of files, and the findings of a gate in it (none: the gate must leave it alone)."""

    name: str
    gate: Gate
    tree: dict[str, str]
    findings: list[str] = field(default_factory=list)

    def put_into(self, root: Path) -> None:
        (root / "app").mkdir()
        for name, text in self.tree.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
