"""Signing in and out, passwords, and the first person."""

import secrets
import threading
import uuid
from collections.abc import Callable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from app.accounts import mails, queries, rules
from app.accounts.models import Company, Grant, MagicLink, SignIn, User
from app.core import audit, clock, db, jobs, text
from app.core.access import Role
from app.core.errors import GoneError, InvalidError, RefusedError
from app.core.i18n import _

# 19 MiB and two passes (OWASP's second choice): argon2's default times 64 threads would be 4 GiB.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_hashing = threading.BoundedSemaphore(4)
_Ending = Callable[[uuid.UUID], None]
# What of other features ends with all sessions of a person.
_endings: list[_Ending] = []
_DUMMY_HASH = _hasher.hash(secrets.token_hex(16))


def hash_of_password(password: str) -> str:
    """Argon2id; at most four at once in this process."""
    with _hashing:
        return _hasher.hash(password)


def is_password_of(person: User | None, typed: str) -> bool:
    """Whether this is the person's password. Takes as long for nobody as for somebody."""
    stored = person.password_hash if person is not None and person.password_hash else None
    try:
        with _hashing:
            _hasher.verify(stored or _DUMMY_HASH, rules.clean_passphrase(typed))
    except (VerifyMismatchError, InvalidHashError):
        return False
    return stored is not None


@db.action
def begin_session(person: User, *, is_by_link: bool = False, is_shared: bool = False) -> str:
    """A new session for somebody who has proved who they are; returns the token for the cookie.

    On a shared device the person has a key as well, with which nobody else reads what is kept there.
    """
    token = rules.new_token()
    now = clock.now()
    row = SignIn(
        token_hash=rules.hash_of_token(token),
        user_id=person.id,
        created_at=now,
        expires_at=now + rules.SESSION_LIFETIME,
        is_by_link=is_by_link,
        is_shared=is_shared,
        last_seen_at=now if is_shared else None,
    )
    db.add(row)
    if is_shared:
        _have_draft_key(person.id)
    audit.record(person.id, "sign_in", "user", person.id)
    return token


def _have_draft_key(person_id: uuid.UUID) -> None:
    # Past the row of whoever asks: its grants stay as they were loaded.
    query = update(User).where(User.id == person_id, User.draft_key.is_(None)).values(draft_key=secrets.token_hex(32))
    db.session().execute(query.execution_options(synchronize_session=False))


@db.action
def note_activity(token: str) -> None:
    """Let a session on a shared device live on."""
    query = update(SignIn).where(SignIn.token_hash == rules.hash_of_token(token), SignIn.ended_at.is_(None))
    db.session().execute(query.values(last_seen_at=clock.now()))


@db.action
def end_session(person: User, token: str) -> None:
    hash_ = rules.hash_of_token(token)
    query = update(SignIn).where(SignIn.token_hash == hash_, SignIn.ended_at.is_(None)).values(ended_at=clock.now())
    db.session().execute(query)
    audit.record(person.id, "sign_out", "user", person.id)


def ends_with_sessions(end: _Ending) -> _Ending:
    """Have something end as well whenever all sessions of somebody do; the function gets the id, inside the action."""
    _endings.append(end)
    return end


def end_all_sessions(user_id: uuid.UUID) -> None:
    """End every session and every link of a person. Only inside an action."""
    query = update(SignIn).where(SignIn.user_id == user_id, SignIn.ended_at.is_(None))
    db.session().execute(query.values(ended_at=clock.now()))
    end_magic_links(user_id)
    for end in _endings:
        end(user_id)


def end_magic_links(user_id: uuid.UUID) -> None:
    """Let no link sign a person in that is under way. Only inside an action."""
    query = update(MagicLink).where(MagicLink.user_id == user_id, MagicLink.used_at.is_(None))
    db.session().execute(query.values(used_at=clock.now()))


@db.action
def store_password(person_id: uuid.UUID, password_hash: str, *, by: User) -> None:
    """Give a person a new password (already hashed, for hashing takes long); all their sessions end."""
    row = db.load(User, person_id, to_change=True)
    row.password_hash = password_hash
    end_all_sessions(row.id)
    audit.record(by.id, "set_password", "user", row.id)


def choose_password(person: User, session_token: str, *, current: str, new: str) -> str:
    """Choose a password of one's own; other sessions end. Returns the token of a new session for this device.

    `current` does not matter where `rules.needs_current_password` says so.
    """
    sign_in = queries.sign_in_of(person, session_token)
    if rules.needs_current_password(person, sign_in, clock.received_at()) and not is_password_of(person, current):
        raise InvalidError({"current_password": [_("Das ist nicht das jetzige Passwort.")]})
    return _replace_password(person, hash_of_new_password(new, _names_of(person)))


def _names_of(person: User) -> list[str]:
    return [*person.name.split(), person.login_name or "", (person.email or "").split("@")[0]]


def hash_of_new_password(new: str, person_names: list[str]) -> str:
    """The hash of a password of somebody's choice; InvalidError says what is wrong. Slow: before a transaction."""
    if faults := rules.password_faults(new, person_names):
        raise InvalidError({"new_password": faults})
    return hash_of_password(rules.clean_passphrase(new))


