"""Who may read which submission, until when that may change, and who is what in a jury."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from app.conflicts.rules import Ties
from app.core.access import Role
from app.core.errors import Refusal
from app.core.i18n import _
from app.panels.models import PanelMember
from app.rounds.models import Phase, PhaseKind
from app.rounds.rules import has_closed

OPEN, BEGUN, DONE = "open", "begun", "done"
# How many jurors an idea gets if nobody says anything else.
READINGS = 3


def why_not_deal(phases: Sequence[Phase], now: datetime, contact: str) -> Refusal | None:
    """Why nobody can be given anything to read, or be relieved of it: what is read must stand, and be read in time."""
    # A final has no submission of its own.
    if any(p.kind == PhaseKind.SUBMIT for p in phases) and not has_closed(phases, PhaseKind.SUBMIT, now):
        closes_at = max((p.closes_at for p in phases if p.kind == PhaseKind.SUBMIT), default=None)
        reason = _("Zuteilen geht erst, wenn die Einreichung geschlossen ist und feststeht, was die Jury liest.")
        return Refusal("submission_open", reason, since=closes_at, ask=contact or None)
    if has_closed(phases, PhaseKind.JURY, now):
        closed_at = max(p.closes_at for p in phases if p.kind == PhaseKind.JURY)
        reason = _("Die Bewertung ist abgeschlossen. Die Zuteilung steht fest.")
        return Refusal("phase_closed", reason, until=closed_at, ask=contact or None)
    return None


# ---------------------------------------------------------------- conflicts of interest
def schools_of_juror(member: PanelMember) -> set[uuid.UUID]:
    """The schools a juror belongs to: the one named by the admin and every one where the person has a role."""
    of_roles = {grant.school_id for grant in member.user.grants if grant.school_id is not None}
    return of_roles | ({member.school_id} if member.school_id is not None else set())


def why_not_read(member: PanelMember, ties: Ties) -> Refusal | None:
    """Why a juror must not judge a team, unless the chair has allowed it all the same."""
    name = member.user.name
    if member.user_id in ties.waived:
        return None
    if not schools_of_juror(member).isdisjoint(ties.ids):
        return Refusal("own_school", _("%(name)s gehört zur Schule des Teams und ist deshalb befangen.", name=name))
    if member.company_id is not None and member.company_id in ties.ids:
        reason = _("%(name)s gehört zu einem Betrieb des Teams und ist deshalb befangen.", name=name)
        return Refusal("own_company", reason)
    if member.user_id in ties.ids:
        return Refusal("biased", _("%(name)s ist bei dieser Idee als befangen gemeldet.", name=name))
    return None


def why_not_become_biased(member: PanelMember, begun: Sequence[int]) -> Refusal | None:
    """Why school and company of a juror stay: by the new ones, sheets that are begun or handed in would be biased.

    `begun` are the numbers of those ideas.
    """
    if not begun:
        return None
    reason = _(
        "%(name)s wäre damit befangen, hat aber schon mit der Bewertung begonnen: Idee %(numbers)s. "
        "Gespeichert ist deshalb nichts.",
        name=member.user.name,
        numbers=", ".join(str(number) for number in begun),
    )
    return Refusal("biased_and_begun", reason)


# ---------------------------------------------------------------- what is read
# Why a reading came back.
BIASED, NOT_MY_FIELD, TOO_MANY, NO_SHOW, VOIDED = "biased", "not_my_field", "too_many", "no_show", "voided"


def why_not_take_back(state: str) -> Refusal | None:
    """Why an assignment stays: the juror has begun to judge. `state` is that of the assignment."""
    if state == OPEN:
        return None
    return Refusal("sheet_begun", _("Der Bewertungsbogen ist schon begonnen. Diese Zuteilung bleibt."))


def why_not_remove(readings: int) -> Refusal | None:
    """Why a juror with so many submissions to read stays in the jury."""
    if readings == 0:
        return None
    return Refusal("has_assignments", _("Dieses Jurymitglied hat noch Zuteilungen. Nehmen Sie zuerst diese zurück."))


# ---------------------------------------------------------------- who is what in the jury
def roles_of(*, is_juror: bool, is_chair: bool) -> list[Role]:
    """The roles that somebody with this part in a jury needs."""
    return [role for role, is_needed in ((Role.JUROR, is_juror), (Role.CHAIR, is_chair)) if is_needed]


# The seat of whoever came in before companies and chairs were noted.
PLAIN_SEAT: dict[str, object] = {"school": "", "company": "", "is_juror": True, "is_chair": False}


def seat_of(member: PanelMember) -> dict[str, object]:
    """Where somebody belongs and what their part is, as the log keeps it."""
    return {
        "school": str(member.school_id or ""),
        "company": str(member.company_id or ""),
        "is_juror": member.is_juror,
        "is_chair": member.is_chair,
    }


def seat_text(member: PanelMember) -> dict[str, str]:
    """The same in words, by the name of the field."""
    return {
        "school": member.school.name if member.school is not None else "",
        "company": member.company.name if member.company is not None else "",
        "part": part_text(is_juror=member.is_juror, is_chair=member.is_chair),
    }


def part_text(*, is_juror: bool, is_chair: bool) -> str:
    """What somebody does in a jury, in words."""
    if is_juror and is_chair:
        return _("leitet die Jury und bewertet mit")
    return _("leitet die Jury") if is_chair else _("bewertet Ideen")


def suggested(readers: Sequence[tuple[uuid.UUID, int]], missing: int) -> list[uuid.UUID]:
    """Whom to propose for an idea that lacks so many readers: those with the least to read."""
    return [id_ for id_, _readings in sorted(readers, key=lambda reader: reader[1])[: max(0, missing)]]


def missing_roles(member: PanelMember) -> list[Role]:
    """The roles that somebody in the jury has not got, because the invitation was not accepted yet."""
    needed = roles_of(is_juror=member.is_juror, is_chair=member.is_chair)
    return [role for role in needed if role not in member.user.roles]


def why_not_change_part(member: PanelMember, readings: int, *, is_juror: bool, is_chair: bool) -> Refusal | None:
    """Why somebody keeps their part in the jury: nothing accepted yet, or something still to read."""
    if (is_juror, is_chair) == (member.is_juror, member.is_chair):
        return None
    if missing_roles(member):
        reason = _("Die Einladung ist noch nicht angenommen. Bis dahin bleibt es bei der Aufgabe, zu der sie einlädt.")
        return Refusal("not_accepted", reason)
    return None if is_juror else why_not_remove(readings)


def why_not_invite_again(member: PanelMember, *, has_accepted: bool) -> Refusal | None:
    """Why a juror gets no new link: somebody who has accepted needs none."""
    if member.removed_at is None and not has_accepted:
        return None
    return Refusal("already_juror", _("Diese Person hat die Einladung schon angenommen."))
