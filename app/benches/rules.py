"""Who of the demo's jury gives an idea back, and what jurors know best."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from app.panels.rules import BIASED, TOO_MANY

# One after the other, from the first idea on: why a juror does not want it.
CAUSES = (BIASED, TOO_MANY)
_FIELDS = 2


def quitter_of(number: int, readers: Sequence[int], biased: Collection[int], jury: int) -> int | None:
    """Who gives an idea back, if somebody is left who can read it instead. Numbers are places in the jury."""
    if number >= len(CAUSES) or jury - len(biased) <= len(readers):
        return None
    return readers[0]


def fields_of(juror: int, count: int) -> list[int]:
    """Which of so many fields a juror knows best."""
    return sorted({(juror + step) % count for step in range(_FIELDS)})


@dataclass(frozen=True)
class Sample:
    """A sample idea; `points` are what the chair finds right, for one criterion after the other."""

    title: str
    text: str
    points: tuple[int, ...]
    reason: str


def tried(points: int, juror: int) -> int:
    """What a juror gives a sample: some a point less, some a point more than was agreed on."""
    return min(5, max(0, points + (juror % 5 - 2) // 2))


def load_of(juror: int) -> int | None:
    """Every third juror says how much they can read; it is always enough."""
    return 30 if juror % 3 == 2 else None  # noqa: PLR2004 # see above
