"""What other ways to count would make of the same sheets."""

import uuid
from collections.abc import Iterable, Mapping, Sequence

from app.core.i18n import _, number_text
from app.insights.rules import Chart, Row
from app.ranking.rules import Place, Ranking

Pair = tuple[uuid.UUID, uuid.UUID]


def comparison_of(ranking: Ranking, totals: Mapping[Pair, float]) -> Chart | None:
    """Whom other ways to count would put among the first; totals: of the sheets that count, by submission and juror."""
    k = ranking.terms.places
    ranked = [place for place in ranking.places if place.rank is not None]
    if len(ranked) <= k:
        return None
    first = {place.entry.submission_id for place in ranked if (place.rank or 0) <= k}
    numbers = {place.entry.submission_id: place.entry.number for place in ranked}
    rows = []
    for name, scores in _scores(totals, ranked).items():
        order = sorted(scores, key=lambda id_: -round(scores[id_], 6))
        chosen = set(order[: len(first)])
        cells = (
            number_text(len(chosen & first)),
            _numbers(numbers[id_] for id_ in chosen - first),
            _numbers(numbers[id_] for id_ in first - chosen),
        )
        rows.append(Row(name, (float(len(chosen & first)),), cells, low=0.0, high=float(len(chosen & first))))
    same = sum(row.values[0] == len(first) for row in rows)
    summary = _(
        "Von %(methods)s anderen Rechenwegen führen %(same)s zu denselben ersten %(places)s. Wo sie sich "
        "unterscheiden, lohnt das Gespräch. Es gilt, was vorher festgelegt wurde.",
        methods=len(rows),
        same=same,
        places=len(first),
    )
    headers = (_("Rechenweg"), _("gleiche Ideen"), _("käme dazu"), _("fiele heraus"))
    return Chart("methods", _("Was andere Rechenwege ergäben"), summary, headers, tuple(rows), 0.0, float(len(first)))


def _scores(totals: Mapping[Pair, float], ranked: Sequence[Place]) -> dict[str, dict[uuid.UUID, float]]:
    """By each method, in the official order, so that equal ones keep it."""
    from app.fairness.baselines import Baseline, baseline  # noqa: PLC0415 # numpy, for this rare page alone

    ids = [place.entry.submission_id for place in ranked]
    codes = {id_: code for code, id_ in enumerate(ids)}
    jurors = sorted({juror for submission, juror in totals if submission in codes}, key=str)
    seats = {juror: code for code, juror in enumerate(jurors)}
    rows = [(value, codes[one], seats[other]) for (one, other), value in totals.items() if one in codes]
    y, si, ji = zip(*sorted(rows, key=lambda row: row[1:]), strict=True)
    ways: dict[Baseline, str] = {
        "mean": _("Mittelwert"),
        "median": _("Median"),
        "trimmed": _("ohne Extreme"),
        "centred": _("je Person zentriert"),
        "z": _("z-Werte"),
        "borda": _("Rangpunkte"),
    }
    found = {name: dict(zip(ids, baseline(way, y, si, ji).tolist(), strict=True)) for way, name in ways.items()}
    if all(place.fair is not None and place.fair.fairwert is not None for place in ranked):
        found[_("Fairwert")] = {place.entry.submission_id: place.fair.fairwert or 0.0 for place in ranked if place.fair}
    return found


def _numbers(numbers: Iterable[int]) -> str:
    return ", ".join(_("Idee %(number)s", number=number) for number in sorted(numbers)) or "–"
