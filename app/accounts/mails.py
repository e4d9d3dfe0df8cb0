"""Mails about signing in."""

from datetime import datetime

from app.core import mail
from app.core.i18n import _, force_locale, time_text
from app.core.web import address_of


def send_magic_link(address: str, language: str, token: str, expires_at: datetime) -> None:
    with force_locale(language):
        text = _(
            "Guten Tag,\n\nmit diesem Link melden Sie sich an. Er gilt einmal und bis %(time)s:\n\n%(link)s\n\n"
            "Sie haben keinen Link angefordert? Dann löschen Sie diese Mail einfach.",
            time=time_text(expires_at),
            link=address_of("accounts.use_magic_link", token=token),
        )
        mail.send(address, _("Ihr Link zum Anmelden"), text)


def tell_password_changed(address: str, language: str) -> None:
    with force_locale(language):
        text = _(
            "Guten Tag,\n\nIhr Passwort wurde gerade geändert; alle anderen Geräte sind abgemeldet.\n\n"
            "Waren Sie das nicht? Dann fordern Sie auf der Anmeldeseite sofort einen Link an: %(link)s",
            link=address_of("accounts.sign_in"),
        )
        mail.send(address, _("Ihr Passwort wurde geändert"), text)
