"""What may be done when: windows are half-open, [opens_at, closes_at); grace is for uploads and sheets begun before."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from importlib import resources
from itertools import combinations
from typing import Any

from app.core.errors import Refusal
from app.core.i18n import _, _l, time_text
from app.rounds.models import Phase, PhaseKind, Round

WRITING = (PhaseKind.REGISTER, PhaseKind.SUBMIT)
# What a countdown leads to: whoever reads it can still do something until then.
_COUNTED = (PhaseKind.REGISTER, PhaseKind.SUBMIT, PhaseKind.JURY)
_NAMES = {
    PhaseKind.ANNOUNCE: _l("Ankündigung"),
    PhaseKind.REGISTER: _l("Anmeldung"),
    PhaseKind.SUBMIT: _l("Einreichung"),
    PhaseKind.FORMAL_CHECK: _l("Formalprüfung"),
    PhaseKind.JURY: _l("Jury"),
    PhaseKind.DELIBERATE: _l("Beratung der Jury"),
    PhaseKind.PUBLISH: _l("Veröffentlichung"),
    PhaseKind.IMPLEMENT: _l("Umsetzung"),
}
_TEXTS = {
    PhaseKind.ANNOUNCE: _l("Der Wettbewerb ist angekündigt. Zeit, Ideen zu sammeln."),
    PhaseKind.REGISTER: _l("Teams gründen, beitreten und schon losschreiben."),
    PhaseKind.SUBMIT: _l("Idee schreiben, Bilder, Filme und PDFs hochladen, einreichen."),
    PhaseKind.FORMAL_CHECK: _l("Wir sehen nach, ob alles da ist."),
    PhaseKind.JURY: _l("Die Jury liest und bewertet, ohne eure Namen zu kennen."),
    PhaseKind.DELIBERATE: _l("Die Jury berät über die Preise."),
    PhaseKind.PUBLISH: _l("Die Ergebnisse werden veröffentlicht."),
    PhaseKind.IMPLEMENT: _l("Aus Ideen werden Projekte."),
}


class Audience(StrEnum):
    """Who may read the answer to a field once the idea is handed in, its team aside."""

    PUBLIC = "public"
    JURY = "jury"
    NOBODY = "nobody"


@dataclass(frozen=True)
class FormField:
    """A field of an entry form. `kind` is line or text; `low` and `high` bound its length in characters.

    `label` and `help` are {"de": …, "en": …}. An identifying answer is never shown to jurors, whatever its audience.
    """

    key: str
    kind: str
    label: dict[str, str]
    help: dict[str, str]
    high: int
    low: int = 0
    is_required: bool = True
    audience: Audience = Audience.JURY
    is_identifying: bool = False

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "audience": self.audience.value}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "FormField":
        return cls(**{**stored, "audience": Audience(stored["audience"])})


@cache
def default_form() -> tuple[FormField, ...]:
    """The entry form of a new round."""
    text = resources.files("app.rounds").joinpath("default_form.json").read_text(encoding="utf-8")
    return tuple(FormField.from_json(stored) for stored in json.loads(text))


def name_of(kind: str) -> str:
    """What a kind of phase is called."""
    return str(_NAMES[PhaseKind(kind)])


def _closing_with_grace(phase: Phase) -> datetime:
    return phase.closes_at + timedelta(minutes=phase.grace_minutes)


# -- which phases fit together


def phase_faults(phases: Sequence[Phase]) -> dict[str, list[str]]:
    """Everything wrong with a round's phases, by the field it belongs to ("" for what concerns two phases)."""
    backwards = [
        _("%(name)s: Das Ende muss nach dem Beginn liegen.", name=name_of(phase.kind))
        for phase in phases
        if phase.closes_at <= phase.opens_at
    ]
    clashes = [text for pair in combinations(phases, 2) for text in _clashes(*sorted(pair, key=_begin))]
    return {name: texts for name, texts in (("closes_at", backwards), ("", clashes)) if texts}


def _begin(phase: Phase) -> datetime:
    return phase.opens_at


