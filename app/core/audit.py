"""The chained log. Every change writes an event in its own transaction; nothing updates or deletes one.

Each event carries an HMAC over itself and its predecessor, so a changed row is found. The head (number and hash of the
last event) stands in its own row and, appended after each commit, in a file outside the database, so a cut tail is
found as well. The key lies in a file of its own. Events hold ids, never names: erasing a person leaves the chain whole.
"""

import hashlib
import hmac
import json
import os
import secrets
import uuid
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, insert, select, update
from sqlalchemy.orm import Mapped, Session, SessionTransaction, mapped_column

from app.core import clock, db
from app.settings import write_private

GENESIS = "0" * 64
_PENDING = "audit_events"


class AuditEvent(db.Base):
    """One change: who did what to which thing. `values` never holds personal values, only ids, numbers and states."""

    __tablename__ = "audit_events"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor_id: Mapped[uuid.UUID | None]
    action: Mapped[str]
    object_kind: Mapped[str] = mapped_column(index=True)
    object_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    values: Mapped[dict[str, Any]]
    reason: Mapped[str]
    request_id: Mapped[str]
    previous_hash: Mapped[str]
    hash: Mapped[str]


class AuditHead(db.Base):
    """The end of the chain; its row lock puts concurrent events in line."""

    __tablename__ = "audit_heads"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    hash: Mapped[str]


_events, _heads = db.table(AuditEvent), db.table(AuditHead)
_ADD_EVENTS = insert(_events)
_LOCKED_HEAD = select(_heads.c.number, _heads.c.hash).where(_heads.c.id == 1).with_for_update()
_BEGIN_HEAD = insert(_heads).values(id=1, number=0, hash=GENESIS)
_MOVE_HEAD = update(_heads).where(_heads.c.id == 1)


class _Chain:
    key: bytes = b""
    anchor_path: Path | None = None


request_id: ContextVar[str] = ContextVar("request_id", default="")


def configure(key_path: Path) -> None:
    """Read the key, making one on the first start; the anchor file lies beside it."""
    write_private(key_path, secrets.token_hex(32))
    _Chain.key = bytes.fromhex(key_path.read_text(encoding="utf-8").strip())
    _Chain.anchor_path = key_path.with_suffix(".head")


def record(  # one keyword for each part of an event
    actor_id: uuid.UUID | None,
    action: str,
    object_kind: str,
    object_id: uuid.UUID | None,
    *,
    reason: str = "",
    values: dict[str, Any] | None = None,
) -> None:
    """Note a change; it is chained and written when the present action commits."""
    if not db.in_action():
        message = "audit.record belongs into an action"
        raise RuntimeError(message)
    pending: list[dict[str, Any]] = db.session().info.setdefault(_PENDING, [])
    pending.append(
        {
            "at": clock.now(),
            "actor_id": actor_id,
            "action": action,
            "object_kind": object_kind,
            "object_id": object_id,
            "values": values or {},
            "reason": reason,
            "request_id": request_id.get(),
        },
    )


def hash_of(key: bytes, previous: str, values: dict[str, Any]) -> str:
    """HMAC-SHA-256 (hex) over the predecessor's hash and the event as canonical JSON."""
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=_plain)
    return hmac.new(key, f"{previous}\n{text}".encode(), hashlib.sha256).hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    return str(value)


@event.listens_for(Session, "before_commit")
def _write_pending(session: Session) -> None:
    pending: list[dict[str, Any]] = session.info.pop(_PENDING, [])
    if not pending:
        return
    session.flush()
    connection = session.connection()
    number, last_hash = _locked_head(connection)
    rows = []
    for values in pending:
        number += 1
        digest = hash_of(_Chain.key, last_hash, {"number": number, **values})
        rows.append({"number": number, **values, "previous_hash": last_hash, "hash": digest})
        last_hash = digest
    connection.execute(_ADD_EVENTS, rows)
    connection.execute(_MOVE_HEAD, {"number": number, "hash": last_hash})
    db.after_commit(lambda: _anchor(number, last_hash))


@event.listens_for(Session, "after_soft_rollback")
def _forget_pending(session: Session, ended: SessionTransaction) -> None:
    # Going back to a savepoint is no failure of the action: what was recorded before it still happened.
    if not ended.nested:
        session.info.pop(_PENDING, None)


def _locked_head(connection: Connection) -> tuple[int, str]:
    row = connection.execute(_LOCKED_HEAD).one_or_none()
    if row is None:
        connection.execute(_BEGIN_HEAD)
        return 0, GENESIS
    return row.number, row.hash


def _anchor(number: int, digest: str) -> None:
    if _Chain.anchor_path is not None:
        descriptor = os.open(_Chain.anchor_path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        with os.fdopen(descriptor, "ab", buffering=0) as file:
            file.write(f"{number} {digest}\n".encode("ascii"))


def anchors() -> dict[int, str]:
    """The heads noted outside the database, by number."""
    if _Chain.anchor_path is None or not _Chain.anchor_path.exists():
        return {}
    lines = _Chain.anchor_path.read_text(encoding="ascii").splitlines()
    pairs = (line.split(" ") for line in lines if line.count(" ") == 1)
    return {int(number): digest for number, digest in pairs if number.isdigit()}


def forget_anchors() -> None:
    """Start the anchor file anew (after a restore, whose database is older than the anchors)."""
    if _Chain.anchor_path is not None:
        _Chain.anchor_path.unlink(missing_ok=True)


@dataclass(frozen=True)
class Fault:
    """A place where the chain does not hold; `number` is the event's."""

    number: int
    problem: str


def verify() -> list[Fault]:
    """Walk the whole chain and return every fault, the first broken event first."""
    noted = anchors()
    faults: list[Fault] = []
    number, last_hash = 0, GENESIS
    for row in db.session().execute(select(AuditEvent.__table__).order_by(AuditEvent.number)).mappings():
        number += 1
        if row["number"] != number:
            faults.append(Fault(number, "missing"))
            number = row["number"]
        values = {name: row[name] for name in row if name not in {"previous_hash", "hash"}}
        if row["previous_hash"] != last_hash or row["hash"] != hash_of(_Chain.key, row["previous_hash"], values):
            faults.append(Fault(number, "changed"))
        elif noted.get(number, row["hash"]) != row["hash"]:
            faults.append(Fault(number, "not the event that was anchored"))
        last_hash = row["hash"]
    return faults + _tail_faults(number, last_hash, noted)


def _tail_faults(number: int, last_hash: str, noted: dict[int, str]) -> list[Fault]:
    head = db.session().execute(select(AuditHead.number, AuditHead.hash).where(AuditHead.id == 1)).one_or_none()
    head_number, head_hash = (head.number, head.hash) if head else (0, GENESIS)
    if head_number != number or max(noted, default=0) > number:
        return [Fault(number + 1, "the tail is cut")]
    return [] if head_hash == last_hash else [Fault(number, "the head names another event")]
