"""The program as its operators start it: a process of its own with a database, files, a port and real mail."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.rounds.models import Phase, PhaseKind
from tests.core.working import wait_until
from tests.support.programs import REPOSITORY, free_port
from tests.support.smtp import HOST, MailServer

_SECONDS_TO_START = 180
_SECONDS_TO_STOP = 40
# What the program says when something happened that should not.
_FAULTS = {"crash", "unavailable", "csp", "job_failed", "worker_stumbled", "mail_not_taken", "mail_server_away"}


class Server:
    """One installation on SQLite in a folder of its own, served by gunicorn with the one worker of `make run`."""

    def __init__(self, folder: Path, mails: MailServer) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.data_dir = folder / "data"
        self._log = folder / "server.log"
        self._environment = {
            **os.environ,
            "DATA_DIR": str(self.data_dir),
            "DATABASE_URL": "",
            "SITE_URL": self.url,
            "SECRET_KEY": "a key of the tests " * 3,
            "MAIL_SERVER": HOST,
            "MAIL_PORT": str(mails.port),
            "MAIL_DEFAULT_SENDER": "post@funkenflug.example",
            "PYTHONUNBUFFERED": "1",
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Migrate a new database, serve, and return as soon as pages are answered."""
        if not self.data_dir.exists():
            self.flask("db", "upgrade")
        programs = Path(sys.executable).parent
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *(programs / "gunicorn", "app:create_app()", "--bind", f"127.0.0.1:{self.port}"),
                    *("--workers", "1", "--worker-class", "gthread", "--threads", "16", "--no-control-socket"),
                ],
                cwd=REPOSITORY,
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_until(self._is_alive, _SECONDS_TO_START)

    def stop(self) -> None:
        """End it as systemd would, by SIGTERM."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(_SECONDS_TO_STOP)
            finally:
                self._process.kill()
            self._process = None

    def kill(self) -> None:
        """End it and its worker at once, as a power cut would."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(_SECONDS_TO_STOP)
            self._process = None

    def flask(self, *arguments: str, is_to_fail: bool = False) -> str:
        """What `flask --app app …` says about this installation."""
        return self._said_by(Path(sys.executable).parent / "flask", "--app", "app", *arguments, is_to_fail=is_to_fail)

    def run(self, module: str) -> dict[str, str]:
        """What a module of the tests, run beside the program on the same database, tells as JSON."""
        told: dict[str, str] = json.loads(self._said_by(sys.executable, "-m", module))
        return told

    def _said_by(self, *command: str | Path, is_to_fail: bool = False) -> str:
        outcome = subprocess.run(
            command, cwd=REPOSITORY, env=self._environment, capture_output=True, text=True, check=False
        )
        assert (outcome.returncode != 0) == is_to_fail, f"{command}: {outcome.stdout}{outcome.stderr}"
        return outcome.stdout

    @contextmanager
    def database(self) -> Iterator[sqlite3.Connection]:
        """The database behind the application's back, in a transaction of its own."""
        with closing(sqlite3.connect(self.data_dir / "funkenflug.sqlite", timeout=10)) as connection, connection:
            yield connection

    def let_pass(self, time: timedelta) -> None:
        """Let so much time pass for the plans of all rounds: their phases move into the past.

        The log knows nothing of it, so `verify` finds it out; a negative time puts everything right again.
        """
        with self.database() as connection:
            rows = connection.execute(f"SELECT id, opens_at, closes_at FROM {Phase.__tablename__}").fetchall()  # noqa: S608 # a name of our own
            for id_, *moments in rows:
                moved = [(datetime.fromisoformat(moment) - time).isoformat(" ", "microseconds") for moment in moments]
                connection.execute(
                    f"UPDATE {Phase.__tablename__} SET opens_at = ?, closes_at = ? WHERE id = ?",  # noqa: S608 # see above
                    (*moved, id_),
                )

    def let_jury_end(self) -> timedelta:
        """Let the jury's phase end this second; returns by how much, to be taken back."""
        with self.database() as connection:
            query = f"SELECT closes_at FROM {Phase.__tablename__} WHERE kind = ?"  # noqa: S608 # a name of our own
            (closes_at,) = connection.execute(query, (PhaseKind.JURY,)).fetchone()
        time = datetime.fromisoformat(closes_at).replace(tzinfo=UTC) - datetime.now(UTC)
        self.let_pass(time)
        return time

    def let_publications_come(self, time: timedelta) -> None:
        """Let so much time pass for what is planned to be published, and for the jobs that wait for it."""
        with self.database() as connection:
            for table, column in (("publications", "published_at"), ("jobs", "run_at")):
                rows = connection.execute(f"SELECT id, {column} FROM {table}").fetchall()  # noqa: S608 # names of our own
                for id_, moment in rows:
                    moved = (datetime.fromisoformat(moment) - time).isoformat(" ", "microseconds")
                    connection.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", (moved, id_))  # noqa: S608 # see above

    def faults(self) -> list[str]:
        """Lines of the log that tell of something that should not have happened."""
        return [line for line in self._log.read_text(encoding="utf-8").splitlines() if _is_fault(line)]

    def _is_alive(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self._log.read_text(encoding="utf-8")
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=_SECONDS_TO_STOP) as answer:  # noqa: S310 # our own http
                alive: bool = answer.status == 200
        except OSError:
            return False
        return alive


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """A server with its mails, for as long as a block of code needs it."""
    mails = MailServer()
    server = Server(folder, mails)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        mails.stop()


def _is_fault(line: str) -> bool:
    if line.startswith("{"):
        return json.loads(line).get("event") in _FAULTS
    return "Traceback" in line or "[ERROR]" in line or "[CRITICAL]" in line
