"""One file for each mail on its way: its lock, and the proof that the server has accepted it."""

import contextlib
import fcntl
import os
import uuid
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import text

from app.core import db


class Journal:
    """The file of one mail, locked. It is empty until the server has accepted the mail."""

    def __init__(self, path: Path, file: int) -> None:
        self._path, self._file = path, file

    @property
    def says_accepted(self) -> bool:
        return os.fstat(self._file).st_size > 0

    def note_accepted(self) -> None:
        """On disk when this returns. Nothing may come between the server's answer and this."""
        os.write(self._file, b"accepted\n")
        os.fsync(self._file)

    def remove(self) -> None:
        self._path.unlink(missing_ok=True)


@contextlib.contextmanager
def alone_with(folder: Path, mail_id: uuid.UUID) -> Iterator[Journal | None]:
    """Lock a mail against every other worker; None if another one has it. The lock dies with the process."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{mail_id}.sent"
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        if _is_locked(file):
            # The name has to outlive a power cut as well, so that the note in the file is found under it.
            _fsync_folder(folder)
            with _locked_on_every_machine(mail_id) as alone:
                yield Journal(path, file) if alone else None
        else:
            yield None
    finally:
        os.close(file)


def _is_locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _fsync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def _locked_on_every_machine(mail_id: uuid.UUID) -> Iterator[bool]:
    """A file lock reaches one machine. PostgreSQL serves several, and its advisory lock ends with the connection."""
    if db.is_sqlite():
        yield True
        return
    key = {"key": int.from_bytes(mail_id.bytes[:8], signed=True)}
    with db.engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), key):
            yield False
            return
        try:
            yield True
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), key)
