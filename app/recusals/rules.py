"""When a juror accepts or gives back, and when a sheet counts no more."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from app.core.errors import Refusal
from app.core.i18n import _, _n
from app.panels import rules as panels
from app.rounds.models import Phase, PhaseKind
from app.rounds.rules import has_closed

REASON_MIN, NOTE_MAX = 10, 500


def causes() -> dict[str, str]:
    """Why somebody gives an idea back, in words."""
    return {
        panels.BIASED: _("Ich bin befangen"),
        panels.NOT_MY_FIELD: _("Das ist nicht mein Gebiet"),
        panels.TOO_MANY: _("Es sind mir zu viele"),
    }


def why_not_answer(phases: Sequence[Phase], now: datetime, contact: str) -> Refusal | None:
    """Why nobody accepts or gives back any more: the jury is over. To be biased can be said at any time."""
    if not has_closed(phases, PhaseKind.JURY, now):
        return None
    closed_at = max(p.closes_at for p in phases if p.kind == PhaseKind.JURY)
    reason = _("Die Bewertung ist abgeschlossen. Die Zuteilung steht fest.")
    return Refusal("phase_closed", reason, until=closed_at, ask=contact or None)


def why_not_give_back(state: str, cause: str) -> Refusal | None:
    """Why an idea stays with its juror: it is begun, and they are not biased about it."""
    if state == panels.OPEN or cause == panels.BIASED:
        return None
    reason = _("Diesen Bogen haben Sie schon begonnen. Abgeben können Sie ihn jetzt nur noch, wenn Sie befangen sind.")
    return Refusal("sheet_begun", reason)


def why_not_void(state: str, *, is_biased: bool) -> Refusal | None:
    """Why a sheet goes on counting: nothing of it is there, or its juror is not biased."""
    if state not in {panels.BEGUN, panels.DONE}:
        return Refusal("nothing_to_void", _("Hier gibt es keinen Bogen, der zählt."))
    if not is_biased:
        reason = _("Diese Person ist bei der Idee nicht befangen. Tragen Sie zuerst die Befangenheit ein.")
        return Refusal("not_biased", reason)
    return None


def why_not_see_all(kept_from: int) -> Refusal | None:
    """Why somebody in the jury gets nothing that holds every idea: about `kept_from` of them they are biased."""
    if not kept_from:
        return None
    reason = _n(
        "Hier steht alles über alle Ideen, und bei %(num)s sind Sie befangen. Deshalb sehen es nur die anderen: die "
        "Wettbewerbsleitung, die Revision und wer im Juryvorsitz nicht befangen ist.",
        "Hier steht alles über alle Ideen, und bei %(num)s sind Sie befangen. Deshalb sehen es nur die anderen: die "
        "Wettbewerbsleitung, die Revision und wer im Juryvorsitz nicht befangen ist.",
        kept_from,
    )
    return Refusal("biased", reason)


def why_not_approve(kept_from: int) -> Refusal | None:
    """Why somebody does not approve all decisions of a round: about so many of its ideas they are biased."""
    if not kept_from:
        return None
    reason = _n(
        "Bei %(num)s Idee sind Sie befangen, und freigegeben wird alles zusammen. Das übernimmt jemand, der bei keiner "
        "Idee befangen ist. Fehlt so jemand im Juryvorsitz, ernennt die Wettbewerbsleitung in der Jury eine weitere "
        "Person dazu.",
        "Bei %(num)s Ideen sind Sie befangen, und freigegeben wird alles zusammen. Das übernimmt jemand, der bei "
        "keiner Idee befangen ist. Fehlt so jemand im Juryvorsitz, ernennt die Wettbewerbsleitung in der Jury eine "
        "weitere Person dazu.",
        kept_from,
    )
    return Refusal("biased", reason)


def why_not_deal_further(kept_from: int) -> Refusal | None:
    """Why somebody neither sees nor deals further readings: whether an idea gets one tells how close it is."""
    if not kept_from:
        return None
    reason = _n(
        "Bei %(num)s Idee sind Sie befangen, und welche Idee noch jemand liest, hängt an allen zusammen. Das sieht und "
        "entscheidet jemand aus dem Juryvorsitz, der bei keiner Idee befangen ist. Fehlt so jemand, ernennt die "
        "Wettbewerbsleitung in der Jury eine weitere Person dazu.",
        "Bei %(num)s Ideen sind Sie befangen, und welche Idee noch jemand liest, hängt an allen zusammen. Das sieht "
        "und entscheidet jemand aus dem Juryvorsitz, der bei keiner Idee befangen ist. Fehlt so jemand, ernennt die "
        "Wettbewerbsleitung in der Jury eine weitere Person dazu.",
        kept_from,
    )
    return Refusal("biased", reason)


def why_not_oneself(person_id: uuid.UUID, biased_id: uuid.UUID) -> Refusal | None:
    """Why somebody neither ends what was said about their own bias nor makes an exception for themselves."""
    if person_id != biased_id:
        return None
    reason = _("Über die eigene Befangenheit entscheidet jemand anderes im Juryvorsitz oder die Wettbewerbsleitung.")
    return Refusal("own_bias", reason)


def why_not_waive(refusal: Refusal | None) -> Refusal | None:
    """Why no exception is made: none is needed. `refusal` is why the juror must not read."""
    if refusal is not None:
        return None
    return Refusal("not_biased", _("Diese Person ist bei der Idee nicht befangen."))
