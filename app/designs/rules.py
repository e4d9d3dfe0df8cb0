"""A jury before it judges: what is asked of the simulator, and what its answer means.

A reading more of every idea is compared with what it costs. What counts is how many of the truly best ideas stand on
the first places; that exactly these stand there is rare with any design.
"""

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from app.core.errors import FieldErrors
from app.core.i18n import _
from app.fairness.snapshot import Snapshot

IDEAS_MAX, JURORS_MAX, READINGS_MAX, PLACES_MAX, SEVERITY_MAX, MINUTES_MAX = 500, 100, 8, 50, 20, 180
# So many rounds of further readings follow two for everybody where a design is adaptive.
ROUNDS = 5
_BASE_READINGS = 2
# Contests are held until so many ideas were judged, within these bounds.
_IDEAS_JUDGED, _CONTESTS = 6000, (24, 100)
# Seconds for a million readings of ideas, and for each turn of further ones; measured, on an ordinary machine.
_PER_MILLION, _PER_TURN = 35.0, 0.017
SEED = 1
# Whoever changes what is calculated counts on, so that nothing old is shown for it.
_EDITION = 1


@dataclass(frozen=True)
class Design:
    """A jury: by how many points of 100 its members differ in strictness, and how many minutes one reading takes.

    goal: the share of the best ideas, in percent, that is to be found; contests: how often each way is played through.
    """

    ideas: int
    jurors: int
    readings: int
    places: int
    severity: int
    minutes: int
    goal: int
    contests: int

    @property
    def digest(self) -> str:
        """SHA-256 (hex) over everything that was asked."""
        return _digest_of(asdict(self))

    @property
    def contest_digest(self) -> str:
        """The same over all that decides about the findings; what they cost and are good for does not."""
        return _digest_of(
            {name: getattr(self, name) for name in ("ideas", "jurors", "readings", "places", "severity", "contests")}
        )

    @property
    def tried(self) -> list[tuple[int, bool]]:
        """Readings of each idea, and whether they go where they tell most after two for everybody."""
        most = min(self.readings + 2, self.jurors, READINGS_MAX)
        return [(readings, is_adaptive) for readings in range(1, most + 1) for is_adaptive in _ways(readings)]

    @property
    def seconds(self) -> float:
        """About how long it takes to play it through."""
        readings = sum(self.ideas * count * (ROUNDS if is_adaptive else 1) for count, is_adaptive in self.tried)
        turns = sum(ROUNDS if is_adaptive else 1 for _count, is_adaptive in self.tried)
        return self.contests * (_PER_MILLION * readings / 1e6 + _PER_TURN * turns)

    @staticmethod
    def y(percent: float) -> float:
        """Where so many percent stand on the picture of the curve."""
        return y_of(percent / 100)

    def hours(self, readings: int) -> float:
        """Of all jurors together."""
        return self.ideas * readings * self.minutes / 60


