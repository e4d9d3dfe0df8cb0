"""What a snapshot looks like: rows with marks on a scale, for pictures, tables and for being read aloud."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist, median

from app.core.i18n import _, _n, number_text
from app.fairness.snapshot import Entry, JurorStat, Snapshot
from app.ranking.rules import Place, Ranking

# Pictures end a little behind the last place that is still open.
ROWS_MAX = 40
_MINUS = "\N{MINUS SIGN}"
_SDS = NormalDist().inv_cdf(0.95)
# The picture is so wide; its rows begin behind their labels.
_LEFT, _WIDTH, _ROW, _TOP = 130.0, 490.0, 22, 26


@dataclass(frozen=True)
class Row:
    """A line of a picture: from `low` to `high` if there is such a thing, and a mark at each value.

    `cells` are what the table says in its columns behind the label; a long one is `short` in the picture.
    """

    label: str
    values: tuple[float, ...]
    cells: tuple[str, ...]
    low: float | None = None
    high: float | None = None
    is_undecided: bool = False
    short: str = ""


@dataclass(frozen=True)
class Chart:
    """A picture of rows on a scale from `start` to `end`, with a `line` at a value or a `cut` behind some rows."""

    key: str
    title: str
    summary: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    start: float
    end: float
    line: float | None = None
    cut: int | None = None

    def x(self, value: float) -> str:
        """Where a value stands."""
        share = (min(max(value, self.start), self.end) - self.start) / (self.end - self.start)
        return f"{_LEFT + share * _WIDTH:.1f}"

    def y(self, row: int) -> int:
        """Where the middle of a row stands."""
        return _TOP + row * _ROW + _ROW // 2

    @property
    def height(self) -> int:
        return _TOP + len(self.rows) * _ROW + 8

    @property
    def ticks(self) -> list[float]:
        """At quarters, or where these are no whole numbers and things are counted, at whole numbers."""
        span = self.end - self.start
        if span != int(span) or self.start < 0 or not span % 4:
            return [self.start + span * part / 4 for part in range(5)]
        step = -(-int(span) // 5)
        return [self.start + step * part for part in range(int(span) // step + 1)]


def charts_of(
    ranking: Ranking, totals: Mapping[uuid.UUID, Sequence[float]], jurors: Mapping[uuid.UUID, int]
) -> list[Chart]:
    """Every picture that the snapshot of a ranking allows. totals: of each juror's sheets; jurors: their numbers."""
    if ranking.snapshot is None:
        return []
    found, k = ranking.snapshot.ranking, ranking.terms.places
    shown = _shown(ranking.places, k)
    charts = [_sheets(ranking.everything), _distributions(totals, jurors)]
    if any(stat.severity is not None for stat in found.juror_stats):
        charts.append(_severities(found.juror_stats, jurors))
    if any(entry.p_top for entry in found.entries):
        charts += [_places(shown, k, len(found.entries)), _chances(shown, found, k)]
    if any(entry.fairwert is not None for entry in found.entries):
        charts.append(_means_and_fair_values(shown))
    return charts


def _shown(places: Sequence[Place], k: int) -> list[tuple[Place, Entry]]:
    """The first places: those with prizes, those still open, and as many as make a picture of use."""
    with_entry = [(place, place.fair) for place in places if place.fair is not None]
    still_open = max((n for n, (_p, each) in enumerate(with_entry, 1) if each.zone == "decision"), default=0)
    return with_entry[: min(ROWS_MAX, max(2 * k, still_open + 2, 10))]


def _label(place: Place) -> str:
    return _("Idee %(number)s", number=place.entry.number)


def _is_open(entry: Entry) -> bool:
    return bool(entry.p_top) and entry.zone == "decision"


def _sheets(places: Sequence[Place]) -> Chart:
    """How many ideas have how many sheets."""
    counts: dict[int, int] = {}
    for place in places:
        counts[len(place.totals)] = counts.get(len(place.totals), 0) + 1
    rows = [
        Row(
            _n("%(num)s Bogen", "%(num)s Bögen", count),
            (float(ideas),),
            (number_text(ideas),),
            low=0.0,
            high=float(ideas),
        )
        for count, ideas in sorted(counts.items())
    ]
    missing = sum(max(0, place.entry.readings - len(place.totals)) for place in places)
    summary = _n("%(num)s zugeteilter Bogen fehlt noch.", "%(num)s zugeteilte Bögen fehlen noch.", missing)
    end = float(max(counts.values(), default=1))
    return Chart("sheets", _("Bögen je Idee"), summary, (_("Bögen"), _("Ideen")), tuple(rows), 0.0, end)


def _distributions(totals: Mapping[uuid.UUID, Sequence[float]], jurors: Mapping[uuid.UUID, int]) -> Chart:
    """The totals of every juror, by their median."""
    by_median = sorted(totals, key=lambda juror: (-median(totals[juror]), jurors[juror]))
    rows = [
        Row(
            juror_text(jurors[juror]),
            tuple(sorted(totals[juror])),
            (number_text(len(totals[juror])), *(number_text(each, 1) for each in _three(totals[juror]))),
            low=min(totals[juror]),
            high=max(totals[juror]),
        )
        for juror in by_median
    ]
    every = [total for each in totals.values() for total in each]
    mean = sum(every) / len(every) if every else 0.0
    return Chart(
        "totals",
        _("Was die Jurymitglieder vergeben"),
        _("Im Mittel vergibt die Jury %(mean)s Punkte; die Linie zeigt es.", mean=number_text(mean, 1)),
        (_("Jurymitglied"), _("Bögen"), _("niedrigster"), _("Median"), _("höchster")),
        tuple(rows),
        0.0,
        100.0,
        line=mean,
    )


