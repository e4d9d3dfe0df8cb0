"""One engine, one session per context, and `@action`: one transaction per change.

SQLite runs in WAL with `synchronous=FULL`: NORMAL loses acknowledged writes when the power is cut. Reads begin with
`BEGIN`, actions with `BEGIN IMMEDIATE` under a file lock, because SQLite's own busy wait sleeps blindly for seconds.
"""

import contextlib
import fcntl
import functools
import os
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, ParamSpec, TypeVar, cast

from sqlalchemy import bindparam, create_engine, event, inspect, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.orm.exc import ObjectDeletedError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection
from sqlalchemy.schema import ForeignKey, MetaData, Table
from sqlalchemy.sql import Insert, Select
from sqlalchemy.types import JSON

from app.core import clock
from app.core.columns import IdType, UtcDateTime
from app.core.errors import NotFoundError

BUSY_TIMEOUT_MS = 8000


class Base(DeclarativeBase):
    """All tables. Constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        },
    )
    type_annotation_map = {  # noqa: RUF012 # SQLAlchemy reads this plain class attribute
        datetime: UtcDateTime(),
        uuid.UUID: IdType(),
        dict[str, Any]: JSON(),
        list[dict[str, Any]]: JSON(),
        list[str]: JSON(),
        list[int]: JSON(),
        dict[str, str]: JSON(),
    }


P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound=Base)

Id = Annotated[uuid.UUID, mapped_column(IdType(), primary_key=True, default=uuid.uuid4)]
Moment = Annotated[datetime, mapped_column(UtcDateTime(), default=clock.now)]


def link(target: str, *, index: bool = True, ondelete: str = "RESTRICT") -> Mapped[Any]:
    """A foreign key column to `target` ("table.id")."""
    return mapped_column(ForeignKey(target, ondelete=ondelete), index=index)


_session: ContextVar[Session | None] = ContextVar("session", default=None)
_in_action: ContextVar[bool] = ContextVar("in_action", default=False)
in_action = _in_action.get
_after_commit: ContextVar[list[Callable[[], None]] | None] = ContextVar("after_commit", default=None)


class _Database:
    engine: Engine | None = None
    lock_path: Path | None = None
    keeper: Connection | None = None
    epoch: int = 0


def connect(url: str) -> Engine:
    """Open the database of this process. SQLite keeps one connection open: on a full disk no new one can even read."""
    disconnect()
    _Database.epoch += 1
    engine = _Database.engine = _engine(url)
    if is_sqlite():
        path = Path(url.removeprefix("sqlite:///"))
        path.parent.mkdir(parents=True, exist_ok=True)
        _Database.lock_path = path.with_name(path.name + ".lock")
        _Database.keeper = engine.connect()
    return engine


@functools.lru_cache(maxsize=1)
def _engine(url: str) -> Engine:
    """Opened again, it is the one of before, which knows every statement that it has compiled."""
    if not url.startswith("sqlite"):
        return create_engine(url, hide_parameters=True, pool_size=20, max_overflow=50, pool_pre_ping=True)
    any_thread = {"check_same_thread": False}
    engine = create_engine(
        url, hide_parameters=True, pool_size=70, max_overflow=10, pool_use_lifo=True, connect_args=any_thread
    )
    event.listen(engine, "connect", _prepare_sqlite)
    # An event would do as well, but an engine with events looks for them at every statement.
    engine.dialect.do_begin = _begin_sqlite  # type: ignore[method-assign]  # its hook for this
    return engine


def disconnect() -> None:
    close_session()
    if _Database.keeper is not None:
        _Database.keeper.close()
    if _Database.engine is not None:
        _Database.engine.dispose()
    _Database.engine = _Database.keeper = _Database.lock_path = None


def engine() -> Engine:
    if _Database.engine is None:
        raise RuntimeError("the database is not connected")
    return _Database.engine


def epoch() -> int:
    """A number that grows with every commit of this process, and when another database is connected."""
    return _Database.epoch


def is_sqlite() -> bool:
    return engine().dialect.name == "sqlite"


def _prepare_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_TIMEOUT_MS}"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(dbapi_connection: PoolProxiedConnection) -> None:
    dbapi_connection.cursor().execute("BEGIN IMMEDIATE" if _in_action.get() else "BEGIN")


def session() -> Session:
    """The session of the present request, job or command."""
    if (current := _session.get()) is None:
        current = Session(engine(), expire_on_commit=False, autoflush=True)
        _session.set(current)
    return current


def close_session() -> None:
    if current := _session.get():
        current.close()
        _session.set(None)


def end_reading() -> None:
    """Give the connection back before slow work; what was read stays readable."""
    session().commit()  # of nothing: a rollback would expire the rows


@contextlib.contextmanager
def write_lock() -> Iterator[None]:
    """Hold the file lock of a SQLite database; writers queue here instead of sleeping in `busy_timeout`."""
    if _Database.lock_path is None:
        yield
        return
    descriptor = os.open(_Database.lock_path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _transaction() -> Iterator[None]:
    current = session()
    # Without this a second change in one request would see the rows of the first as they were.
    current.rollback()
    current.expire_all()
    waiting: list[Callable[[], None]] = []
    in_action, after = _in_action.set(True), _after_commit.set(waiting)
    try:
        with write_lock():
            current.connection()
            yield
            current.commit()
            _Database.epoch += 1
    except BaseException:
        current.rollback()
        raise
    finally:
        _in_action.reset(in_action)
        _after_commit.reset(after)
    for call in waiting:
        call()


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Run a change in one transaction; an action called by an action joins the outer one."""

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if _in_action.get():
            result = function(*args, **kwargs)
            session().flush()
            return result
        with _transaction():
            return function(*args, **kwargs)

    return run


