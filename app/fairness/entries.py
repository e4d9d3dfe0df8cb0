"""The entries of a ranking from its models: figures by submission, then places."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.fairness.chances import intervals_of, quantiles_of
from app.fairness.contest import Contest
from app.fairness.model import Model
from app.fairness.order import Score, order_of, places_in
from app.fairness.places import rules_of, tie_groups_of
from app.fairness.snapshot import Entry, Zone

_LEVEL = 0.9
_SURE, _HOPELESS = 0.9, 0.1
# More digits differ from machine to machine.
_DIGITS = 8


@dataclass(frozen=True)
class Judged:
    """What could be modelled: all submissions, or each island (codes of its submissions, model), or nothing."""

    whole: Model | None = None
    islands: Sequence[tuple[Sequence[int], Model]] = ()

    @property
    def models(self) -> list[Model]:
        return [self.whole] if self.whole else [model for _codes, model in self.islands]


class _Figures:
    """Lists by code of a submission, None where nothing is known; chances by k."""

    def __init__(self, size: int) -> None:
        self.adjusted: list[float | None] = [None] * size
        self.fairwert: list[float | None] = [None] * size
        self.sd: list[float | None] = [None] * size
        self.low: list[float | None] = [None] * size
        self.high: list[float | None] = [None] * size
        self.place_low: list[int | None] = [None] * size
        self.place_high: list[int | None] = [None] * size
        self.chances: dict[int, list[float]] = {}

    def fill(self, codes: Sequence[int], model: Model) -> None:
        low, high = quantiles_of(model.posterior.total, ((1 - _LEVEL) / 2, (1 + _LEVEL) / 2))
        for target, values in (
            (self.adjusted, model.adjusted),
            (self.fairwert, model.fairwert),
            (self.sd, model.sd),
            (self.low, low),
            (self.high, high),
        ):
            for code, value in zip(codes, values.tolist(), strict=True):
                target[code] = round(value, _DIGITS)

    def compare(self, model: Model, ks: Sequence[int]) -> None:
        """What only a model of all submissions knows."""
        intervals = intervals_of(model.places, _LEVEL).tolist()
        self.place_low, self.place_high = [low for low, _high in intervals], [high for _low, high in intervals]
        self.chances = {k: (model.places <= k).mean(axis=0).tolist() for k in ks}


def entries_of(contest: Contest, judged: Judged, *, by_fairwert: bool) -> tuple[Entry, ...]:
    """Every submission, from the first place to the last."""
    size = len(contest.totals.submissions)
    figures = _Figures(size)
    for codes, model in [(range(size), judged.whole)] if judged.whole else judged.islands:
        figures.fill(codes, model)
    if judged.whole:
        figures.compare(judged.whole, contest.policy.ks)
    scores: Sequence[Score] = contest.raw_means
    if judged.whole and by_fairwert:
        scores = judged.whole.fairwert.tolist()
    order = order_of(scores, rules_of(contest.policy, judged.whole, _points(contest)))
    tie_groups = tie_groups_of(order, judged.whole)
    return tuple(_entry_of(contest, figures, code, place, tie_groups[code]) for code, place in places_in(order))


def _points(contest: Contest) -> dict[str, list[Fraction]]:
    keys = {criterion.key for criterion in contest.rubric.criteria if criterion.kind == "judgement"}
    return {name: contest.mean_points(name) for name in contest.policy.tie_rule if name in keys}


def _entry_of(contest: Contest, figures: _Figures, code: int, place: int, tie_group: int) -> Entry:
    chances = {k: values[code] for k, values in figures.chances.items()}
    return Entry(
        submission=contest.totals.submissions[code],
        readings=contest.readings[code],
        raw_mean=contest.raw_means[code],
        adjusted_mean=figures.adjusted[code],
        fairwert=figures.fairwert[code],
        sd=figures.sd[code],
        low90=figures.low[code],
        high90=figures.high[code],
        place=place,
        place_low=figures.place_low[code],
        place_high=figures.place_high[code],
        p_top=chances,
        zone=_zone_of(chances.get(contest.policy.ks[0])),
        tie_group=tie_group,
    )


def _zone_of(chance: float | None) -> Zone:
    """Where nothing is known of chances, the jury decides everything."""
    if chance is None or _HOPELESS < chance < _SURE:
        return "decision"
    return "in" if chance >= _SURE else "out"
