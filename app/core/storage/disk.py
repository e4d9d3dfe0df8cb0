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
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from io import BufferedReader
from pathlib import Path
from typing import ClassVar, Protocol

KEY = re.compile(r"[0-9a-f]{32}")
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


class Place(Protocol):
    """Where complete files lie."""

    def open_part(self, limit: int) -> "Part":
        """A new file; nothing is left of it unless it is committed."""

    def take_in(self, path: Path, key: str) -> None:
        """Keep a complete file of the disk under a key, for good; it has left its path afterwards."""

    def open_stored(self, key: str) -> BufferedReader:
        """The bytes under a key; NotStoredError without any."""

    def as_file(self, key: str) -> AbstractContextManager[Path]:
        """The same as a file on this machine; NotStoredError."""

    def delete(self, key: str) -> None:
        """Remove the bytes under a key, if there are any."""

    def keys(self, older_than: timedelta) -> Iterator[str]:
        """Every key whose file has been here for at least so long."""

    def require_usable(self) -> None:
        """Raise SettingsError if it does not take what it will be given."""

    def probe(self) -> None:
        """Raise OSError or StorageAwayError if nothing can be kept here now."""


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
        if not KEY.fullmatch(key):
            raise NotStoredError(key)
        return self.folder / key

    def open_part(self, limit: int, place: Place | None = None) -> "Part":
        return Part(self.path_of(secrets.token_hex(16)), limit, place or self)

    def take_in(self, path: Path, key: str) -> None:
        path.rename(self.path_of(key))
        sync_folder(self.folder)

    def open_stored(self, key: str) -> BufferedReader:
        try:
            return self.path_of(key).open("rb")
        except FileNotFoundError as error:
            raise NotStoredError(key) from error

    @contextlib.contextmanager
    def as_file(self, key: str) -> Iterator[Path]:
        path = self.path_of(key)
        if not path.is_file():
            raise NotStoredError(key)
        yield path

    def delete(self, key: str) -> None:
        self.path_of(key).unlink(missing_ok=True)

    def keys(self, older_than: timedelta) -> Iterator[str]:
        for path in self._files():
            if KEY.fullmatch(path.name) and _is_older(path, older_than):
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

    @contextlib.contextmanager
    def work_folder(self) -> Iterator[Path]:
        folder = self.folder / _WORK / secrets.token_hex(16)
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def free_bytes(self) -> int:
        status = os.statvfs(self.folder)
        return status.f_bavail * status.f_frsize

    def free_share(self) -> float:
        status = os.statvfs(self.folder)
        return status.f_bavail / status.f_blocks

    def require_usable(self) -> None:
        self.probe()

    def probe(self) -> None:
        self.free_bytes()

    def _files(self) -> Iterator[Path]:
        return (path for path in self.folder.iterdir() if path.name != _WORK)


class Part:
    """A file being written: counts and hashes what passes, and refuses to grow beyond its limit."""

    def __init__(self, target: Path, limit: int, place: Place) -> None:
        self.size = 0
        self._limit = limit
        self._hash = hashlib.sha256()
        self._key, self._place = target.name, place
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
        self._place.take_in(self._path, self._key)
        return Stored(self._key, self.size, self._hash.hexdigest())

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
