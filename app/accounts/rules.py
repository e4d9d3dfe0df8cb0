"""Passwords, passphrases, login names, and who may give which role."""

import hashlib
import secrets
import uuid
from datetime import datetime, timedelta
from functools import cache
from importlib import resources

from app.accounts.models import MagicLink, SignIn, User
from app.core.access import Role
from app.core.errors import Refusal
from app.core.i18n import _

SESSION_LIFETIME = timedelta(hours=12)
# On a device that others use as well, a session ends after so much time in which nothing was asked.
IDLE_MAX = timedelta(minutes=10)
# To note every request would be a write for each page.
NOTED_EVERY = timedelta(minutes=1)
MAGIC_LINK_LIFETIME = timedelta(minutes=30)
SHARED, OWN = "shared", "own"
PASSWORD_MIN = 10
PASSPHRASE_WORDS = 4
# Of every account of the demo; a site that people outside can reach refuses to start with such accounts.
DEMO_PASSWORD = "funken-flug-probe-konto"  # noqa: S105 # everybody may know it


@cache
def _words(name: str) -> tuple[str, ...]:
    return tuple(resources.files("app.accounts").joinpath("words", name).read_text(encoding="ascii").split())


def _word(name: str) -> str:
    return secrets.choice(_words(name))


def passphrase_from(seed: str) -> str:
    """Four words of 2,048 (44 bits), joined by hyphens. The same seed gives the same words, to no one else's knowledge.

    A form that is sent twice can so show the same card twice although only the passphrase's hash is kept.
    """
    number, words = int(hash_of_token(seed), 16), _words("passphrase.txt")
    return "-".join(words[(number >> 11 * place) % len(words)] for place in range(PASSPHRASE_WORDS))


def clean_passphrase(typed: str) -> str:
    """What was typed on a phone, as it was printed: small letters, hyphens for blanks.

    Only a text of exactly four words of letters is touched; a password of the person's own choice stays as it is.
    """
    words = typed.replace("-", " ").split()
    is_passphrase = len(words) == PASSPHRASE_WORDS and all(word.isascii() and word.isalpha() for word in words)
    return "-".join(word.lower() for word in words) if is_passphrase else typed


def new_login_name() -> str:
    """A pseudonym such as "mutiger-otter-417"; it says nothing about the person."""
    return "-".join((_word("adjectives.txt"), _word("animals.txt"), str(secrets.randbelow(900) + 100)))


def new_token() -> str:
    return secrets.token_urlsafe(32)


def hash_of_token(token: str) -> str:
    """Tokens are random, so a plain SHA-256 keeps them safe in the database."""
    return hashlib.sha256(token.encode()).hexdigest()


def password_faults(password: str, person_names: list[str]) -> list[str]:
    """What is wrong with a password of one's own choice, in words; empty if nothing is."""
    faults = []
    if len(password) < PASSWORD_MIN:
        faults.append(
            _("Bitte mindestens %(count)s Zeichen nehmen. Vier Wörter sind leicht zu merken.", count=PASSWORD_MIN)
        )
    if len(set(password)) < PASSWORD_MIN // 2:
        faults.append(_("Bitte mehr verschiedene Zeichen nehmen."))
    folded = password.casefold()
    if any(len(name) > 2 and name.casefold() in folded for name in person_names):  # noqa: PLR2004 # "Al" is in much
        faults.append(_("Bitte nicht den eigenen Namen nehmen."))
    if _is_common(folded):
        faults.append(_("Dieses Passwort ist leicht zu raten. Vier zufällige Wörter sind viel besser."))
    return faults


def _is_common(folded: str) -> bool:
    """Whether little but a common word is in a password: digits and signs around it are the first thing tried."""
    letters = "".join(sign for sign in folded if sign.isalpha())
    return not letters or letters in _words("common.txt")


def needs_current_password(person: User, sign_in: SignIn | None, now: datetime) -> bool:
    """Whether a new password takes the old one: not for half an hour after a link by mail, the way of who forgot it."""
    if person.password_hash is None:
        return False
    return sign_in is None or not sign_in.is_by_link or now >= sign_in.created_at + MAGIC_LINK_LIFETIME


def why_not_use_link(link: MagicLink | None, now: datetime) -> str | None:
    """Why a link by mail signs nobody in (any more), or None."""
    if link is None or now >= link.expires_at:
        return _("Dieser Link gilt nicht mehr. Fordern Sie einfach einen neuen an.")
    if link.used_at is not None:
        return _("Dieser Link wurde schon benutzt. Fordern Sie einfach einen neuen an.")
    return None


def is_shared_device(chosen: str | None, roles: frozenset[Role]) -> bool:
    """Whether others use the device as well: as it was said, and where nothing was said for every student."""
    return chosen == SHARED if chosen else Role.STUDENT in roles


def is_to_be_noted(last_seen_at: datetime | None, now: datetime) -> bool:
    """Whether the session is one on a shared device, and was not noted as active within the last minute."""
    return last_seen_at is not None and now - last_seen_at >= NOTED_EVERY


def role_text(role: str) -> str:
    """The role in words, as on invitations and account pages."""
    return {
        Role.STUDENT: _("Schüler*in"),
        Role.TEACHER: _("Lehrkraft"),
        Role.SCHOOL_ADMIN: _("Schuladministration"),
        Role.JUROR: _("Jurymitglied"),
        Role.CHAIR: _("Juryvorsitz"),
        Role.ADMIN: _("Wettbewerbsleitung"),
        Role.AUDITOR: _("Revision"),
    }[Role(role)]


def why_not_grant(giver: User, role: Role, school_id: uuid.UUID | None) -> Refusal | None:
    """Why a person may not give a role: the city's admin gives any, a school's admin those of that school."""
    if Role.ADMIN in giver.roles:
        return None
    of_school = role in {Role.TEACHER, Role.SCHOOL_ADMIN} and school_id in giver.school_ids(Role.SCHOOL_ADMIN)
    if of_school:
        return None
    return Refusal("role_too_high", _("Diese Rolle kann nur die Stadt vergeben."))


def why_not_hold(roles: frozenset[Role], role: Role) -> Refusal | None:
    """Why a person with these roles may not get another: students are nothing else."""
    if Role.STUDENT in roles or (role == Role.STUDENT and roles):
        return Refusal(
            "student_is_nothing_else",
            _("Dieses Konto gehört einer Schülerin oder einem Schüler und kann keine andere Rolle haben."),
        )
    return None
