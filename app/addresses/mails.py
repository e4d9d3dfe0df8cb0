"""Mails about mail addresses."""

from datetime import datetime

from app.core import mail
from app.core.i18n import _, force_locale, time_text
from app.core.web import address_of


def send_link(address: str, language: str, token: str, expires_at: datetime) -> None:
    with force_locale(language):
        text = _(
            "Hallo,\n\njemand hat diese Adresse in ein Konto eingetragen. Warst du das? Dann bestätige sie hier, "
            "bis %(time)s:\n\n%(link)s\n\nWarst du es nicht, dann lösche diese Mail einfach.",
            time=time_text(expires_at),
            link=address_of("addresses.confirm", token=token),
        )
        mail.send(address, _("Bitte bestätige deine Adresse"), text)


def tell_taken(address: str, language: str) -> None:
    """The page says the same whether an address is taken or not; only its owner learns it."""
    with force_locale(language):
        text = _(
            "Hallo,\n\njemand hat diese Adresse in ein Konto eingetragen, aber sie gehört schon zu einem anderen. "
            "Es hat sich nichts geändert.\n\nWarst du das? Dann melde dich mit deinem anderen Konto an: %(link)s",
            link=address_of("accounts.sign_in"),
        )
        mail.send(address, _("Diese Adresse gehört schon zu einem Konto"), text)


def tell_changed(address: str, language: str) -> None:
    """To the address that counted until now."""
    with force_locale(language):
        text = _(
            "Hallo,\n\nzu deinem Konto gehört ab jetzt eine andere oder keine Mail-Adresse mehr.\n\n"
            "Warst du das nicht? Dann sag sofort den Leuten Bescheid, die dein Konto eingerichtet haben."
        )
        mail.send(address, _("Deine Adresse wurde geändert"), text)