def _clashes(first: Phase, second: Phase) -> Iterable[str]:
    if first.kind == second.kind and second.opens_at < first.closes_at:
        yield _(
            "Zwei Phasen „%(name)s“ überschneiden sich: Die eine endet %(closes)s, die andere beginnt %(opens)s.",
            name=name_of(first.kind),
            closes=time_text(first.closes_at),
            opens=time_text(second.opens_at),
        )
    by_kind = {first.kind: first, second.kind: second}
    if set(by_kind) == {PhaseKind.SUBMIT, PhaseKind.JURY}:
        submit, jury = by_kind[PhaseKind.SUBMIT], by_kind[PhaseKind.JURY]
        if jury.opens_at < _closing_with_grace(submit):
            yield _(
                "Die Phase „%(jury)s“ beginnt %(opens)s, bevor die Phase „%(submit)s“ samt Nachfrist %(closes)s endet.",
                jury=name_of(jury.kind),
                opens=time_text(jury.opens_at),
                submit=name_of(submit.kind),
                closes=time_text(_closing_with_grace(submit)),
            )


def why_not_move(round_: Round, phase: Phase, moved: Phase, now: datetime) -> Refusal | None:
    """Why the people who plan with an announced phase forbid this change; before that, anything may be moved."""
    if round_.announced_at is None:
        return None
    if moved.closes_at < phase.closes_at or moved.grace_minutes < phase.grace_minutes:
        return Refusal("deadline_shortened", _("Die Frist ist schon angekündigt. Sie kann nur verlängert werden."))
    if moved.closes_at > phase.closes_at:
        return Refusal(
            "reason_needed",
            _("Bitte „Frist verlängern“ nehmen: Dort steht der Grund dabei, und alle Teams erfahren es."),
        )
    if moved.opens_at == phase.opens_at and moved.kind == phase.kind:
        return None
    if moved.kind != phase.kind or phase.kind in WRITING or phase.opens_at <= now:
        return Refusal("phase_fixed", _("Diese Phase ist angekündigt. Art und Beginn stehen fest."))
    return None


def why_not_extend(phase: Phase, closes_at: datetime, now: datetime) -> Refusal | None:
    """Why a phase may not end then: deadlines only ever move to a later moment that is still to come."""
    if closes_at <= phase.closes_at:
        words = _(
            "Eine Frist kann nur verlängert werden. Sie endet jetzt %(closes)s.", closes=time_text(phase.closes_at)
        )
        return Refusal("deadline_shortened", words)
    if closes_at <= now:
        return Refusal("deadline_past", _("Das neue Ende liegt schon in der Vergangenheit."))
    return None


def why_not_take_away(round_: Round) -> Refusal | None:
    """Why nothing of the plan of a round may be removed."""
    if round_.announced_at is None:
        return None
    return Refusal("round_announced", _("Die Runde ist angekündigt. Was angekündigt ist, bleibt."))


# -- what may be done now

Rule = Callable[[Sequence[Phase], datetime, str], Refusal | None]


def why_not_register(phases: Sequence[Phase], now: datetime, contact: str) -> Refusal | None:
    """Why no team may be founded or joined. Without a phase for it, that is possible while ideas are submitted."""
    has_own = any(phase.kind == PhaseKind.REGISTER for phase in phases)
    kind = PhaseKind.REGISTER if has_own else PhaseKind.SUBMIT
    words = (_("Die Anmeldung ist noch nicht offen."), _("Die Anmeldung ist geschlossen."))
    return _why_outside(_of(phases, [kind]), now, contact, words)


def why_not_write(phases: Sequence[Phase], now: datetime, contact: str) -> Refusal | None:
    """Why no text may be changed: one writes from registration to the end of submission."""
    words = (_("Das Schreiben hat noch nicht begonnen."), _("Die Zeit zum Schreiben ist vorbei."))
    return _why_outside(_of(phases, WRITING), now, contact, words)


def why_not_submit(phases: Sequence[Phase], now: datetime, contact: str) -> Refusal | None:
    """Why nothing may be handed in, opened again or withdrawn from submission."""
    words = (_("Einreichen ist noch nicht möglich."), _("Die Einreichung ist geschlossen."))
    return _why_outside(_of(phases, (PhaseKind.SUBMIT,)), now, contact, words)


