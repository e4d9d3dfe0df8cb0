"""Adding, changing and removing one's own mail address."""

import uuid

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from app.accounts.actions import end_magic_links, ends_with_sessions, is_password_of
from app.accounts.models import User
from app.accounts.queries import person_named
from app.accounts.rules import hash_of_token, new_token
from app.addresses import mails, queries, rules
from app.addresses.models import AddressClaim
from app.core import audit, clock, db, jobs, text
from app.core.errors import GoneError, InvalidError, RefusedError
from app.core.i18n import _


def claim_address(person: User, address: str, password: str) -> None:
    """Have a link sent to a new address; it counts once somebody opened the link there.

    The password keeps whoever finds an open device from taking the account along.
    """
    if not is_password_of(person, password):
        raise InvalidError({"password": [_("Das ist nicht dein Passwort.")]})
    _claim(person, address)


@db.action
def _claim(person: User, address: str) -> None:
    # A job looks the address up, so known and unknown ones cost the same.
    jobs.enqueue("addresses.send_link", user_id=str(person.id), address=address)


@db.action
def send_link(person: User, address: str) -> None:
    """Send the link, or tell the owner of an address that is taken."""
    owner = person_named(address)
    if owner is not None:
        if owner.id != person.id:
            mails.tell_taken(address, person.language)
        return
    _end_claims(person.id)
    token, now = new_token(), clock.now()
    claim = AddressClaim(
        user_id=person.id, address=address, token_hash=hash_of_token(token), expires_at=now + rules.LINK_LIFETIME
    )
    db.add(claim)
    mails.send_link(address, person.language, token, claim.expires_at)
    audit.record(person.id, "claim_address", "user", person.id)


@ends_with_sessions
def _end_claims(person_id: uuid.UUID) -> None:
    """Whoever knew the old password must not bring an address in that was claimed with it."""
    present = update(AddressClaim).where(AddressClaim.user_id == person_id, AddressClaim.ended_at.is_(None))
    db.session().execute(present.values(ended_at=clock.now()))


@db.action
def confirm_address(token: str) -> None:
    """Let the address count from now on; GoneError if the link is used or out of date."""
    claim = queries.claim_by(token)
    claim = db.locked(claim) if claim is not None else None
    if reason := rules.why_not_confirm(claim, clock.received_at()):
        raise GoneError(reason)
    assert claim is not None  # noqa: S101 # the rule refuses a missing claim
    person = db.load(User, claim.user_id, to_change=True)
    claim.ended_at = clock.now()
    try:
        with db.session().begin_nested():
            _replace(person, claim.address)
    except IntegrityError as error:
        raise GoneError(_("Diese Adresse gehört inzwischen zu einem anderen Konto.")) from error
    audit.record(person.id, "confirm_address", "user", person.id)


@db.action
def remove_address(person: User) -> None:
    """Mails no longer come; the inbox says the same."""
    row = db.load(User, person.id, to_change=True)
    if refusal := rules.why_not_remove(row):
        raise RefusedError(refusal)
    _end_claims(row.id)
    if row.email is not None:
        _replace(row, None)
        audit.record(row.id, "remove_address", "user", row.id)


def _replace(person: User, address: str | None) -> None:
    if person.email:
        mails.tell_changed(person.email, person.language)
    # Those under way went to the address that counted until now.
    end_magic_links(person.id)
    person.email = address
    person.email_key = text.email_key(address) if address else None
