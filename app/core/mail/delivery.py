"""The job that empties the outbox: one connection, mail after mail, and patience with servers."""

import smtplib
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from flask import Flask, current_app
from flask_mail import Mail
from sqlalchemy import Select, or_, select, update

from app.core import clock, db, jobs
from app.core.mail import journal, smtp
from app.core.mail.outbox import DELIVER, OutboxMail

BATCH = 100
LONGEST_WAIT_FOR_SERVER = timedelta(seconds=8)
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(hours=1)
# Five days of being put off (4xx), hourly after the first hours; so long is customary (RFC 5321, 4.5.4.1).
TRIES = 130
PERMANENT = 500

log = structlog.get_logger()


@dataclass
class Outbox:
    """What this process knows about sending; the flags keep it from repeating itself in the log."""

    folder: Path
    told_of_no_server: bool = False
    server_is_away: bool = False


def init_app(app: Flask, data_dir: Path) -> None:
    """Take the app's MAIL_… settings; journals go to `data_dir`/mail."""
    # Under TESTING Flask-Mail would send nothing, and the mails would count as sent.
    app.config["MAIL_SUPPRESS_SEND"] = False
    Mail(app)
    app.extensions["outbox"] = Outbox(data_dir.resolve() / "mail")


@jobs.job(name=DELIVER, first_wait=timedelta(seconds=1), longest_wait=LONGEST_WAIT_FOR_SERVER, retries=1_000_000)
def deliver(tries_in_vain: int = 0) -> None:
    """Send what is due. While the server is away this asks again every few seconds: once for all mails.

    Each mail that the server does not take has its own, longer wait.
    """
    outbox: Outbox = current_app.extensions["outbox"]
    if not current_app.config["MAIL_SERVER"]:
        _hold(outbox)
        return
    try:
        progress = _deliver_batch(outbox)
    except smtp.ServerAwayError as error:
        _tell_once(outbox, error)
        wait = min(timedelta(seconds=1 << min(tries_in_vain, 8)), LONGEST_WAIT_FOR_SERVER)
        _look_again(clock.now() + wait, tries_in_vain + 1)
        return
    next_try_at = _next_try_at()
    if next_try_at is not None:
        # Without progress the rest is in the hands of another worker: a breath, in case it dies.
        pause = timedelta() if progress else timedelta(seconds=1)
        _look_again(max(next_try_at, clock.now() + pause), 0)


def wait_after(tries: int) -> timedelta:
    """How long a mail waits that was put off for the `tries`-th time."""
    return min(FIRST_WAIT * (1 << min(tries - 1, 20)), LONGEST_WAIT)


def _hold(outbox: Outbox) -> None:
    count = _mark_held()
    if count and not outbox.told_of_no_server:
        log.warning("mails_held", reason="MAIL_SERVER is not set", count=count)
        outbox.told_of_no_server = True


@db.action
def _mark_held() -> int:
    waiting = update(OutboxMail).where(OutboxMail.state == "waiting").values(state="held")
    return len(db.session().execute(waiting.returning(OutboxMail.id)).all())


def _deliver_batch(outbox: Outbox) -> bool:
    """Send up to BATCH mails over one connection; whether any of them got further."""
    due = _due()
    if not due:
        return True
    progress = False
    with smtp.Server(current_app.extensions["mail"]) as server:
        outbox.server_is_away = False
        for mail_id in due:
            progress = _deliver(outbox.folder, server, mail_id) or progress
            if server.is_lost:
                break
    return progress


def _due() -> list[uuid.UUID]:
    may_go = or_(OutboxMail.next_try_at.is_(None), OutboxMail.next_try_at <= clock.now())
    due = select(OutboxMail.id).where(OutboxMail.state == "waiting", may_go)
    return list(db.session().scalars(due.order_by(OutboxMail.created_at).limit(BATCH)))


def _deliver(folder: Path, server: smtp.Server, mail_id: uuid.UUID) -> bool:
    """Send one mail and mark it; False if another worker has it."""
    with journal.alone_with(folder, mail_id) as record:
        if record is None:
            return False
        mail = _begin(mail_id)
        if mail is not None:
            if not record.says_accepted:
                try:
                    server.send(smtp.message_of(mail))
                except Exception as error:  # noqa: BLE001 # one mail must not stop those behind it
                    _put_off(mail_id, error)
                    record.remove()
                    return True
                record.note_accepted()
            _mark_sent(mail_id)
        record.remove()
        return True


@db.action
def _begin(mail_id: uuid.UUID) -> OutboxMail | None:
    """Count the try; None if the mail is no longer to be sent, as when another worker was faster."""
    mail = db.session().scalar(_locked(mail_id).where(OutboxMail.state == "waiting"))
    if mail is not None:
        mail.attempts += 1
    return mail


@db.action
def _mark_sent(mail_id: uuid.UUID) -> None:
    mail = db.session().scalar(_locked(mail_id))
    if mail is None:
        return
    mail.state, mail.sent_at = "sent", clock.now()
    mail.text, mail.next_try_at, mail.last_error = "", None, None
    log.info("mail_sent", mail=str(mail_id), tries=mail.attempts)


@db.action
def _put_off(mail_id: uuid.UUID, error: Exception) -> None:
    mail = db.session().scalar(_locked(mail_id))
    if mail is None:
        return
    mail.last_error = type(error).__name__
    if _is_refusal(error):
        mail.state = "refused"
    elif mail.attempts >= TRIES:
        mail.state = "failed"
    else:
        mail.next_try_at = clock.now() + wait_after(mail.attempts)
    log.warning("mail_not_taken", mail=str(mail_id), state=mail.state, error=mail.last_error, tries=mail.attempts)


def _locked(mail_id: uuid.UUID) -> Select[OutboxMail]:
    found = select(OutboxMail).where(OutboxMail.id == mail_id)
    return found.with_for_update().execution_options(populate_existing=True)


def _is_refusal(error: Exception) -> bool:
    """Whether the server refuses this mail for good: its recipient or its content, not our way of sending."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= PERMANENT


def _next_try_at() -> datetime | None:
    """When the first of the waiting mails may go; None if nothing waits."""
    db.session().rollback()
    waiting = select(OutboxMail.next_try_at).where(OutboxMail.state == "waiting")
    first = db.session().execute(waiting.order_by(OutboxMail.next_try_at.asc().nulls_first()).limit(1)).first()
    return None if first is None else first.next_try_at or clock.now()


def _tell_once(outbox: Outbox, error: smtp.ServerAwayError) -> None:
    if not outbox.server_is_away:
        log.warning("mail_server_away", error=str(error))
    outbox.server_is_away = True


@db.action
def _look_again(run_at: datetime, tries_in_vain: int) -> None:
    jobs.enqueue(DELIVER, run_at=run_at, dedupe=DELIVER, tries_in_vain=tries_in_vain)
