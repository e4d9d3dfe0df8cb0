"""Who takes part in talking about an idea, and from when until when."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from app.core.errors import Refusal
from app.core.i18n import _
from app.panels.models import PanelMember
from app.panels.rules import DONE

POST_MAX = 2000


@dataclass(frozen=True)
class Place:
    """What somebody is in the discussions of a round; whoever only reads along has no seat in its jury.

    `approvals` counts those of the decisions that hold.
    """

    title: str
    contact: str
    jury_opens_at: datetime | None
    approvals: int
    member: PanelMember | None

    @property
    def is_chair(self) -> bool:
        return self.member is not None and self.member.is_chair


def why_not_talk_yet(place: Place, now: datetime) -> Refusal | None:
    """Why nobody reads or says anything: ideas are shown to no jury before its time."""
    if place.jury_opens_at is not None and place.jury_opens_at <= now:
        return None
    return Refusal(
        "phase_not_open", _("Die Jury hat noch nicht begonnen."), since=place.jury_opens_at, ask=place.contact or None
    )


def why_not_read(place: Place, own_state: str | None, *, is_opened: bool) -> Refusal | None:
    """Why somebody of the jury does not read what others say: it could sway a sheet that is still to be handed in.

    `own_state` is how far the own sheet is, None for whoever does not judge this idea.
    """
    may_always = place.member is None or (place.is_chair and own_state is None)
    if may_always or is_opened or own_state == DONE:
        return None
    if own_state is None:
        reason = _("Sie bewerten diese Idee nicht. Mitlesen können Sie, sobald der Juryvorsitz die Diskussion öffnet.")
        return Refusal("not_opened", reason)
    reason = _(
        "Erst wenn Ihr Bogen zu dieser Idee abgegeben ist, lesen Sie, was andere sagen. So bleibt Ihr Urteil Ihres."
    )
    return Refusal("own_sheet_open", reason)


def why_not_post(place: Place) -> Refusal | None:
    """Why somebody who may read says nothing."""
    if place.member is None:
        return Refusal("only_reading", _("Hier spricht die Jury. Sie lesen mit."))
    if place.approvals:
        return Refusal("approved", _("Die Entscheidungen sind freigegeben. Die Diskussion bleibt stehen, wie sie ist."))
    return None


def why_not_open(place: Place) -> Refusal | None:
    """Why a discussion is not opened for the whole jury."""
    if place.is_chair:
        return why_not_post(place)
    return Refusal("not_chair", _("Das kann nur der Juryvorsitz."))


def digest_of(text: str) -> str:
    """SHA-256 (hex) of what was said, for the log: it holds no texts."""
    return hashlib.sha256(text.encode()).hexdigest()
