"""Who may invite whom, and how long an invitation holds."""

import re
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from app.accounts.models import School, User
from app.core import text
from app.core.access import Role
from app.core.errors import Refusal
from app.core.i18n import _
from app.enrolment.models import Invitation

INVITATION_LIFETIME = timedelta(days=14)


def class_sort_key(name: str) -> str:
    """Like the sort key of any name, but 9b comes before 10a."""
    return re.sub(r"\d+", lambda found: found.group().zfill(6), text.sort_key(name))


def roles_to_invite(giver: User, school_id: uuid.UUID) -> list[Role]:
    """The roles that a person may invite others to at a school, the likeliest first."""
    if school_id in giver.school_ids(Role.SCHOOL_ADMIN):
        return [Role.TEACHER, Role.SCHOOL_ADMIN]
    return [Role.SCHOOL_ADMIN] if Role.ADMIN in giver.roles else []


CITY_ROLES = (Role.ADMIN, Role.AUDITOR)


def why_not_end(actor: User, role: Role, others: int, lone_classes: Sequence[str]) -> Refusal | None:
    """Why somebody keeps a role that so many `others` have: nobody would be left, or a class would be alone.

    The city may leave a school without an admin, since it can invite the next one.
    """
    if role == Role.ADMIN and not others:
        reason = _("Ohne Wettbewerbsleitung ginge nichts mehr. Laden Sie zuerst eine weitere Person ein.")
        return Refusal("last_admin", reason)
    if role == Role.SCHOOL_ADMIN and not others and Role.ADMIN not in actor.roles:
        reason = _(
            "Ohne Schuladministration ginge an der Schule nichts mehr. Laden Sie zuerst eine weitere Person ein."
        )
        return Refusal("last_school_admin", reason)
    if lone_classes:
        reason = _(
            "Diese Klassen hätten dann keine Lehrkraft mehr: %(classes)s. Tragen Sie dort zuerst jemanden ein.",
            classes=", ".join(lone_classes),
        )
        return Refusal("class_without_teacher", reason)
    return None


def state_of_invitation(invitation: Invitation, now: datetime) -> str:
    """One of open, used, revoked, expired."""
    if invitation.used_at is not None:
        return "used"
    if invitation.revoked_at is not None:
        return "revoked"
    return "open" if now < invitation.expires_at else "expired"


def why_not_accept(invitation: Invitation, now: datetime) -> str | None:
    """Why an invitation does not hold (any more), and how to get another; None if it does."""
    return {
        "open": None,
        "used": _(
            "Diese Einladung wurde schon benutzt. Ihr Konto gibt es also: Melden Sie sich mit Ihrer E-Mail-Adresse an. "
            "Passwort vergessen? Auf der Anmeldeseite bekommen Sie einen Link zum Anmelden."
        ),
        "revoked": _(
            "Diese Einladung wurde zurückgezogen oder durch eine neuere ersetzt. Sehen Sie nach, ob eine neuere Mail "
            "gekommen ist, oder bitten Sie die Person, die Sie eingeladen hat, um eine neue Einladung."
        ),
        "expired": _(
            "Diese Einladung ist abgelaufen. Bitten Sie die Person, die Sie eingeladen hat, um eine neue Einladung."
        ),
    }[state_of_invitation(invitation, now)]


def why_not_renew(invitation: Invitation) -> Refusal | None:
    """Why an invitation is not sent again or revoked: it has been accepted."""
    if invitation.used_at is None:
        return None
    return Refusal("invitation_used", _("Diese Einladung wurde schon angenommen. Daran ändert sich nichts mehr."))


def needs_password(person: User) -> bool:
    """Whether accepting an invitation also means choosing name and password: the account is new."""
    return person.password_hash is None


def task_text(role: str, school: School | None) -> str:
    """What somebody with this role is going to do, in a sentence or two."""
    place = school.name if school is not None else ""
    match Role(role):
        case Role.TEACHER:
            return _(
                "Als Lehrkraft (%(school)s) begleiten Sie Klassen beim Wettbewerb: Sie geben den Klassencode aus, "
                "drucken Anmeldekarten und helfen weiter, wenn jemand sein Passwort vergessen hat.",
                school=place,
            )
        case Role.SCHOOL_ADMIN:
            return _(
                "Sie richten Ihre Schule ein (%(school)s): Sie legen Klassen an und laden Lehrkräfte ein.", school=place
            )
        case Role.JUROR:
            return _("Als Jurymitglied lesen und bewerten Sie Ideen von Schüler*innen.")
        case Role.CHAIR:
            return _("Als Juryvorsitz leiten Sie die Beratung der Jury und geben die Entscheidungen frei.")
        case Role.AUDITOR:
            return _("Für die Revision lesen Sie das Protokoll des Wettbewerbs.")
        case _other:
            return _("Sie leiten den Wettbewerb: Sie legen Runden und Schulen an.")
