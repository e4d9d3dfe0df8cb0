"""From final sheets to an order of ideas, in exact fractions.

A sheet on which nothing was skipped is worth what it says by itself. For one with skipped criteria JUDGING 5.2 takes
the mean of each skipped criterion over all sheets, so that skipping a hard one is no advantage. That mean moves with
every sheet handed in, so it is worked out here from all of them whenever the ranking is read; nothing can go stale.
"""

import uuid
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.fairness.cases import Sheet as FairSheet
from app.fairness.totals import sheet_totals
from app.ideas.models import Submission
from app.rubrics.models import Criterion
from app.scoring.rules import fair_rubric


@dataclass(frozen=True)
class FinalSheet:
    """What a juror handed in about a submission: the points of every criterion, None where it was not assessable."""

    submission_id: uuid.UUID
    juror_id: uuid.UUID
    rubric_id: uuid.UUID
    criteria: Sequence[Criterion]
    points: Mapping[str, int | None]

    @property
    def is_partial(self) -> bool:
        return None in self.points.values()


@dataclass(frozen=True)
class Total:
    """What a sheet is worth, 0–100; `is_filled_in` if the means of other sheets stand for what was skipped."""

    value: Fraction
    is_filled_in: bool


@dataclass(frozen=True)
class Place:
    """An idea with its readings. Equal means share a rank, and the next one is counted on."""

    rank: int
    submission: Submission
    mean: Fraction
    totals: Sequence[Total]


@dataclass(frozen=True)
class Unranked:
    """An idea without a reading that counts; `unusable` sheets skip too much to count."""

    submission: Submission
    unusable: int


@dataclass(frozen=True)
class Ranking:
    """The order of a round's ideas by their mean, and apart from it those that nobody has read."""

    places: Sequence[Place]
    unranked: Sequence[Unranked]

    def place_of(self, submission_id: uuid.UUID) -> Place | None:
        return next((place for place in self.places if place.submission.id == submission_id), None)

    @property
    def has_filled_in(self) -> bool:
        return any(total.is_filled_in for place in self.places for total in place.totals)


def ranking_of(submissions: Sequence[Submission], sheets: Iterable[FinalSheet]) -> Ranking:
    """The ranking of `submissions` from all final sheets of a round."""
    totals: dict[Hashable, list[Total]] = defaultdict(list)
    unusable: dict[Hashable, int] = defaultdict(int)
    for group in _by_rubric(sheets):
        _add_totals(totals, unusable, group)
    read = [each for each in submissions if totals[each.id]]
    unread = [Unranked(each, unusable[each.id]) for each in submissions if not totals[each.id]]
    means = {each.id: _mean(totals[each.id]) for each in read}
    # Submissions come by number, and sorting keeps that order among equals.
    ordered = sorted(read, key=lambda each: -means[each.id])
    better = {mean: sum(other > mean for other in means.values()) for mean in set(means.values())}
    places = [Place(1 + better[means[each.id]], each, means[each.id], _sorted(totals[each.id])) for each in ordered]
    return Ranking(places, unread)


def _by_rubric(sheets: Iterable[FinalSheet]) -> Iterable[list[FinalSheet]]:
    groups: dict[uuid.UUID, list[FinalSheet]] = defaultdict(list)
    for sheet in sheets:
        groups[sheet.rubric_id].append(sheet)
    return groups.values()


def _add_totals(
    totals: dict[Hashable, list[Total]], unusable: dict[Hashable, int], sheets: Sequence[FinalSheet]
) -> None:
    partial = {(sheet.submission_id, sheet.juror_id) for sheet in sheets if sheet.is_partial}
    cases = [FairSheet(sheet.submission_id, sheet.juror_id, sheet.points) for sheet in sheets]
    found = sheet_totals(fair_rubric(sheets[0].criteria), cases)
    for value, place, juror in zip(found.totals, found.si, found.ji, strict=True):
        submission_id, juror_id = found.submissions[place], found.jurors[juror]
        totals[submission_id].append(Total(value, (submission_id, juror_id) in partial))
    for dropped in found.dropped:
        unusable[dropped.submission] += 1


def _mean(totals: Sequence[Total]) -> Fraction:
    return sum((total.value for total in totals), Fraction(0)) / len(totals)


def _sorted(totals: Sequence[Total]) -> list[Total]:
    """From high to low: whose is whose is nobody's business here."""
    return sorted(totals, key=lambda total: -total.value)
