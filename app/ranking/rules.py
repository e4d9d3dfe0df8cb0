"""From final sheets to an order of ideas, in exact fractions.

A sheet on which nothing was skipped is worth what it says by itself. For one with skipped criteria the mean of each
skipped criterion over all sheets stands in, so that skipping a hard one is no advantage. That mean moves with every
sheet handed in, so it is worked out here from all of them; nothing of it is stored and nothing can go stale.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import cached_property

from app.core.errors import Refusal
from app.core.i18n import _n
from app.fairness.cases import Rubric as FairRubric
from app.fairness.cases import Sheet as FairSheet
from app.fairness.totals import sheet_totals

# A mean of one juror says little beside means of several; it has a place only where most ideas have no more.
_SHEETS_WANTED = 2


@dataclass(frozen=True)
class Entry:
    """An idea as those see it who decide: nothing tells whose it is. `readings` is how many jurors are to read it."""

    submission_id: uuid.UUID
    number: int
    title: str
    category: str
    category_position: int
    readings: int = 0


@dataclass(frozen=True)
class FinalSheet:
    """What a juror handed in about a submission: the points of every criterion, None where it was not assessable."""

    submission_id: uuid.UUID
    juror_id: uuid.UUID
    rubric_id: uuid.UUID
    points: Mapping[str, int | None]


@dataclass(frozen=True)
class Total:
    """What a sheet is worth, 0–100; `is_filled_in` if the means of other sheets stand for what was skipped."""

    value: Fraction
    is_filled_in: bool


@dataclass(frozen=True)
class Place:
    """An idea with its totals from high to low. Equal means share a rank, and the next one is counted on.

    Without a `rank` too few sheets count; `unusable` ones skip too much to do so.
    """

    entry: Entry
    totals: tuple[Total, ...]
    unusable: int
    rank: int | None = None
    is_shared: bool = False

    @cached_property
    def mean(self) -> Fraction | None:
        values = [total.value for total in self.totals]
        return sum(values, Fraction(0)) / len(values) if values else None

    @property
    def median(self) -> Fraction | None:
        """The total in the middle, between two the one halfway."""
        if not self.totals:
            return None
        count = len(self.totals)
        return (self.totals[(count - 1) // 2].value + self.totals[count // 2].value) / 2

    @property
    def spread(self) -> tuple[Fraction, Fraction] | None:
        """The lowest and the highest total."""
        return (self.totals[-1].value, self.totals[0].value) if self.totals else None

    @property
    def has_filled_in(self) -> bool:
        return any(total.is_filled_in for total in self.totals)


@dataclass(frozen=True, eq=False)
class Ranking:
    """The ideas of a round by their mean, and apart from them, by number, those with fewer sheets than `needed`."""

    places: Sequence[Place]
    apart: Sequence[Place]
    needed: int

    @property
    def everything(self) -> list[Place]:
        """The ranked ideas, then the others."""
        return [*self.places, *self.apart]

    @cached_property
    def has_filled_in(self) -> bool:
        return any(place.has_filled_in for place in self.everything)


def ranking_of(
    entries: Sequence[Entry], sheets: Iterable[FinalSheet], rubrics: Mapping[uuid.UUID, FairRubric]
) -> Ranking:
    """The ranking of `entries`, which come by number, from all final sheets about them; other sheets do not count."""
    known = {entry.submission_id for entry in entries}
    totals: dict[Hashable, list[Total]] = defaultdict(list)
    unusable: dict[Hashable, int] = defaultdict(int)
    for rubric_id, group in _by_rubric(sheet for sheet in sheets if sheet.submission_id in known).items():
        _add_totals(totals, unusable, rubrics[rubric_id], group)
    needed = _sheets_needed([len(found) for found in totals.values()])
    found = [Place(each, _sorted(totals[each.submission_id]), unusable[each.submission_id]) for each in entries]
    return Ranking(
        _ranked([place for place in found if len(place.totals) >= needed]),
        [place for place in found if len(place.totals) < needed],
        needed,
    )


def _by_rubric(sheets: Iterable[FinalSheet]) -> dict[uuid.UUID, list[FinalSheet]]:
    groups: dict[uuid.UUID, list[FinalSheet]] = defaultdict(list)
    for sheet in sheets:
        groups[sheet.rubric_id].append(sheet)
    return groups


def _add_totals(
    totals: dict[Hashable, list[Total]],
    unusable: dict[Hashable, int],
    rubric: FairRubric,
    sheets: Sequence[FinalSheet],
) -> None:
    partial = {(sheet.submission_id, sheet.juror_id) for sheet in sheets if None in sheet.points.values()}
    found = sheet_totals(rubric, [FairSheet(sheet.submission_id, sheet.juror_id, sheet.points) for sheet in sheets])
    for value, place, juror in zip(found.totals, found.si, found.ji, strict=True):
        submission_id, juror_id = found.submissions[place], found.jurors[juror]
        totals[submission_id].append(Total(value, (submission_id, juror_id) in partial))
    for dropped in found.dropped:
        unusable[dropped.submission] += 1


def _sheets_needed(counts: Sequence[int]) -> int:
    """How many sheets give a place; `counts` are those of the ideas that anybody has read."""
    several = sum(count >= _SHEETS_WANTED for count in counts)
    return _SHEETS_WANTED if 2 * several > len(counts) else 1


def _sorted(totals: Iterable[Total]) -> tuple[Total, ...]:
    """From high to low, so that nobody sees whose is whose; of equal ones those without gaps first."""
    return tuple(sorted(totals, key=lambda total: (-total.value, total.is_filled_in)))


def _ranked(places: Sequence[Place]) -> list[Place]:
    """By mean, the best first; sorting keeps those with equal means in the order of their numbers."""
    ordered = sorted(places, key=lambda place: -_mean(place))
    sharing = Counter(_mean(place) for place in ordered)
    ranks: dict[Fraction, int] = {}
    for number, place in enumerate(ordered, start=1):
        ranks.setdefault(_mean(place), number)
    return [
        Place(place.entry, place.totals, place.unusable, ranks[_mean(place)], sharing[_mean(place)] > 1)
        for place in ordered
    ]


def is_over(jury_closes_at: datetime | None, now: datetime) -> bool:
    """Whether no sheet can change the ranking any more."""
    return jury_closes_at is not None and jury_closes_at <= now


def why_not_see(own_open: int, jury_closes_at: datetime | None, now: datetime) -> Refusal | None:
    """Why somebody who judges in the round sees no totals yet: they would judge the next idea by those of others."""
    if not own_open or is_over(jury_closes_at, now):
        return None
    reason = _n(
        "Sie haben in dieser Runde selbst noch %(num)s Idee zu bewerten. Damit Sie unvoreingenommen urteilen, steht "
        "hier die Rangfolge erst danach.",
        "Sie haben in dieser Runde selbst noch %(num)s Ideen zu bewerten. Damit Sie unvoreingenommen urteilen, steht "
        "hier die Rangfolge erst danach.",
        own_open,
    )
    return Refusal("own_sheets_open", reason)


def _mean(place: Place) -> Fraction:
    return place.mean or Fraction(0)
