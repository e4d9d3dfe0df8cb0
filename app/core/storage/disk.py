"""One folder as a store of files that are written once."""

import contextlib
import errno
import hashlib
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import BufferedReader
from pathlib import Path
from typing import ClassVar

_KEY = re.compile(r"[0-9a-f]{32}")
_PART = ".part"
_WORK = "work"


class NotStoredError(LookupError):
    """Nothing lies under this key."""


class TooManyBytesError(Exception):
    """A part would grow beyond its limit."""


@dataclass(frozen=True)
class Stored:
    """A file whose bytes are on the disk; `sha256` in hex."""

    key: str
    size: int
    sha256: str


class Disk:
    """All files lie in one folder: the file systems in use find a name among 100,000 as fast as among ten."""

    FULL: ClassVar = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        work = self.folder / _WORK
        if not work.is_dir():
            work.mkdir(parents=True, exist_ok=True)
            sync_folder(self.folder)
            sync_folder(self.folder.parent)

    def path_of(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise NotStoredError(key)
        return self.folder / key

    def open_part(self, limit: int) -> "Part":
        return Part(self.path_of(secrets.token_hex(16)), limit)

    def open_stored(self, key: str) -> BufferedReader:
        try:
            return self.path_of(key).open("rb")
        except FileNotFoundError as error:
            raise NotStoredError(key) from error

    def delete(self, key: str) -> None:
        self.path_of(key).unlink(missing_ok=True)

    def keys(self, older_than: timedelta) -> Iterator[str]:
        for path in self._files():
            if _KEY.fullmatch(path.name) and _is_older(path, older_than):
                yield path.name

    def sweep(self, older_than: timedelta) -> int:
        stale = [path for path in self._files() if path.suffix == _PART]
        stale = [path for path in stale if _is_older(path, older_than)]
        for path in stale:
            path.unlink(missing_ok=True)
        left = [path for path in (self.folder / _WORK).iterdir() if _is_older(path, older_than)]
        for path in left:
            shutil.rmtree(path, ignore_errors=True)
        return len(stale) + len(left)

    def make_work_folder(self) -> Path:
        folder = self.folder / _WORK / secrets.token_hex(16)
        folder.mkdir(mode=0o700)
        return folder

    def _files(self) -> Iterator[Path]:
        return (path for path in self.folder.iterdir() if path.name != _WORK)


class Part:
    """A file being written: counts and hashes what passes, and refuses to grow beyond its limit."""

    def __init__(self, target: Path, limit: int) -> None:
        self.size = 0
        self._limit = limit
        self._hash = hashlib.sha256()
        self._target = target
        self._path = target.with_name(target.name + _PART)
        # Unbuffered: an error of the disk belongs to the write that met it.
        self._file = self._path.open("xb", buffering=0)

    def write(self, chunk: bytes) -> None:
        if self.size + len(chunk) > self._limit:
            raise TooManyBytesError
        rest = memoryview(chunk)
        while rest:
            rest = rest[self._file.write(rest) :]
        self._hash.update(chunk)
        self.size += len(chunk)

    def commit(self) -> Stored:
        """Put the file under its key; when this returns it outlives a power cut."""
        sync(self._file.fileno())
        self._file.close()
        self._path.rename(self._target)
        sync_folder(self._target.parent)
        return Stored(self._target.name, self.size, self._hash.hexdigest())

    def discard(self) -> None:
        """Forget what was written; without effect after `commit`."""
        self._file.close()
        self._path.unlink(missing_ok=True)


def sync(descriptor: int) -> None:
    os.fsync(descriptor)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder outlive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        sync(descriptor)
    finally:
        os.close(descriptor)


def _is_older(path: Path, than: timedelta) -> bool:
    # The clock of the file system, not the domain's: it dates what a killed process left behind.
    with contextlib.suppress(FileNotFoundError):
        return time.time() - path.stat().st_mtime >= than.total_seconds()
    return False
