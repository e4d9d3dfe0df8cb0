"""When jurors are reminded, and of what."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

from app.accounts.models import User
from app.core.errors import Refusal
from app.core.i18n import _
from app.rounds.models import Phase, PhaseKind, Round
from app.rounds.rules import why_not_judge

# The name of the message's template.
REMINDER = "progress.reminder"
# A sheet that was begun and not touched for so long is forgotten rather than thought about.
STALLED_AFTER = timedelta(days=3)


def reminder_of(round_id: uuid.UUID, day: date) -> str:
    """What happens once a day at most."""
    return f"{round_id} {day.isoformat()}"


def reminder_values(round_: Round, phases: Sequence[Phase], now: datetime) -> dict[str, str]:
    """What the reminder says; only while the jury judges."""
    closes_at = max(p.closes_at for p in phases if p.kind == PhaseKind.JURY and p.opens_at <= now < p.closes_at)
    return {"round": round_.title, "closes_at": closes_at.isoformat()}


def why_not_remind(phases: Sequence[Phase], now: datetime, contact: str, people: Collection[User]) -> Refusal | None:
    """Why nobody can be reminded; `people` are those who have something left and were not reminded today."""
    if refusal := why_not_judge(phases, now, contact):
        return refusal
    if people:
        return None
    return Refusal("nobody_to_remind", _("Niemand ist im Rückstand, oder alle wurden heute schon erinnert."))


def labels_of(names: Mapping[uuid.UUID, str], *, may_see_names: bool) -> dict[uuid.UUID, str]:
    """What jurors are called, by the id of their seat: by name, or by a number that says nothing about them."""
    if may_see_names:
        return dict(names)
    return {id_: _("Jurymitglied %(number)s", number=number) for number, id_ in enumerate(sorted(names), start=1)}
