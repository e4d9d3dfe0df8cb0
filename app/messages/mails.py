"""The same message by mail."""

from typing import Any

from app.core import mail
from app.core.i18n import _, force_locale
from app.core.web import site_address
from app.messages import rules


def copy_by_mail(address: str, language: str, template: str, values: dict[str, Any], path: str) -> None:
    with force_locale(language):
        text = rules.text_of(template, values)
        closing = _("Hier geht es weiter: %(link)s", link=site_address(path))
        mail.send(address, rules.subject_of(template, values), f"{text}\n\n{closing}", language=language)
