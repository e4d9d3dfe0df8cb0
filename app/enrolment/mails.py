"""Mails that bring people in."""

from datetime import datetime

from app.accounts.models import School, User
from app.accounts.rules import role_text
from app.core import mail
from app.core.access import Role
from app.core.i18n import _, force_locale, time_text
from app.core.web import address_of


def send_invitation(
    giver: User, person: User, role: str, school: School | None, token: str, expires_at: datetime
) -> None:
    """`token` opens the invitation; only the mail holds it."""
    if person.email is None:
        raise ValueError("only people with a mail address are invited")
    with force_locale(person.language):
        subject = _("Einladung: %(role)s", role=role_text(role))
        if school is not None:
            subject = _("Einladung: %(role)s, %(school)s", role=role_text(role), school=school.name)
        text = _(
            "Guten Tag,\n\n%(giver)s lädt Sie ein.\n\n%(task)s\n\n"
            "Mit diesem Link nehmen Sie die Einladung an. Er gilt einmal und bis %(time)s:\n\n%(link)s\n\n"
            "Sie wissen nicht, worum es geht? Dann löschen Sie diese Mail einfach; ohne Ihr Zutun geschieht nichts.",
            giver=giver.name,
            task=task_text(role, school),
            time=time_text(expires_at),
            link=address_of("enrolment.accept_invitation", token=token),
        )
        mail.send(person.email, subject, text, language=person.language)


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