def read_again() -> None:
    """Read every row that an action expired once more, with what was loaded beside it: a page still shows them."""
    for row in session():
        with contextlib.suppress(ObjectDeletedError):
            # A column brings a row back together with its relationships; asking for one of these first only raises.
            inspect(row).mapper.primary_key_from_instance(row)


def after_commit(call: Callable[[], None]) -> None:
    """Call something once the present action has been committed (never if it fails)."""
    if (waiting := _after_commit.get()) is None:
        raise RuntimeError("after_commit belongs into an action")
    waiting.append(call)


def load(model: type[M], id_: uuid.UUID, *, to_change: bool = False) -> M:
    """The row with this id, freshly read, and locked if it is to be changed; NotFoundError without one."""
    row: M | None = session().scalar(_loading(model, to_change=to_change), {"id": id_})
    if row is None:
        raise NotFoundError
    return row


@functools.cache
def _loading(model: type[Base], *, to_change: bool) -> Select[Any]:
    query = select(model).where(table(model).c.id == bindparam("id"))
    if to_change:
        # FOR NO KEY UPDATE: rows that only point here can still be written, so that actions which lock different rows
        # never wait for each other through their foreign keys.
        return query.with_for_update(key_share=True).execution_options(populate_existing=True)
    return query


def locked(row: M) -> M:
    """The same row, locked and read again inside the transaction."""
    # Only this table: what was loaded beside the row by an outer join cannot be locked, and is not meant to be.
    session().refresh(row, with_for_update={"key_share": True, "of": type(row)})
    return row


def add(row: M) -> M:
    """Add a row and give it its id at once."""
    session().add(row)
    session().flush()
    return row


def table(model: type[Base]) -> Table:
    """The table of a model, for statements of columns alone: those cost half of what the same of entities do."""
    return cast("Table", model.__table__)


def upsert(model: type[Base], *key: str) -> Insert:
    """A statement that writes rows; of one with the same `key` (columns unique together) only the id stays."""
    return _upsert(table(model), key, is_sqlite=is_sqlite())


@functools.cache
def _upsert(into: Table, key: tuple[str, ...], *, is_sqlite: bool) -> Insert:
    statement: Any = (sqlite if is_sqlite else postgresql).insert(into)
    changed = {column.name: column for column in statement.excluded if column.name not in {"id", *key}}
    return cast("Insert", statement.on_conflict_do_update(index_elements=key, set_=changed))
