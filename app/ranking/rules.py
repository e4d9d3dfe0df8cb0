"""From final sheets to an order of ideas: totals and means in exact fractions, the fair values as they were worked out.

A sheet on which nothing was skipped is worth what it says by itself. For one with skipped criteria the mean of each
skipped criterion over all sheets stands in, so that skipping a hard one is no advantage. That mean moves with every
sheet handed in, so it is worked out here from all of them; nothing of it is stored and nothing can go stale.
"""

import uuid
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction
from functools import cached_property, partial

from app.core.errors import Refusal
from app.core.i18n import _, _n
from app.fairness.cases import Rubric as FairRubric
from app.fairness.order import order_of, places_in, split
from app.fairness.snapshot import Entry as FairEntry
from app.fairness.totals import sheet_totals
from app.policies.rules import FAIR, Terms
from app.snapshots.rules import FinalSheet, Stored
from app.stages.rules import Carried

# The code of a ranking in which too many readings were chosen by somebody.
SELF_SELECTED = "SELF_SELECTED"


@dataclass(frozen=True)
class Entry:
    """An idea as those see it who decide: nothing tells whose it is. `readings` is how many jurors are to read it.

    `carried` is what it brings along from a first round, if this is a final.
    """

    submission_id: uuid.UUID
    number: int
    title: str
    category: str
    category_position: int
    readings: int = 0
    category_id: uuid.UUID | None = None
    carried: Carried | None = None


@dataclass(frozen=True)
class Total:
    """What a sheet is worth, 0–100; `is_filled_in` if the means of other sheets stand for what was skipped."""

    value: Fraction
    is_filled_in: bool


@dataclass(frozen=True)
class Place:
    """An idea with its totals from high to low. Who shares a rank has the same, and the next one is counted on.

    `rank` is the official one. Without it too few sheets count; `unusable` ones skip too much to do so. `fair` is what
    was worked out of the same sheets beside the mean.
    """

    entry: Entry
    totals: tuple[Total, ...]
    unusable: int
    rank: int | None = None
    is_shared: bool = False
    fair: FairEntry | None = None

    @cached_property
    def mean(self) -> Fraction | None:
        values = [total.value for total in self.totals]
        return sum(values, Fraction(0)) / len(values) if values else None

    @property
    def worth(self) -> Fraction | None:
        """The value that orders by means: in a final the first round counts by its share."""
        carried = self.entry.carried
        return self.mean if self.mean is None or carried is None else carried.with_mean(self.mean)

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
    """The ideas of a round in their official order, and apart from them, by number, those with too few sheets.

    Of its `sheets` so many are by jurors whom somebody chose `by_hand`.

    `snapshot` is that of these very sheets, if there is one yet. `is_pending`: the Fairwert counts and is being worked
    out; until then ranks are those of the means.
    """

    places: Sequence[Place]
    apart: Sequence[Place]
    terms: Terms
    snapshot: Stored | None = None
    sheets: int = 0
    by_hand: int = 0

    @property
    def is_by_fairwert(self) -> bool:
        """Whether the Fairwert orders it, or will once it is worked out: by the terms, if the sheets allow it."""
        is_kept_from_it = self.snapshot is not None and self.snapshot.ranking.method_used != "fairwert"
        return self.terms.method == FAIR and not is_kept_from_it

    @property
    def is_by_choice(self) -> bool:
        """Whether too many readings were dealt by hand to correct severity."""
        return self.snapshot is not None and SELF_SELECTED in self.snapshot.ranking.fallbacks

    @property
    def is_pending(self) -> bool:
        return self.terms.method == FAIR and self.snapshot is None and bool(self.places)

    @property
    def everything(self) -> list[Place]:
        """The ranked ideas, then the others."""
        return [*self.places, *self.apart]

    @cached_property
    def has_filled_in(self) -> bool:
        return any(place.has_filled_in for place in self.everything)


@dataclass
class _Judged:
    """What the sheets about each submission say: totals, sheets that do not count, points by criterion."""

    totals: dict[Hashable, list[Total]] = field(default_factory=lambda: defaultdict(list))
    unusable: Counter[Hashable] = field(default_factory=Counter)
    points: dict[str, dict[Hashable, list[int]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))


