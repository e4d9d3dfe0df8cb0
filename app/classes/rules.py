"""Whom a class code lets in, and what it says when it does not."""

from collections.abc import Sized
from datetime import datetime, timedelta

from app.accounts.models import SchoolClass, User
from app.accounts.rules import hash_of_token
from app.classes.models import JoinCode
from app.core import text
from app.core.access import Role
from app.core.errors import Refusal
from app.core.i18n import _

# A double click, or a phone that asks again because the answer got lost, comes within this time.
SAME_REGISTRATION = timedelta(minutes=5)
CODE_LENGTH = 8
CODE_DAYS, CODE_DAYS_MAX = 42, 365
CODE_USES, CODE_USES_MAX = 35, 200
NAME_MIN, NAME_MAX = 2, 60


def state_of_code(code: JoinCode, now: datetime) -> str:
    """One of open, revoked, expired, used_up."""
    if code.revoked_at is not None:
        return "revoked"
    if now >= code.expires_at:
        return "expired"
    return "used_up" if code.use_count >= code.max_uses else "open"


def is_open(code: JoinCode | None, school_class: SchoolClass | None, now: datetime) -> bool:
    """Whether a code lets somebody into its class now."""
    if code is None or school_class is None or school_class.archived_at is not None:
        return False
    return state_of_code(code, now) == "open"


def no_such_code() -> str:
    """One sentence for every code that does not work: it must not tell which ones exist."""
    return _("Diesen Code gibt es nicht oder er ist abgelaufen – frag deine Lehrkraft.")


def registration_key(token: str, typed_code: str, name: str) -> str:
    """What makes two registrations the same: the form, the code and the name."""
    return hash_of_token("\n".join((token, text.clean_code(typed_code), text.name_key(name))))


def why_not_move(student: User, school_class: SchoolClass) -> Refusal | None:
    """Why a student who is signed in may not go over to a class with its code."""
    if student.school_class_id == school_class.id:
        return Refusal("already_in_class", _("Du bist schon in der Klasse %(name)s.", name=school_class.name))
    if school_class.school_id not in student.school_ids(Role.STUDENT):
        return Refusal(
            "other_school",
            _(
                "Dieser Code gehört zu einer anderen Schule. Soll sich jemand anders anmelden? "
                "Dann melde dich zuerst ab."
            ),
        )
    return None


def why_not_register(person: User | None) -> Refusal | None:
    """Why somebody who is signed in does not register: it would end their session on this device."""
    if person is None:
        return None
    return Refusal("signed_in", _("Hier ist noch jemand angemeldet. Melde dich zuerst ab."))


def why_not_print(cards: Sized) -> Refusal | None:
    """Why there is nothing to print."""
    if cards:
        return None
    return Refusal("nobody_in_class", _("In dieser Klasse ist noch niemand. Hängen Sie zuerst den Klassencode aus."))


def no_card() -> Refusal:
    """Why a card is not printed any more: its passphrase was replaced meanwhile."""
    return Refusal(
        "passphrase_changed",
        _("Dieses Passwort gilt nicht mehr. Deshalb lässt sich die Karte nicht noch einmal drucken."),
        ask=_("die Lehrkraft, mit einer neuen Karte"),
    )
