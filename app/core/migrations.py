"""Bringing the database to the newest form: one transaction, one at a time.

SQLite's driver does not wrap DDL in a transaction by itself, so a killed migration would stay half done. Here an own
connection begins explicitly; foreign keys are checked once at the end, because changing a table on SQLite copies it.
"""

import contextlib
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app
from sqlalchemy import Connection, Engine, NullPool, create_engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection

from app.core import db
from app.core.db import Base

if TYPE_CHECKING:
    from alembic.runtime.migration import MigrationContext
    from flask_alembic import Alembic

ADVISORY_LOCK = 7_201_827


class BrokenReferenceError(Exception):
    """A migration left rows that point to nothing; it is rolled back."""


def init_app(app: Flask) -> None:
    app.config["ALEMBIC"] = {"script_location": os.path.join(app.root_path, os.pardir, "migrations")}  # noqa: PTH118 # Alembic wants text
    app.config["ALEMBIC_CONTEXT"] = {
        "transactional_ddl": True,
        "render_as_batch": True,
        "compare_server_default": False,
        "on_version_apply": _check_references,
        "include_name": _is_ours,
    }


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Procrastinate's tables come from its own schema and are none of our models."""
    return kind != "table" or not (name or "").startswith("procrastinate_")


def _alembic() -> "Alembic":
    """Alembic for the present application, imported only by commands: a server never needs its 200 ms."""
    from flask_alembic import Alembic  # noqa: PLC0415 # see above

    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 # the documented way to the object itself
    if "alembic" not in app.extensions:
        engine = _engine_for_migrations()
        app.extensions["alembic"] = Alembic(app, run_mkdir=False, metadatas=Base.metadata, engines=engine)
    extension: Alembic = app.extensions["alembic"]
    return extension


def _engine_for_migrations() -> Engine:
    url = db.engine().url
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: DBAPIConnection, _entry: object) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=OFF"):
        connection.cursor().execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _check_references(*, ctx: "MigrationContext", **_step: Any) -> None:  # noqa: ANN401 # Alembic's own arguments
    if ctx.dialect.name == "sqlite" and ctx.connection is not None:
        broken = ctx.connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise BrokenReferenceError(f"{len(broken)} rows point to nothing, the first in {broken[0][0]}")


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Keep every other process from migrating or writing meanwhile."""
    if db.is_sqlite():
        db.close_session()
        with db.write_lock():
            yield
        return
    with db.engine().connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": ADVISORY_LOCK})
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": ADVISORY_LOCK})


def upgrade(target: str = "heads") -> None:
    """Apply what is missing; all of it or nothing."""
    with _alone():
        _alembic().upgrade(target)


def downgrade(target: str = "-1") -> None:
    """Go back by a number of steps or to "base"."""
    with _alone():
        _alembic().downgrade(int(target) if target.lstrip("-").isdigit() else target)


def revise(message: str) -> None:
    """Write a script for what the models have and the database has not."""
    _alembic().revision(message)


@contextlib.contextmanager
def _asked() -> Iterator["Alembic"]:
    """Alembic for a question, in a context of its own.

    Its connection begins as for a change and lasts as long as its context: in that of a command it would keep
    everybody, the command itself too, from writing.
    """
    with current_app.app_context():
        yield _alembic()


def differences() -> list[tuple[Any, ...]]:
    """What models and database do not agree on; empty if all is well."""
    with _asked() as alembic:
        return alembic.compare_metadata()


def is_current() -> bool:
    with _asked() as alembic:
        return not alembic.needs_upgrade()
