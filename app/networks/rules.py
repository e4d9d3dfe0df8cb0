"""Who reads how much and with whom, as pictures that tell the same in words and tables. Jurors have numbers."""

import math
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import combinations

from app.core.i18n import _, _n, number_text
from app.insights.rules import Chart, Row, juror_text

Pair = tuple[uuid.UUID, uuid.UUID]

# The jurors stand on a circle.
_MIDDLE, _RADIUS = (320.0, 230.0), 190.0


@dataclass(frozen=True)
class Readers:
    """numbers: of jurors; seats: sheets handed in, readings, and the most a juror takes; pairs: who reads what."""

    numbers: Mapping[uuid.UUID, int]
    seats: Mapping[uuid.UUID, tuple[int, int, int | None]]
    pairs: Collection[Pair]
    barred: Collection[Pair]


@dataclass(frozen=True)
class Node:
    """A juror in the picture; what hangs on one alone is square."""

    x: float
    y: float
    label: str
    is_cut: bool


@dataclass(frozen=True)
class Network:
    """Jurors, and between them lines as broad as they have ideas in common."""

    key: str
    title: str
    summary: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    nodes: tuple[Node, ...]
    lines: tuple[tuple[int, int, int], ...]

    width = 640
    height = 460


def pictures_of(readers: Readers) -> list[Chart | Network]:
    """How much everybody reads, and with whom; nothing before anything is dealt."""
    if not readers.pairs:
        return []
    return [_loads(readers), _network(readers)]


def _loads(readers: Readers) -> Chart:
    barred = Counter(seat for _submission, seat in readers.barred)
    rows = [
        Row(
            juror_text(readers.numbers[seat]),
            (float(done),),
            (
                number_text(done),
                number_text(given),
                "–" if most is None else number_text(most),
                number_text(barred[seat]),
            ),
            low=0.0,
            high=float(given),
        )
        for seat, (done, given, most) in sorted(readers.seats.items(), key=lambda item: readers.numbers[item[0]])
    ]
    given = [each[1] for each in readers.seats.values()] or [0]
    summary = _(
        "Strich: was zugeteilt ist, Punkt: was davon abgegeben ist. Jede Person liest zwischen %(low)s und %(high)s "
        "Ideen; %(barred)s Paare sind wegen Befangenheit oder Rückgabe ausgeschlossen.",
        low=min(given),
        high=max(given),
        barred=len(readers.barred),
    )
    headers = (_("Jurymitglied"), _("abgegeben"), _("zugeteilt"), _("höchstens"), _("ausgeschlossen"))
    return Chart("loads", _("Wie viel jede Person liest"), summary, headers, tuple(rows), 0.0, float(max(*given, 1)))


def _network(readers: Readers) -> Network:
    from app.fairness.graph import articulation_jurors, components, lambda2  # noqa: PLC0415 # scipy, as above

    seats = sorted({seat for _submission, seat in readers.pairs}, key=lambda seat: readers.numbers[seat])
    codes = {seat: code for code, seat in enumerate(seats)}
    ideas: dict[uuid.UUID, list[int]] = defaultdict(list)
    for submission, seat in readers.pairs:
        ideas[submission].append(codes[seat])
    si = [code for code, found in enumerate(ideas.values()) for _seat in found]
    ji = [seat for found in ideas.values() for seat in found]
    common = Counter(pair for found in ideas.values() for pair in combinations(sorted(found), 2))
    cuts = set(articulation_jurors(si, ji))
    nodes = tuple(
        Node(*_place(code, len(seats)), str(readers.numbers[seat]), code in cuts) for seat, code in codes.items()
    )
    return Network(
        "network",
        _("Wer mit wem liest"),
        _summary(components(si, ji)[0], len(cuts), lambda2(si, ji)),
        (_("Jurymitglied"), _("Ideen"), _("liest gemeinsam mit"), _("meiste gemeinsame Ideen"), _("Brücke")),
        tuple(
            _partners(readers.numbers[seat], code, ji.count(code), common, code in cuts) for seat, code in codes.items()
        ),
        nodes,
        tuple((one, other, count) for (one, other), count in sorted(common.items())),
    )


def _place(code: int, count: int) -> tuple[float, float]:
    angle = 2 * math.pi * code / count - math.pi / 2
    return round(_MIDDLE[0] + _RADIUS * math.cos(angle), 1), round(_MIDDLE[1] + _RADIUS * math.sin(angle), 1)


def _partners(number: int, code: int, ideas: int, common: Mapping[tuple[int, int], int], is_cut: bool) -> Row:  # noqa: FBT001 # a fact of the row
    with_others = [count for pair, count in common.items() if code in pair]
    cells = (number_text(ideas), number_text(len(with_others)), number_text(max(with_others, default=0)))
    return Row(juror_text(number), (), (*cells, _("ja") if is_cut else _("nein")))


def _summary(parts: int, cuts: int, firmness: float) -> str:
    if parts > 1:
        return _(
            "Die Bewertungen zerfallen in %(parts)s Gruppen, zwischen denen keine Linie läuft. Fair vergleichen lassen "
            "sie sich nicht.",
            parts=parts,
        )
    hold = (
        _n(
            "Alle hängen zusammen, aber %(num)s Person ist die einzige Brücke zu einem Teil (eckig).",
            "Alle hängen zusammen, aber %(num)s Personen sind die einzige Brücke zu einem Teil (eckig).",
            cuts,
        )
        if cuts
        else _("Alle hängen zusammen, auch wenn eine Person ausfällt.")
    )
    return " ".join([hold, _("Wie fest: λ₂ = %(value)s (0 hieße: gar nicht).", value=number_text(firmness, 1))])
