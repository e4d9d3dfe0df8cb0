"""What people are told when the plan of their round changes."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from app.accounts.models import User
from app.core.i18n import _
from app.core.web import path_of
from app.messages.actions import tell
from app.messages.rules import declare
from app.rounds.models import Competition, Phase, Round
from app.rounds.rules import name_of


def _extended_subject(values: Mapping[str, Any]) -> str:
    return _("%(phase)s: mehr Zeit bis %(time)s", phase=name_of(values["phase"]), time=values["closes_at"])


def _extended_text(values: Mapping[str, Any]) -> str:
    return _(
        "Gute Nachricht: Die Phase „%(phase)s“ der Runde „%(round)s“ endet erst am %(time)s.\n\nGrund: %(reason)s",
        phase=name_of(values["phase"]),
        round=values["round"],
        time=values["closes_at"],
        reason=values["reason"],
    )


EXTENDED = declare("organising.extended", _extended_subject, _extended_text)


def tell_extended(round_: Round, competition: Competition, phase: Phase, reason: str, people: Iterable[User]) -> None:
    """Tell people that a phase ends later; once for each new end."""
    values = {
        "phase": str(phase.kind),
        "round": round_.title,
        "closes_at": phase.closes_at.isoformat(),
        "reason": reason,
    }
    path = path_of("rounds.public_round", competition_slug=competition.slug, round_slug=round_.slug)
    tell(people, EXTENDED, event=_event(phase.id, phase.closes_at), path=path, values=values)


def _event(phase_id: object, closes_at: datetime) -> str:
    return f"{phase_id} {closes_at.isoformat()}"