def contests_for(ideas: int) -> int:
    """How often a design of so many ideas is played through: large ones less often, since each takes longer."""
    low, high = _CONTESTS
    return max(low, min(high, _IDEAS_JUDGED // ideas))


def _digest_of(asked: Mapping[str, int]) -> str:
    text = json.dumps({**asked, "seed": SEED, "edition": _EDITION}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _ways(readings: int) -> tuple[bool, ...]:
    return (False, True) if readings > _BASE_READINGS else (False,)


@dataclass(frozen=True)
class Finding:
    """What a design found on average, as shares.

    found: of the best ideas; found_by_mean: with the plain mean; exact: how often all of them; winner: how often the
    very best one came first.
    """

    readings: int
    is_adaptive: bool
    found: float
    found_by_mean: float
    exact: float
    winner: float
    contests: int

    @property
    def error(self) -> float:
        """One standard error of `found` at most, as if all places of a contest were right or wrong together."""
        return float((self.found * (1 - self.found) / self.contests) ** 0.5)


def waiting_text(design: Design) -> str:
    """How long somebody waits for an answer, before it is asked and while it is worked out."""
    minutes = math.ceil(design.seconds / 60)
    if minutes <= 1:
        return _("Das dauert bis zu einer Minute.")
    return _(
        "Das dauert etwa %(num)s Minuten. Sie können die Seite schließen: Gerechnet wird auch ohne sie.", num=minutes
    )


def findings_in(stored: Sequence[Mapping[str, Any]]) -> list[Finding]:
    return [Finding(**each) for each in stored]


def never_worse(findings: Sequence[Finding]) -> list[Finding]:
    """The same with the errors of chance pooled that would let one more reading of every idea find less.

    Each way to judge by itself; where a value falls, it and those before it that are higher are given their mean (pool
    adjacent violators: Ayer and others, 1955). The order of the findings stays.
    """
    found = {id(each): each for each in findings}
    for is_adaptive in (False, True):
        own = [each for each in findings if each.is_adaptive == is_adaptive]
        names = ("found", "found_by_mean", "exact", "winner")
        pooled = zip(*(_pooled([getattr(each, name) for each in own]) for name in names), strict=True)
        for each, values in zip(own, pooled, strict=True):
            found[id(each)] = replace(each, **dict(zip(names, values, strict=True)))
    return list(found.values())


def _pooled(values: Sequence[float]) -> list[float]:
    blocks: list[tuple[float, int]] = []
    for value in values:
        blocks.append((value, 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (one, many), (other, more) = blocks[-2:]
            blocks[-2:] = [((one * many + other * more) / (many + more), many + more)]
    return [mean for mean, count in blocks for _number in range(count)]


def stored_findings(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    return [asdict(each) for each in findings]


def design_faults(design: Design) -> dict[str, list[str]]:
    """Why a design makes no sense, by the name of the field."""
    found = FieldErrors()
    if design.readings > design.jurors:
        reason = _(
            "Es gibt nur %(jurors)s Jurymitglieder. Öfter kann eine Idee nicht gelesen werden.", jurors=design.jurors
        )
        found.add("readings", reason)
    if design.places >= design.ideas:
        found.add("places", _("Bei so vielen Preisen bekäme jede Idee einen. Es müssen weniger sein als Ideen."))
    if design.jurors > design.ideas:
        found.add("jurors", _("So viele Jurymitglieder hätten nicht einmal eine Idee zu lesen."))
    return found.found


def recommended(design: Design, findings: Sequence[Finding]) -> Finding:
    """The one with the fewest readings that finds what is wanted, adaptive or not, else the one that finds most."""
    enough = [each for each in findings if 100 * each.found >= design.goal]
    if enough:
        return min(enough, key=lambda each: (each.readings, -each.found))
    return max(findings, key=lambda each: each.found)


def step_from(findings: Sequence[Finding], present: Finding) -> Finding | None:
    """The same design with one more reading of every idea; None beyond those that were tried."""
    return next(
        (e for e in findings if e.readings == present.readings + 1 and e.is_adaptive == present.is_adaptive), None
    )


def of_readings(findings: Sequence[Finding], readings: int) -> Finding:
    """The finding of the design that was asked for, everybody read equally often."""
    return next(each for each in findings if each.readings == readings and not each.is_adaptive)


@dataclass(frozen=True)
class Verdict:
    """What the page says first: the design that was asked for, one reading more of it, and the one to take."""

    present: Finding
    more: Finding | None
    best: Finding
    is_enough: bool


def verdict_of(design: Design, findings: Sequence[Finding]) -> Verdict:
    present, best = of_readings(findings, design.readings), recommended(design, findings)
    return Verdict(present, step_from(findings, present), best, 100 * best.found >= design.goal)


# ---------------------------------------------------------------- the curve
_LEFT, _TOP, _WIDTH, _HEIGHT = 12, 6, 536, 248


@dataclass(frozen=True)
class Curve:
    """A line through points on a picture of 560 × 260; `dots` are (x, y, readings, percent)."""

    key: str
    dots: Sequence[tuple[float, float, int, float]]

    @property
    def path(self) -> str:
        return " ".join(f"{x:.1f},{y:.1f}" for x, y, _readings, _percent in self.dots)


def curves_of(findings: Sequence[Finding]) -> list[Curve]:
    """The share of the best ideas that is found, over the readings: Fairwert, plain mean, readings dealt on purpose."""
    most = max((each.readings for each in findings), default=1)
    even = [each for each in findings if not each.is_adaptive]
    shares = {
        "fair": [(each.readings, each.found) for each in even],
        "mean": [(each.readings, each.found_by_mean) for each in even],
        "adaptive": [(each.readings, each.found) for each in findings if each.is_adaptive],
    }
    return [
        Curve(key, [(x_of(readings, most), y_of(share), readings, 100 * share) for readings, share in found])
        for key, found in shares.items()
        if found
    ]


def x_of(readings: int, most: int) -> float:
    return round(_LEFT + _WIDTH * (readings - 1) / max(1, most - 1), 1)


def y_of(share: float) -> float:
    return round(_TOP + _HEIGHT * (1 - share), 1)


# ---------------------------------------------------------------- after the round
@dataclass(frozen=True)
class Achieved:
    """How sure a round is of its first places: of `places` so many are expected to be right; `zone` ideas are open."""

    places: int
    expected: float
    zone: int
    ideas: int
    jurors: int
    readings: float
    severity: float | None

    @property
    def share(self) -> float:
        return self.expected / self.places

    @property
    def next_design(self) -> dict[str, int]:
        """What the form is filled with for the next time: the same jury with what is known of it now."""
        return {
            "ideas": min(self.ideas, IDEAS_MAX),
            "jurors": min(self.jurors, JURORS_MAX),
            "readings": max(1, min(round(self.readings), self.jurors, READINGS_MAX)),
            "places": max(1, min(self.places, self.ideas - 1, PLACES_MAX)),
            "severity": min(round(self.severity or 0), SEVERITY_MAX),
        }


def achieved_of(snapshot: Snapshot, places: int) -> Achieved | None:
    """The same from a snapshot; None if it knows no chances of so many places."""
    entries = snapshot.entries
    if not entries or places not in entries[0].p_top:
        return None
    severity = snapshot.variances.juror**0.5 if snapshot.variances else None
    return Achieved(
        places=places,
        expected=sum(entry.p_top[places] for entry in entries[:places]),
        zone=sum(entry.zone == "decision" for entry in entries),
        ideas=len(entries),
        jurors=len(snapshot.juror_stats),
        readings=sum(entry.readings for entry in entries) / len(entries),
        severity=severity,
    )
