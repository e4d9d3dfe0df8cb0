"""The same message by mail."""

from app.core import mail
from app.core.i18n import _, force_locale
from app.core.web import site_address
from app.messages import rules
from app.messages.models import Message


def copy_by_mail(message: Message, address: str, language: str) -> None:
    with force_locale(language):
        text = rules.text_of(message.template, message.values)
        closing = _("Hier geht es weiter: %(link)s", link=site_address(message.path))
        subject = rules.subject_of(message.template, message.values)
        mail.send(address, subject, f"{text}\n\n{closing}", key=str(message.id), language=language)