def _three(totals: Sequence[float]) -> tuple[float, float, float]:
    return min(totals), median(totals), max(totals)


def juror_text(number: int) -> str:
    """What a juror is called in pictures and tables that tell of nobody."""
    return _("Jury %(number)s", number=number)


def _severities(stats: Sequence[JurorStat], jurors: Mapping[uuid.UUID, int]) -> Chart:
    """How mild or strict every juror is, with 90 % intervals."""
    rows = [
        Row(
            juror_text(jurors[stat.juror]),  # type: ignore[index]  # jurors are told by their ids
            (severity,),
            (signed(severity), f"{signed(severity - width)} – {signed(severity + width)}", number_text(stat.n)),
            low=severity - width,
            high=severity + width,
        )
        for stat in sorted(stats, key=lambda stat: stat.severity or 0.0)
        for severity, width in [(stat.severity or 0.0, _SDS * (stat.severity_sd or 0.0))]
    ]
    reach = max(5.0, *(abs(end) for row in rows for end in (row.low or 0.0, row.high or 0.0)))
    striking = sum("strict" in stat.flags or "mild" in stat.flags for stat in stats)
    summary = _n(
        "%(num)s Jurymitglied bewertet deutlich strenger oder milder als die anderen. Der Fairwert gleicht es aus.",
        "%(num)s Jurymitglieder bewerten deutlich strenger oder milder als die anderen. Der Fairwert gleicht es aus.",
        striking,
    )
    headers = (_("Jurymitglied"), _("Milde"), _("90 von 100 Fällen"), _("Bögen"))
    return Chart("severities", _("Streng und mild"), summary, headers, tuple(rows), -reach, reach, line=0.0)


def signed(points: float, digits: int = 1) -> str:
    """A number with its sign, rounded."""
    text = number_text(abs(points), digits)
    return f"{_MINUS}{text}" if points < 0 else f"+{text}"


def _places(shown: Sequence[tuple[Place, Entry]], k: int, count: int) -> Chart:
    """Between which places every idea may stand."""
    rows = [
        Row(
            _label(place),
            (float(entry.place),),
            (number_text(entry.place), f"{entry.place_low}–{entry.place_high}"),
            low=float(entry.place_low or entry.place),
            high=float(entry.place_high or entry.place),
            is_undecided=_is_open(entry),
        )
        for place, entry in shown
    ]
    still_open = sum(row.is_undecided for row in rows)
    summary = _n(
        "Bei %(num)s Idee können die Bögen nicht sagen, ob sie einen Preis bekommt: Das entscheidet die Jury.",
        "Bei %(num)s Ideen können die Bögen nicht sagen, ob sie einen Preis bekommen: Das entscheidet die Jury.",
        still_open,
    )
    headers = (_("Idee"), _("Platz"), _("in 90 von 100 Fällen"))
    return Chart(
        "places", _("Wie sicher die Plätze sind"), summary, headers, tuple(rows), 1.0, float(max(count, 2)), cut=k
    )


def _chances(shown: Sequence[tuple[Place, Entry]], found: Snapshot, k: int) -> Chart:
    """The chance of every idea to be among the best."""
    rows = [
        Row(
            _label(place),
            (chance,),
            (f"{number_text(chance)} %", _("Jury entscheidet") if _is_open(entry) else "–"),
            low=0.0,
            high=chance,
            is_undecided=_is_open(entry),
        )
        for place, entry in shown
        for chance in [100 * entry.p_top[k]]
    ]
    right = sum(entry.p_top[k] for entry in found.entries[:k])
    summary = _(
        "Von den ersten %(k)s Plätzen sind im Mittel %(right)s richtig besetzt.", k=k, right=number_text(right, 1)
    )
    headers = (_("Idee"), _("Chance auf einen Preis"), _("Was folgt"))
    return Chart("chances", _("Chance auf einen Preis"), summary, headers, tuple(rows), 0.0, 100.0)


def _means_and_fair_values(shown: Sequence[tuple[Place, Entry]]) -> Chart:
    """Whom the correction of severity moves, and how far."""
    rows = [
        Row(
            _label(place),
            (mean, fair),
            (number_text(mean, 1), number_text(fair, 1), signed(fair - mean)),
            low=min(mean, fair),
            high=max(mean, fair),
            is_undecided=_is_open(entry),
        )
        for place, entry in shown
        for mean, fair in [(float(entry.raw_mean), entry.fairwert or 0.0)]
    ]
    farthest = max((abs(each.values[1] - each.values[0]) for each in rows), default=0.0)
    summary = _(
        "Rund: Mittelwert, eckig: Fairwert. Am weitesten liegen sie %(points)s Punkte auseinander.",
        points=number_text(farthest, 1),
    )
    headers = (_("Idee"), _("Mittelwert"), _("Fairwert"), _("Unterschied"))
    return Chart("means", _("Mittelwert und Fairwert"), summary, headers, tuple(rows), 0.0, 100.0)
