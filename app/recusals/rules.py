"""When a juror accepts or gives back, and when a sheet counts no more."""

from collections.abc import Sequence
from datetime import datetime

from app.core.errors import Refusal
from app.core.i18n import _
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


def why_not_waive(refusal: Refusal | None) -> Refusal | None:
    """Why no exception is made: none is needed. `refusal` is why the juror must not read."""
    if refusal is not None:
        return None
    return Refusal("not_biased", _("Diese Person ist bei der Idee nicht befangen."))
