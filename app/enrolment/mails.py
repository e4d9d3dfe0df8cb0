"""Mails that bring people in."""

from datetime import datetime

from app.accounts.models import School, User
from app.accounts.rules import role_text
from app.core import mail
from app.core.i18n import _, force_locale, time_text
from app.core.web import address_of
from app.enrolment.rules import task_text


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
