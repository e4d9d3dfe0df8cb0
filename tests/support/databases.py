"""Fresh databases from a migrated template: a copied file on SQLite, CREATE DATABASE … TEMPLATE on PostgreSQL."""

import itertools
import os
import shutil
from pathlib import Path
from typing import Any, Protocol

import psycopg
from psycopg.rows import TupleRow
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url

from tests.support.postgres import PostgresServer


class Databases(Protocol):
    """Where tests get their databases from; the one at `template_url` has to be migrated first."""

    template_url: str

    def make(self) -> str:
        """The URL of a new database equal to the template."""

    def make_copy(self) -> str:
        """The same, in a database whose schema may be changed."""

    def make_empty(self) -> str:
        """The URL of a new database without any table."""

    def rows(self, url: str) -> Any:  # noqa: ANN401 # as the database likes them
        """All rows of a database to which nobody is connected."""

    def bring_back(self, url: str, rows: Any) -> None:  # noqa: ANN401 # as given by `rows`
        """Fill a fresh database with them."""

    def drop(self, url: str) -> None: ...
    def close(self) -> None: ...


class SqliteDatabases:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.template = folder / "template.sqlite"
        self.template_url = f"sqlite:///{self.template}"
        self.numbers = itertools.count()

    def make(self) -> str:
        # Always the same path: its engine stays, and with it the statements that it has compiled.
        return self._copied("test")

    def make_copy(self) -> str:
        return self._copied(f"copy{next(self.numbers)}")

    def _copied(self, name: str) -> str:
        path = self.folder / f"{name}.sqlite"
        url = f"sqlite:///{path}"
        self.drop(url)
        shutil.copyfile(self.template, path)
        return url

    def make_empty(self) -> str:
        return f"sqlite:///{self.folder / f'empty{next(self.numbers)}.sqlite'}"

    def rows(self, url: str) -> bytes:
        return Path(url.removeprefix("sqlite:///")).read_bytes()

    def bring_back(self, url: str, rows: bytes) -> None:
        self.drop(url)
        Path(url.removeprefix("sqlite:///")).write_bytes(rows)

    def drop(self, url: str) -> None:
        path = Path(url.removeprefix("sqlite:///"))
        for name in (path.name, f"{path.name}-wal", f"{path.name}-shm", f"{path.name}.lock"):
            path.with_name(name).unlink(missing_ok=True)

    def close(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


class PostgresDatabases:
    """One database for all tests of a worker, emptied before each: copying a template takes a quarter of a second."""

    def __init__(self) -> None:
        self.server = PostgresServer()
        # pg_dump must be as new as its server.
        os.environ["PATH"] = f"{self.server.programs}{os.pathsep}{os.environ['PATH']}"
        self.template = self.server.make_database()
        self.template_url = self.server.url(self.template)
        self.shared = ""

    def make(self) -> str:
        if not self.shared:
            self.shared = self.make_copy()
        empty(self.shared)
        return self.shared

    def make_copy(self) -> str:
        return self.server.url(self.server.make_database(self.template))

    def make_empty(self) -> str:
        return self.server.url(self.server.make_database())

    def rows(self, url: str) -> dict[str, bytes]:
        with psycopg.connect(_plain(url)) as connection, connection.cursor() as cursor:
            found = {}
            for table in _tables(cursor):
                with cursor.copy(SQL("COPY {} TO STDOUT").format(Identifier(table))) as copy:
                    found[table] = b"".join(copy)
        return {table: rows for table, rows in found.items() if rows}

    def bring_back(self, url: str, rows: dict[str, bytes]) -> None:
        with psycopg.connect(_plain(url)) as connection, connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            for table, content in rows.items():
                with cursor.copy(SQL("COPY {} FROM STDIN").format(Identifier(table))) as copy:
                    copy.write(content)

    def drop(self, url: str) -> None:
        if url != self.shared:
            self.server.drop_database(make_url(url).database or "")

    def close(self) -> None:
        self.server.stop()


def empty(url: str) -> None:
    """Delete every row of a PostgreSQL database, without asking about foreign keys."""
    with psycopg.connect(_plain(url)) as connection, connection.cursor() as cursor:
        deletions = [SQL("DELETE FROM {}").format(Identifier(table)) for table in _tables(cursor)]
        cursor.execute(SQL(";").join([SQL("SET LOCAL session_replication_role = replica"), *deletions]))


def _tables(cursor: psycopg.Cursor[TupleRow]) -> list[str]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return [name for (name,) in cursor if name != "alembic_version"]


def _plain(url: str) -> str:
    return url.replace("+psycopg", "", 1)


def is_postgres_wanted() -> bool:
    return os.environ.get("TEST_DATABASE") == "postgresql"
