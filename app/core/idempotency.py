"""Exactly once: a write that a script sends again gives its first result again.

A script gives every write an `Idempotency-Key`. The key, what was asked for and what came of it are stored in the
transaction of the write itself: both exist or neither. A write that was refused left nothing behind, so it may be tried
again under its key.
"""

import hashlib
import uuid
import weakref
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import request
from sqlalchemy import Pool, UniqueConstraint, delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock, db, jobs
from app.core.errors import DomainError, InvalidError
from app.core.i18n import _

# When this process asked last for the removal of what nobody asks for any more, in the database opened with this pool.
_swept_at: "weakref.WeakKeyDictionary[Pool, datetime]" = weakref.WeakKeyDictionary()
KEPT_FOR = timedelta(hours=24)
SWEEP_EVERY = timedelta(hours=1)
_KEY_MAX = 100


class RepeatableWrite(db.Base):
    """What came of a write. `fingerprint` tells whether the same was asked for."""

    __tablename__ = "repeatable_writes"
    __table_args__ = (UniqueConstraint("person_id", "key"),)

    id: Mapped[db.Id]
    person_id: Mapped[uuid.UUID]
    key: Mapped[str]
    fingerprint: Mapped[str]
    result: Mapped[dict[str, Any]]
    expires_at: Mapped[datetime] = mapped_column(index=True)


@dataclass(frozen=True)
class Write:
    """Somebody's wish to write something once; `fingerprint` is the SHA-256 of all that was asked for."""

    person_id: uuid.UUID
    key: str
    fingerprint: str


def asked_write(person_id: uuid.UUID) -> Write:
    """The write that the present request asks for; InvalidError without a usable `Idempotency-Key`."""
    key = request.headers.get("Idempotency-Key", "")
    if not 0 < len(key) <= _KEY_MAX or not key.isprintable():
        raise InvalidError({"": [_("Dem Speichern fehlt seine Kennung (Idempotency-Key).")]})
    # A form has been read by whoever looked for its token; any other body is still to be read.
    body = urlencode(list(request.form.items(multi=True))).encode() or request.get_data(cache=True)
    asked = b"\0".join((request.method.encode(), request.path.encode(), body))
    return Write(person_id, key, hashlib.sha256(asked).hexdigest())


def in_one(write: Write, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Do the work in an action and keep its result (plain JSON), or give the result it had before; never in an action.

    The result is stored last, which costs one query. If it turns out to be there, what was done a second time is taken
    back. InvalidError if something else was asked for under this key.
    """
    try:
        return _worked(write, work)
    except (IntegrityError, DomainError):
        # What was done may be refused meanwhile: whoever asks again learns that it was done.
        known = _known(write)
        if known is None:
            raise
        return _result(known, write)


_NOTE = insert(db.table(RepeatableWrite))


@db.action
def _worked(write: Write, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    result = work()
    row = {"id": uuid.uuid4(), **asdict(write), "result": result, "expires_at": clock.now() + KEPT_FOR}
    db.session().execute(_NOTE, row)
    pool, now = db.engine().pool, clock.now()
    if not timedelta(0) <= now - _swept_at.get(pool, now - SWEEP_EVERY) < SWEEP_EVERY:
        have_swept()
        db.after_commit(lambda: _swept_at.update({pool: now}))
    return result


def _result(known: RepeatableWrite | None, write: Write) -> dict[str, Any]:
    if known is None or known.fingerprint != write.fingerprint:
        raise InvalidError({"": [_("Unter dieser Kennung wurde schon etwas anderes gespeichert.")]})
    return known.result


def _known(write: Write) -> RepeatableWrite | None:
    query = select(RepeatableWrite).where(RepeatableWrite.person_id == write.person_id)
    return db.session().scalar(query.where(RepeatableWrite.key == write.key))


def have_swept() -> None:
    """See to it that results which nobody asks for any more are removed within the hour."""
    jobs.enqueue("core.sweep_writes", dedupe="core.sweep_writes", run_at=clock.now() + SWEEP_EVERY)


@jobs.job(name="core.sweep_writes")
def sweep_writes() -> None:
    _sweep()


@db.action
def _sweep() -> None:
    db.session().execute(delete(RepeatableWrite).where(RepeatableWrite.expires_at <= clock.now()))
    if db.session().scalar(select(RepeatableWrite.id).limit(1)) is not None:
        have_swept()