def ranking_of(
    entries: Sequence[Entry],
    sheets: Iterable[FinalSheet],
    rubrics: Mapping[uuid.UUID, FairRubric],
    terms: Terms,
    snapshot: Stored | None = None,
) -> Ranking:
    """The ranking of `entries`, which come by number, from all final sheets about them; other sheets do not count.

    `snapshot` must be that of these sheets by these terms.
    """
    categories: dict[Hashable, str] = {entry.submission_id: str(entry.category_id) for entry in entries}
    judged = _Judged()
    counted = [sheet for sheet in sheets if sheet.submission_id in categories]
    for rubric_id, group in _by_rubric(counted).items():
        _judge(judged, rubrics[rubric_id], group, categories)
    fair = snapshot.entries if snapshot else {}
    found = [
        Place(each, _sorted(judged.totals[id_]), judged.unusable[id_], fair=fair.get(id_))
        for each in entries
        for id_ in [each.submission_id]
    ]
    read = [place for place in found if len(place.totals) >= terms.readings_min]
    is_final = any(entry.carried for entry in entries)
    by_fairwert = snapshot is not None and terms.method == FAIR and not is_final
    ranked = _by_snapshot(read) if by_fairwert else _by_mean(read, terms, judged)
    apart = [place for place in found if len(place.totals) < terms.readings_min]
    return Ranking(ranked, apart, terms, snapshot, len(counted), sum(not sheet.is_dealt for sheet in counted))


def _by_rubric(sheets: Iterable[FinalSheet]) -> dict[uuid.UUID, list[FinalSheet]]:
    groups: dict[uuid.UUID, list[FinalSheet]] = defaultdict(list)
    for sheet in sheets:
        groups[sheet.rubric_id].append(sheet)
    return groups


def _judge(
    judged: _Judged, rubric: FairRubric, sheets: Sequence[FinalSheet], categories: Mapping[Hashable, str]
) -> None:
    counting = [criterion.key for criterion in rubric.criteria if criterion.kind == "judgement"]
    said = {(each.submission_id, each.juror_id): each for each in sheets}
    found = sheet_totals(rubric, [each.fair for each in sheets], categories)
    for value, place, juror in zip(found.totals, found.si, found.ji, strict=True):
        sheet = said[found.submissions[place], found.jurors[juror]]  # type: ignore[index]  # ids come back as they went
        judged.totals[sheet.submission_id].append(Total(value, _has_gaps(sheet, counting)))
        for key in counting:
            if (points := sheet.points.get(key)) is not None:
                judged.points[key][sheet.submission_id].append(points)
    judged.unusable.update(dropped.submission for dropped in found.dropped)


def _has_gaps(sheet: FinalSheet, counting: Iterable[str]) -> bool:
    return any(key in sheet.points and sheet.points[key] is None for key in counting)


def _sorted(totals: Iterable[Total]) -> tuple[Total, ...]:
    """From high to low, so that nobody sees whose is whose; of equal ones those without gaps first."""
    return tuple(sorted(totals, key=lambda total: (-total.value, total.is_filled_in)))


def _by_mean(places: Sequence[Place], terms: Terms, judged: _Judged) -> list[Place]:
    """By mean, the best first, equal ones by the tie rules; those that share a place in the order of their numbers."""
    points = [
        [_mean_of(judged.points[key][place.entry.submission_id]) for place in places]
        for key in terms.tie_rules
        if key in judged.points
    ]
    order = order_of([_mean(place) for place in places], [partial(split, each) for each in points])
    return _ranked([(places[code], rank) for code, rank in places_in(order)])


def _mean_of(points: Sequence[int]) -> Fraction:
    return Fraction(sum(points), len(points)) if points else Fraction(-1)


def _by_snapshot(places: Sequence[Place]) -> list[Place]:
    """As the snapshot has them, which was made of the same sheets."""
    with_rank = [(place, place.fair.place) for place in places if place.fair is not None]
    return _ranked(sorted(with_rank, key=lambda pair: pair[1]))


def _ranked(places: Sequence[tuple[Place, int]]) -> list[Place]:
    sharing = Counter(rank for _place, rank in places)
    return [replace(place, rank=rank, is_shared=sharing[rank] > 1) for place, rank in places]


def why_not_official(ranking: Ranking) -> Refusal | None:
    """Why nothing can be decided by a ranking yet: the value that counts is still being worked out."""
    if not ranking.is_pending:
        return None
    reason = _(
        "Der Fairwert wird gerade aus den letzten Bögen gerechnet. Bitte versuchen Sie es in einer Minute wieder."
    )
    return Refusal("ranking_pending", reason)


def is_over(jury_closes_at: datetime | None, now: datetime) -> bool:
    """Whether no sheet can change the ranking any more."""
    return jury_closes_at is not None and jury_closes_at <= now


def without(ranking: Ranking, hidden: Collection[uuid.UUID]) -> Ranking:
    """The ranking as somebody sees it who must see nothing of some ideas: no gap tells where they stand."""
    places = [place for place in ranking.places if place.entry.submission_id not in hidden]
    ranks = sorted(place.rank for place in places if place.rank is not None)
    shared = Counter(ranks)
    shown = [
        replace(place, rank=1 + bisect_left(ranks, place.rank), is_shared=shared[place.rank] > 1)
        if place.rank is not None
        else place
        for place in places
    ]
    apart = [place for place in ranking.apart if place.entry.submission_id not in hidden]
    return replace(ranking, places=shown, apart=apart)


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
    return place.worth or Fraction(0)
