"""How sheets and criteria fit together, as pictures that tell the same in words and tables.

What stands here is a question, never a verdict: jurors have numbers, and nothing of it changes a place.
"""

import statistics
import uuid
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from string import ascii_uppercase

from app.comparisons.rules import Pair, comparison_of
from app.core.i18n import _, _n, number_text
from app.fairness.cases import Rubric
from app.fairness.totals import merged, sheet_totals
from app.insights.rules import ROWS_MAX, Chart, Row, juror_text, signed
from app.ranking.rules import Place, Ranking
from app.snapshots.rules import FinalSheet

# Sheets about one idea that lie farther apart than so many points are marked.
FAR_APART = 25
# From here on two criteria say nearly the same.
_ALIKE = 0.8
_SHEETS_MIN = 3
_DARKEST = 20.0
_LABEL, _CELL, _LINE, _HEAD = 130, 46, 24, 28
_SHORT = 16


@dataclass(frozen=True)
class Judged:
    """A ranking with its sheets; names: of criteria by key; numbers: of jurors."""

    ranking: Ranking
    sheets: Sequence[FinalSheet]
    rubrics: Mapping[uuid.UUID, Rubric]
    names: Mapping[str, str]
    numbers: Mapping[uuid.UUID, int]

    @cached_property
    def totals(self) -> dict[Pair, float]:
        """What every sheet that counts is worth, by submission and juror."""
        groups: dict[uuid.UUID, list[FinalSheet]] = defaultdict(list)
        for sheet in self.sheets:
            groups[sheet.rubric_id].append(sheet)
        categories: dict[Hashable, str] = {
            place.entry.submission_id: str(place.entry.category_id) for place in self.ranking.everything
        }
        versions = [rubric_id for rubric_id in self.rubrics if groups[rubric_id]]
        found = merged(
            [sheet_totals(self.rubrics[id_], [sheet.fair for sheet in groups[id_]], categories) for id_ in versions], 1
        )
        return {
            (found.submissions[one], found.jurors[other]): value  # type: ignore[misc]  # ids come back as they went
            for one, other, value in zip(found.si, found.ji, found.y, strict=True)
        }

    @property
    def criteria(self) -> dict[str, tuple[int, int]]:
        """The criteria that are judged, with their lowest and highest points, as the newest version has them."""
        every = [criterion for rubric in reversed(list(self.rubrics.values())) for criterion in rubric.criteria]
        known = {each.key: (each.min, each.max) for each in every if each.kind == "judgement"}
        return {key: known[key] for key in self.names if key in known}

    def points_of(self, key: str) -> dict[int, int]:
        """What the sheets give in a criterion, by their place in the list."""
        found = {number: sheet.points.get(key) for number, sheet in enumerate(self.sheets)}
        return {number: points for number, points in found.items() if points is not None}


@dataclass(frozen=True)
class Shade:
    """A cell: its text, and from -1 to 1 how dark it is and in which of two colours."""

    text: str
    depth: float


@dataclass(frozen=True)
class Line:
    """A row of a grid; None where there is nothing. `is_marked` stands out, `short` is its label in the picture."""

    label: str
    short: str
    shades: tuple[Shade | None, ...]
    is_marked: bool = False

    @property
    def cells(self) -> tuple[str, ...]:
        return tuple("–" if shade is None else shade.text for shade in self.shades)


@dataclass(frozen=True)
class Grid:
    """A picture of rows and columns."""

    key: str
    title: str
    summary: str
    headers: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[Line, ...]

    @property
    def width(self) -> int:
        return max(640, _LABEL + _CELL * len(self.columns) + 8)

    @property
    def height(self) -> int:
        return _HEAD + _LINE * len(self.rows) + 4

    @staticmethod
    def x(column: int) -> int:
        return _LABEL + _CELL * column

    @staticmethod
    def y(row: int) -> int:
        return _HEAD + _LINE * row


# ---------------------------------------------------------------- sheets and criteria
def pictures_of(judged: Judged) -> list[Grid | Chart]:
    """What the sheets of a ranking show beyond its order; nothing before there are enough."""
    if len(judged.sheets) < _SHEETS_MIN:
        return []
    found: list[Grid | Chart] = [_disagreement(judged), _criteria(judged), _alikeness(judged)]
    comparison = comparison_of(judged.ranking, judged.totals)
    return [*found, comparison] if comparison else found


def _disagreement(judged: Judged) -> Grid:
    """How far every sheet is from what was to be expected of it."""
    shown = [place for place in judged.ranking.everything if place.totals][:ROWS_MAX]
    jurors = sorted({juror for _submission, juror in judged.totals}, key=lambda juror: judged.numbers[juror])
    stats = judged.ranking.snapshot.ranking.juror_stats if judged.ranking.snapshot else ()
    mildness = {stat.juror: stat.severity or 0.0 for stat in stats}
    rows = []
    for place in shown:
        shades = [_surprise(judged, place, juror, mildness.get(juror, 0.0)) for juror in jurors]
        rows.append(
            Line(
                _label(place),
                _label(place),
                tuple(shades),
                is_marked=place.totals[0].value - place.totals[-1].value > FAR_APART,
            )
        )
    marked = _n(
        "Bei %(num)s Idee liegen Bögen mehr als 25 Punkte auseinander: Sie hat einen Stern.",
        "Bei %(num)s Ideen liegen Bögen mehr als 25 Punkte auseinander: Sie haben einen Stern.",
        sum(row.is_marked for row in rows),
    )
    summary = _(
        "Jedes Feld sagt, um wie viele Punkte ein Bogen höher (+) oder niedriger liegt, als nach den anderen Bögen und "
        "der Strenge des Jurymitglieds zu erwarten war."
    )
    names = tuple(juror_text(judged.numbers[juror]) for juror in jurors)
    return Grid(
        "disagreement",
        _("Wo sich die Jury uneinig ist"),
        f"{summary} {marked}",
        (_("Idee"), *names),
        names,
        tuple(rows),
    )