def why_not_upload(
    phases: Sequence[Phase], now: datetime, contact: str, begun_at: datetime | None = None
) -> Refusal | None:
    """Why no file may arrive. An upload `begun_at` an open time may still finish within the grace."""
    until = upload_until(phases, begun_at) if begun_at is not None else None
    if until is not None and now < until:
        return None
    words = (_("Hochladen ist noch nicht möglich."), _("Die Zeit zum Hochladen ist vorbei."))
    return _why_outside(_of(phases, WRITING), now, contact, words)


def upload_until(phases: Sequence[Phase], begun_at: datetime, at_least: timedelta = timedelta()) -> datetime | None:
    """When an upload begun at a moment must have arrived; None if it could not begin then.

    After the close there is the phase's grace, and never less than `at_least`.
    """
    own = (phase for phase in _of(phases, WRITING) if _is_open(phase, begun_at))
    return max((max(_closing_with_grace(phase), phase.closes_at + at_least) for phase in own), default=None)


def why_not_judge(phases: Sequence[Phase], now: datetime, contact: str) -> Refusal | None:
    """Why no sheet may be filled in."""
    words = (_("Die Jury hat noch nicht begonnen."), _("Die Bewertung ist abgeschlossen."))
    return _why_outside(_of(phases, (PhaseKind.JURY,)), now, contact, words)


def has_closed(phases: Sequence[Phase], kind: PhaseKind, now: datetime) -> bool:
    """Whether there was such a phase and none is open or comes any more."""
    found = _of(phases, (kind,))
    return bool(found) and all(phase.closes_at <= now for phase in found)


def _of(phases: Sequence[Phase], kinds: Sequence[str]) -> list[Phase]:
    return sorted((phase for phase in phases if phase.kind in kinds), key=_begin)


def _is_open(phase: Phase, now: datetime) -> bool:
    return phase.opens_at <= now < phase.closes_at


def _why_outside(phases: Sequence[Phase], now: datetime, contact: str, words: tuple[str, str]) -> Refusal | None:
    """None inside one of the windows; else when it opens next, or when it closed last."""
    if any(_is_open(phase, now) for phase in phases):
        return None
    ask = contact or None
    past = [phase.closes_at for phase in phases if phase.closes_at <= now]
    coming = [phase.opens_at for phase in phases if now < phase.opens_at]
    if coming or not past:
        return Refusal("phase_not_open", words[0], since=min(coming, default=None), ask=ask)
    return Refusal("phase_closed", words[1], until=max(past), ask=ask)


# -- what is shown of it


@dataclass(frozen=True)
class PhaseState:
    """A phase as the timeline shows it; `state` is past, current or next."""

    kind: PhaseKind
    label: str
    when: str
    state: str
    text: str


def phase_states(phases: Sequence[Phase], now: datetime) -> list[PhaseState]:
    """The phases of a round in their order, seen from now."""
    return [
        PhaseState(
            PhaseKind(phase.kind),
            name_of(phase.kind),
            _when(phase),
            _state_of(phase, now),
            str(_TEXTS[PhaseKind(phase.kind)]),
        )
        for phase in sorted(phases, key=lambda phase: (phase.opens_at, phase.closes_at))
    ]


def _when(phase: Phase) -> str:
    return _("%(opens)s bis %(closes)s", opens=time_text(phase.opens_at), closes=time_text(phase.closes_at))


def _state_of(phase: Phase, now: datetime) -> str:
    if now < phase.opens_at:
        return "next"
    return "current" if now < phase.closes_at else "past"


@dataclass(frozen=True)
class Deadline:
    """The next moment that matters: `label` says what happens `at` it."""

    label: str
    at: datetime


def current_deadline(phases: Sequence[Phase], now: datetime) -> Deadline | None:
    """The end of what is open and closes first; while nothing is, the beginning of what opens next."""
    counted = _of(phases, _COUNTED)
    if running := [phase for phase in counted if _is_open(phase, now)]:
        first = min(running, key=lambda phase: phase.closes_at)
        return Deadline(_("%(name)s endet", name=name_of(first.kind)), first.closes_at)
    if coming := [phase for phase in counted if now < phase.opens_at]:
        return Deadline(_("%(name)s beginnt", name=name_of(coming[0].kind)), coming[0].opens_at)
    return None
