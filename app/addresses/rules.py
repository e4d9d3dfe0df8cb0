"""When a link proves an address, and who can do without one."""

from datetime import datetime, timedelta

from app.accounts.models import User
from app.addresses.models import AddressClaim
from app.core.errors import Refusal
from app.core.i18n import _

LINK_LIFETIME = timedelta(hours=24)


def why_not_confirm(claim: AddressClaim | None, now: datetime) -> str | None:
    """Why a link proves nothing (any more), or None."""
    if claim is None or now >= claim.expires_at:
        return _("Dieser Link gilt nicht mehr. Gib die Adresse unter „Mein Konto“ noch einmal ein.")
    if claim.ended_at is not None:
        return _("Dieser Link wurde schon benutzt, oder danach gab es einen neuen Link oder ein neues Passwort.")
    return None


def why_not_remove(person: User) -> Refusal | None:
    """Whoever has no login name would never be found again."""
    if person.login_name is not None:
        return None
    words = _("Mit dieser Adresse melden Sie sich an. Sie können sie ändern, aber nicht entfernen.")
    return Refusal("address_needed", words)
