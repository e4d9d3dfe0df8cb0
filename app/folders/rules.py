"""What becomes of marks that a script sends: what fits, what another device was faster with, and what comes late."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.core.errors import Refusal
from app.core.i18n import _, pick
from app.rounds import rules as rounds
from app.rubrics.rules import Mark
from app.scoring import rules as scoring
from app.scoring.rules import Reading, Sheet

HAND_IN = "hand_in"


@dataclass(frozen=True)
class Offer:
    """What stands in a field, and the version of the sheet that it changes."""

    value: str
    base: int


@dataclass(frozen=True)
class Sent:
    """What a page sends: fields by name, the versions of the others it shows, and when it was filled in.

    `filled_in_at` is reckoned from the device's own account of how long ago that was.
    """

    offers: Mapping[str, Offer]
    shown: Mapping[str, int]
    filled_in_at: datetime

    @property
    def is_to_hand_in(self) -> bool:
        return HAND_IN in self.offers


def why_not_load(reading: Reading, now: datetime) -> Refusal | None:
    """Why no folder is loaded: it is for judging, and says on the server that this began in time."""
    return rounds.why_not_judge(reading.phases, now, reading.assignment.contact)


def is_over(reading: Reading, now: datetime) -> bool:
    """Whether the jury's time has ended, so that only what was begun before may still arrive."""
    refusal = rounds.why_not_judge(reading.phases, now, reading.assignment.contact)
    return refusal is not None and refusal.code == "phase_closed"


def why_not_take(reading: Reading, now: datetime, filled_in_at: datetime, begun_at: datetime | None) -> Refusal | None:
    """Why marks that arrive now do not count.

    After the jury's end they count only if three things hold: they arrive within the phase's grace by the server's
    clock; the server knows from before the end that the juror was at it (`begun_at`: the sheet was saved, or the
    folder loaded then); and the device itself says that they were filled in before the end. The last alone would
    prove nothing. It can only make things worse for whoever says so: a device that lies gains at most the minutes of
    grace, for a sheet that was open in time, and the sheet is marked with both moments for the chair to see.
    """
    refusal = scoring.why_not_score(reading, now)
    if refusal is None or refusal.code != "phase_closed" or reading.is_final:
        return refusal
    until = _late_until(reading, filled_in_at)
    was_begun = begun_at is not None and refusal.until is not None and begun_at < refusal.until
    return None if until is not None and now < until and was_begun else refusal


def _late_until(reading: Reading, filled_in_at: datetime) -> datetime | None:
    """When what was filled in at a moment must have arrived; None if it could not be filled in then."""
    own = (phase for phase in reading.phases if phase.opens_at <= filled_in_at < phase.closes_at)
    return max((phase.closes_at + timedelta(minutes=phase.grace_minutes) for phase in own), default=None)


# ---------------------------------------------------------------- what fits
@dataclass(frozen=True)
class Fitting:
    """What of an offer counts: marks by the key of the criterion; names of fields in conflict, and what is wrong."""

    marks: Mapping[str, Mark]
    conflicts: Sequence[str]
    faults: Mapping[str, str]


def texts_of(reading: Reading) -> dict[str, tuple[str, int]]:
    """Every field of a sheet as it is stored: what a browser has in it, and the version that changed it last."""
    found = {}
    for key, mark in reading.marks.items():
        names = scoring.points_field(key), scoring.comment_field(key)
        for name, value, version in zip(names, scoring.entered(mark), reading.versions_of(key), strict=True):
            found[name] = (value, version)
    return found


def fitting(reading: Reading, offers: Mapping[str, Offer]) -> Fitting:
    """What of an offer can be kept. What another device changed meanwhile to something else is a conflict.

    Points and comment of a criterion count each by itself: of one that cannot be kept the other one is.
    """
    stored = texts_of(reading)
    faults = {name: _("Das fragt dieses Raster nicht mehr.") for name in offers if name not in {*stored, HAND_IN}}
    known = {name: offer for name, offer in offers.items() if name in stored}
    conflicts = [name for name, offer in known.items() if _is_overtaken(stored[name], offer)]
    values = {name: offer.value for name, offer in known.items() if name not in conflicts}
    faults |= _faults_of(reading, values)
    return Fitting(_marks(stored, {name: values[name] for name in values if name not in faults}), conflicts, faults)


def _faults_of(reading: Reading, values: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with these fields, each looked at without the other one of its criterion."""
    faults: dict[str, str] = {}
    for name, value in values.items():
        (key,) = scoring.keys_of_fields([name])
        mark = scoring.mark_of(value, "") if name == scoring.points_field(key) else Mark(comment=value)
        found = list(scoring.faults_of_draft(reading, {key: mark}).values()) if mark is not None else []
        if mark is None or found:
            faults[name] = found[0][0] if found else _("Das sind keine Punkte.")
    return faults


def _marks(stored: Mapping[str, tuple[str, int]], values: Mapping[str, str]) -> dict[str, Mark]:
    """What these fields say beside what is stored, by the key of the criterion."""
    marks = {}
    for key in scoring.keys_of_fields(values):
        names = scoring.points_field(key), scoring.comment_field(key)
        mark = scoring.mark_of(*(values.get(name, stored[name][0]) for name in names))
        assert mark is not None  # noqa: S101 # points that can be none were left out
        marks[key] = mark
    return marks


def _is_overtaken(stored: tuple[str, int], offer: Offer) -> bool:
    value, version = stored
    return version > offer.base and value != offer.value


def newer_texts(reading: Reading, sent: Sent) -> dict[str, tuple[str, int]]:
    """Fields that another device changed since the page got them, and that the page did not change itself."""
    stored = texts_of(reading)
    return {name: stored[name] for name, version in sent.shown.items() if name in stored and stored[name][1] > version}


def label_of(reading: Reading, name: str) -> str:
    """What a field is called."""
    (key,) = scoring.keys_of_fields([name])
    (criterion,) = (each for each in reading.criteria if each.key == key)
    label = pick(criterion.name)
    return label if name == scoring.points_field(key) else _("Kommentar zu „%(name)s“", name=label)


def shown_text(name: str, value: str) -> str:
    """What stands in a field, in words."""
    (key,) = scoring.keys_of_fields([name])
    mark = scoring.mark_of(value, "") if name == scoring.points_field(key) else None
    return value if mark is None else scoring.mark_text(mark)


def with_marks(reading: Reading, sheet: Sheet, marks: Mapping[str, Mark]) -> Reading:
    """The same reading after these marks were kept."""
    return replace(reading, sheet=sheet, said={**reading.said, **marks})


def open_words(reading: Reading, *, is_as_shown: bool) -> list[str]:
    """Everything that keeps a sheet from being handed in as its page showed it."""
    if is_as_shown:
        return [point.words for point in scoring.open_points(reading)]
    return [
        _("Dieser Bogen wurde inzwischen auf einem anderen Gerät geändert. Bitte sehen Sie ihn noch einmal an."),
    ]