@db.action
def _replace_password(person: User, password_hash: str) -> str:
    store_password(person.id, password_hash, by=person)
    if person.email:
        mails.tell_password_changed(person.email, person.language)
    return begin_session(person, is_shared=person.is_on_shared_device)


@db.action
def ask_for_magic_link(address: str) -> None:
    """Have a link sent that signs in once. A job looks the address up, so known and unknown ones cost the same."""
    jobs.enqueue("accounts.send_magic_link", address=address)


@db.action
def send_magic_link(address: str) -> None:
    """Send the link if somebody of the staff has this address.

    Students have cards: whoever once knew one and left an address must not get in by it after a new card.
    """
    person = queries.person_named(address)
    if person is None or not person.roles - {Role.STUDENT} or not person.email:
        return
    token, now = rules.new_token(), clock.now()
    link = MagicLink(
        token_hash=rules.hash_of_token(token),
        user_id=person.id,
        created_at=now,
        expires_at=now + rules.MAGIC_LINK_LIFETIME,
    )
    db.add(link)
    mails.send_magic_link(person.email, person.language, token, link.expires_at)
    audit.record(person.id, "send_magic_link", "user", person.id)


@db.action
def use_magic_link(token: str) -> tuple[User, str]:
    """Sign in with a link; GoneError if it is used or out of date. Returns the person and the session's token."""
    link = queries.magic_link(token)
    link = db.locked(link) if link is not None else None
    if reason := rules.why_not_use_link(link, clock.received_at()):
        raise GoneError(reason)
    assert link is not None  # noqa: S101 # the rule refuses a missing link
    link.used_at = clock.now()
    person = queries.person(link.user_id)
    return person, begin_session(person, is_by_link=True)


@db.action
def company_named(name: str, *, by_staff: bool) -> Company:
    """The company of this name, a new one if need be; what somebody of the staff writes is suggested to everybody."""
    company = queries.company_called(name)
    if company is None:
        row = Company(name=text.clean_line(name), name_key=text.company_key(name))
        try:
            with db.session().begin_nested():
                company = db.add(row)
        except IntegrityError:
            # Somebody else named it between our look and our insert.
            company = queries.company_called(name)
            if company is None:
                raise
    company.is_suggested = company.is_suggested or by_staff
    return company


@db.action
def add_person(name: str, *, email: str | None = None, login_name: str | None = None, language: str = "de") -> User:
    """A new person without any role; InvalidError if the mail address is taken."""
    if email and queries.person_named(email) is not None:
        raise InvalidError({"email": [_("Zu dieser Adresse gibt es schon ein Konto.")]})
    return db.add(
        User(
            name=text.clean_line(name),
            sort_key=text.sort_key(name),
            email=email,
            email_key=text.email_key(email) if email else None,
            login_name=login_name,
            language=language,
            grants=[],
        ),
    )


@db.action
def grant(giver: User | None, person: User, role: Role, school_id: uuid.UUID | None = None) -> None:
    """Give a role; a second time changes nothing. `giver` is None where no person decides: command, class code."""
    if giver is not None and (refusal := rules.why_not_grant(queries.person(giver.id), role, school_id)):
        raise RefusedError(refusal)
    row = queries.person(person.id)
    if any(g.role == role and g.school_id == school_id for g in row.grants):
        return
    if refusal := rules.why_not_hold(row.roles, role):
        raise RefusedError(refusal)
    db.add(Grant(user_id=row.id, role=role, school_id=school_id))
    audit.record(
        giver.id if giver else None, "grant", "user", row.id, values={"role": role, "school": str(school_id or "")}
    )
    db.session().expire(row, ["grants"])


@db.action
def take_role(taker: User, person_id: uuid.UUID, role: Role, school_id: uuid.UUID | None = None) -> None:
    """Take a role (of a school, or of the whole city) from somebody; who does not have it loses nothing."""
    if refusal := rules.why_not_grant(queries.person(taker.id), role, school_id):
        raise RefusedError(refusal)
    of_place = Grant.school_id.is_(None) if school_id is None else Grant.school_id == school_id
    theirs = (Grant.user_id == person_id, Grant.role == role, of_place)
    if db.session().scalar(delete(Grant).where(*theirs).returning(Grant.id)) is not None:
        values = {"role": role, "school": str(school_id or "")}
        audit.record(taker.id, "take_role", "user", person_id, values=values)


def create_admin(email: str, password: str, name: str) -> User:
    """The first person, made on the operator's shell."""
    if faults := rules.password_faults(password, [email.split("@", maxsplit=1)[0]]):
        raise InvalidError({"password": faults})
    return _create_admin(email, hash_of_password(rules.clean_passphrase(password)), name)


@db.action
def _create_admin(email: str, password_hash: str, name: str) -> User:
    admin = add_person(name, email=email)
    store_password(admin.id, password_hash, by=admin)
    grant(None, admin, Role.ADMIN)
    return admin


@db.action
def set_language(person: User, language: str) -> None:
    db.load(User, person.id, to_change=True).language = language