def _surprise(judged: Judged, place: Place, juror: uuid.UUID, mildness: float) -> Shade | None:
    total = judged.totals.get((place.entry.submission_id, juror))
    if total is None:
        return None
    level = place.fair.adjusted_mean if place.fair and place.fair.adjusted_mean is not None else float(place.mean or 0)
    off = total - level - mildness
    return Shade(signed(off, 0), max(-1.0, min(1.0, off / _DARKEST)))


def _label(place: Place) -> str:
    return _("Idee %(number)s", number=place.entry.number)


def _criteria(judged: Judged) -> Chart:
    """What every criterion is used for: mean and spread in percent of its points, agreement, both ends."""
    snapshot = judged.ranking.snapshot
    reliability = snapshot.ranking.reliability if snapshot else None
    rows = []
    for key, (low, high) in judged.criteria.items():
        points = list(judged.points_of(key).values())
        if not points:
            continue
        mean, sd = statistics.fmean(points), statistics.pstdev(points)
        alpha = reliability.alphas.get(key) if reliability else None
        percents = [100 * (each - low) / (high - low) for each in (mean - sd, mean, mean + sd)]
        cells = (
            number_text(mean, 1),
            number_text(sd, 1),
            "–" if alpha is None else number_text(alpha, 2),
            *(_percent(points.count(end) / len(points)) for end in (low, high)),
        )
        rows.append(
            Row(
                judged.names[key],
                (percents[1],),
                cells,
                low=max(0.0, percents[0]),
                high=min(100.0, percents[2]),
                short=_short(judged, key),
            )
        )
    summary = _(
        "Punkt: Mittel aller Bögen in Prozent der möglichen Punkte; Strich: wie weit sie streuen. Ein Kriterium, bei "
        "dem alle dasselbe geben, trennt keine Ideen. Einigkeit geht von 0 (wie gewürfelt) bis 1 (alle gleich)."
    )
    headers = (
        _("Kriterium"),
        _("Mittel"),
        _("Streuung"),
        _("Einigkeit (α)"),
        _("niedrigste Punkte"),
        _("höchste Punkte"),
    )
    return Chart("criteria", _("Was die Kriterien leisten"), summary, headers, tuple(rows), 0.0, 100.0)


def _percent(share: float) -> str:
    return _("%(percent)s %%", percent=number_text(100 * share))


def _alikeness(judged: Judged) -> Grid:
    """How far two criteria rise and fall together."""
    keys = list(judged.criteria)
    points = {key: judged.points_of(key) for key in keys}
    found = {pair: _correlation(points[pair[0]], points[pair[1]]) for pair in combinations(keys, 2)}
    rows = []
    for one in keys:
        values = [None if one == other else found.get((one, other), found.get((other, one))) for other in keys]
        shades = tuple(None if value is None else Shade(number_text(value, 1), value) for value in values)
        rows.append(Line(judged.names[one], _short(judged, one), shades))
    close = sum(value is not None and value > _ALIKE for value in found.values())
    summary = _n(
        "1 heißt: Wer im einen Kriterium viel gibt, gibt auch im anderen viel. %(num)s Paar liegt über 0,8: "
        "Vielleicht färbt der Gesamteindruck ab.",
        "1 heißt: Wer im einen Kriterium viel gibt, gibt auch im anderen viel. %(num)s Paare liegen über 0,8: "
        "Vielleicht färbt der Gesamteindruck ab.",
        close,
    )
    headers, columns = (_("Kriterium"), *(judged.names[key] for key in keys)), map(_letter, range(len(keys)))
    return Grid("alikeness", _("Welche Kriterien dasselbe sagen"), summary, headers, tuple(columns), tuple(rows))


def _short(judged: Judged, key: str) -> str:
    """The name of a criterion as far as there is room, after the letter that stands for it."""
    name, letter = judged.names[key], _letter(list(judged.criteria).index(key))
    return f"{letter} {name}" if len(name) <= _SHORT else f"{letter} {name[: _SHORT - 1].rstrip()}…"


def _letter(place: int) -> str:
    return ascii_uppercase[place % len(ascii_uppercase)]


def _correlation(one: Mapping[int, int], other: Mapping[int, int]) -> float | None:
    both = sorted(one.keys() & other.keys())
    values = [[side[number] for number in both] for side in (one, other)]
    if len(both) < _SHEETS_MIN or any(len(set(each)) == 1 for each in values):
        return None
    return statistics.correlation(*values)
