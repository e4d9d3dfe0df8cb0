"""What a contest consists of, for everybody who calculates with it. Ids are any hashable."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Kind = Literal["judgement", "measurement", "info"]


class FairnessError(Exception):
    """The input makes no sense. `code` is stable, `detail` says where."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


@dataclass(frozen=True)
class Criterion:
    """One criterion: whole points from `min` to `max`. Only those of kind judgement count for a total.

    `allow_na` lets a juror say "not assessable". Without `categories` it applies to every submission.
    """

    key: str
    weight: Fraction
    max: int
    min: int = 0
    kind: Kind = "judgement"
    allow_na: bool = False
    categories: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Rubric:
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True)
class Sheet:
    """What one juror says of one submission: points by criterion, None for "not assessable".

    `seconds` of work and `position` in the juror's pile are for diagnostics only.
    """

    submission: Hashable
    juror: Hashable
    points: Mapping[str, int | None]
    seconds: float | None = None
    position: int | None = None
