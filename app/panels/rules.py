"""Who may read which submission, and until when that may change."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

from app.core.errors import Refusal
from app.core.i18n import _
from app.panels.models import Assignment, PanelMember
from app.rounds.models import Phase, PhaseKind
from app.rounds.rules import has_closed

OPEN, BEGUN, DONE = "open", "begun", "done"


def why_not_deal(phases: Sequence[Phase], now: datetime, contact: str) -> Refusal | None:
    """Why nobody can be given anything to read, or be relieved of it: what is read must stand, and be read in time."""
    if not has_closed(phases, PhaseKind.SUBMIT, now):
        closes_at = max((p.closes_at for p in phases if p.kind == PhaseKind.SUBMIT), default=None)
        reason = _("Zuteilen geht erst, wenn die Einreichung geschlossen ist und feststeht, was die Jury liest.")
        return Refusal("submission_open", reason, since=closes_at, ask=contact or None)
    if has_closed(phases, PhaseKind.JURY, now):
        closed_at = max(p.closes_at for p in phases if p.kind == PhaseKind.JURY)
        reason = _("Die Bewertung ist abgeschlossen. Die Zuteilung steht fest.")
        return Refusal("phase_closed", reason, until=closed_at, ask=contact or None)
    return None


def schools_of_juror(member: PanelMember) -> set[uuid.UUID]:
    """The schools a juror belongs to: the one named by the admin and every one where the person has a role."""
    of_roles = {grant.school_id for grant in member.user.grants if grant.school_id is not None}
    return of_roles | ({member.school_id} if member.school_id is not None else set())


def why_not_read(member: PanelMember, team_schools: Collection[uuid.UUID]) -> Refusal | None:
    """Why a juror must not judge a team: they are of the same school."""
    if schools_of_juror(member).isdisjoint(team_schools):
        return None
    reason = _("%(name)s gehört zur Schule des Teams und ist deshalb befangen.", name=member.user.name)
    return Refusal("own_school", reason)


def why_not_take_back(assignment: Assignment) -> Refusal | None:
    """Why an assignment stays: the juror has begun to judge."""
    if assignment.state == OPEN:
        return None
    return Refusal("sheet_begun", _("Der Bewertungsbogen ist schon begonnen. Diese Zuteilung bleibt."))


def why_not_remove(readings: int) -> Refusal | None:
    """Why a juror with so many submissions to read stays in the jury."""
    if readings == 0:
        return None
    return Refusal("has_assignments", _("Dieses Jurymitglied hat noch Zuteilungen. Nehmen Sie zuerst diese zurück."))


def why_not_invite_again(member: PanelMember, *, has_accepted: bool) -> Refusal | None:
    """Why a juror gets no new link: somebody who has accepted needs none."""
    if member.removed_at is None and not has_accepted:
        return None
    return Refusal("already_juror", _("Diese Person hat die Einladung schon angenommen."))
