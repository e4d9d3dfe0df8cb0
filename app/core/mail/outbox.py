import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import CheckConstraint, String, Text, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from app.core import db, jobs
from app.core.db import Base, Id, Moment

DELIVER = "mail.deliver"
SUBJECT_MAX = 200
STATES = ("waiting", "held", "sent", "refused", "failed")
# Where the people of the demo have their mail. Nothing is ever sent there, whatever mail server is set: `.example`
# belongs to nobody (RFC 2606), and a server that tried would only collect complaints about undeliverable mails.
DEMO_DOMAIN = "demo.funkenflug.example"


class OutboxMail(Base):
    """A mail. Its id is its Message-ID. The text goes when it is sent: it may hold a link that opens an account."""

    __tablename__ = "mail_outbox"

    id: Mapped[Id]
    to_address: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(SUBJECT_MAX))
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(16))
    key: Mapped[str | None] = mapped_column(String(200), unique=True)
    state: Mapped[str] = mapped_column(String(10), default="waiting", index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(100))
    created_at: Mapped[Moment]
    sent_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint(f"state IN {STATES}", name="state"),)


class AddressError(ValueError):
    """Not an address a mail can be sent to. The message does not repeat it."""


def send(to: str, subject: str, text: str, *, key: str | None = None, language: str = "de") -> uuid.UUID:
    """Have a mail sent once this action is committed; the id of its row.

    A second mail with the same `key` is not sent; the first one's id comes back. AddressError for a wrong address,
    ValueError for a subject with line breaks or other control characters.
    """
    if not db.in_action():
        message = "a mail is sent in an action, so that both happen or neither"
        raise RuntimeError(message)
    address = _checked_address(to)
    row = OutboxMail(to_address=address, subject=_checked_subject(subject), text=text, key=key, language=language)
    row.state = "held" if _is_of_demo(address) else "waiting"
    if key is not None and (known := _with_key(key)) is not None:
        return known
    try:
        with db.session().begin_nested():
            db.add(row)
    except IntegrityError:
        # Somebody else's mail with this key was committed between our look and our insert.
        known = None if key is None else _with_key(key)
        if known is None:
            raise
        return known
    jobs.enqueue(DELIVER, dedupe=DELIVER)
    return row.id


@dataclass(frozen=True)
class MailState:
    """How many mails are in which state; `held` ones wait for a mail server to be set, those of the demo for good."""

    waiting: int
    held: int
    sent: int
    refused: int
    failed: int


def state() -> MailState:
    """The outbox in figures, for the admin's page and for metrics."""
    counted = db.session().execute(select(OutboxMail.state, func.count()).group_by(OutboxMail.state))
    counts = dict.fromkeys(STATES, 0)
    counts.update((name, count) for name, count in counted)
    return MailState(**counts)


@db.action
def send_again() -> int:
    """Put held and failed mails back into the queue, as after setting a mail server; how many."""
    is_real = ~OutboxMail.to_address.endswith(f"@{DEMO_DOMAIN}")
    chosen = update(OutboxMail).where(OutboxMail.state.in_(["held", "failed"]), is_real)
    again = chosen.values(state="waiting", next_try_at=None, attempts=0).returning(OutboxMail.id)
    count = len(db.session().execute(again).all())
    if count:
        jobs.enqueue(DELIVER, dedupe=DELIVER)
    return count


def stop(keys: Iterable[str]) -> list[str]:
    """Take mails that were not sent yet out of the queue; the keys of those. Only inside an action."""
    unsent = OutboxMail.state.in_(["waiting", "held"])
    chosen = delete(OutboxMail).where(OutboxMail.key.in_(set(keys)), unsent).returning(OutboxMail.key)
    return [key for key in db.session().scalars(chosen) if key is not None]


def _checked_address(address: str) -> str:
    try:
        # Whether a domain exists is asked by forms, not here; names such as mail@intranet are the operator's choice.
        checked = validate_email(
            address, check_deliverability=False, globally_deliverable=False, test_environment=True, allow_smtputf8=False
        )
    except EmailNotValidError:
        raise AddressError("this is not a mail address") from None
    return checked.ascii_email or checked.normalized


def _is_of_demo(address: str) -> bool:
    return address.endswith(f"@{DEMO_DOMAIN}")


def _checked_subject(subject: str) -> str:
    if not subject.isprintable():
        raise ValueError("a subject is one line of printable characters")
    return subject if len(subject) <= SUBJECT_MAX else subject[: SUBJECT_MAX - 1] + "…"


def _with_key(key: str) -> uuid.UUID | None:
    return db.session().scalar(select(OutboxMail.id).where(OutboxMail.key == key))
