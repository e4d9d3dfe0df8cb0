"""What a contest consists of, for everybody who calculates with it. Ids are any hashable."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Method = Literal["mean", "fairwert"]
Kind = Literal["judgement", "measurement", "info"]


class FairnessError(Exception):
    """The input makes no sense. `code` is stable, `detail` says where: a text, or what a function documents."""

    def __init__(self, code: str, detail: object = "") -> None:
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


@dataclass(frozen=True)
class Policy:
    """How a round is decided, fixed before the first sheet.

    method: what orders the submissions; category_effects: categories may differ in level; ks: numbers of places whose
    chances are worked out, the first being the one that is decided; min_readings, min_final: readings of every
    submission, and of one whose place is open at the end; tie_rule: "p_top" or keys of criteria, in this order; prior:
    scales of σ_θ/σ and σ_β/σ; draws, seed: of the simulation behind the chances.
    """

    method: Method = "fairwert"
    category_effects: bool = True
    ks: tuple[int, ...] = (3, 10)
    min_readings: int = 2
    min_final: int = 4
    tie_rule: tuple[str, ...] = ("p_top", "benefit", "novelty")
    prior: tuple[float, float] = (1.0, 0.5)
    draws: int = 4000
    seed: int = 0
