"""Files that arrive in pieces, over hours and many connections.

The length of the file is the only truth about how much has arrived: what a killed process had written is counted,
what a row could claim and a disk has lost is not. Whoever grows a file holds its lock, so that two connections never
write into each other.
"""

import contextlib
import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from datetime import timedelta
from io import BufferedReader
from pathlib import Path

from app.core.storage.disk import Disk, NotStoredError, Place, Stored, TooManyBytesError, sync, sync_folder

SUFFIX = ".growing"


class BusyError(Exception):
    """Somebody else is writing into this file right now."""


class Growing:
    """An open file that grows at its end; `size` counts what it has."""

    def __init__(self, descriptor: int, limit: int) -> None:
        self.size = os.fstat(descriptor).st_size
        self._descriptor = descriptor
        self._limit = limit
        os.lseek(descriptor, self.size, os.SEEK_SET)

    def write(self, chunk: bytes) -> None:
        if self.size + len(chunk) > self._limit:
            raise TooManyBytesError
        rest = memoryview(chunk)
        while rest:
            written = os.write(self._descriptor, rest)
            self.size += written
            rest = rest[written:]

    def cut_back(self, size: int) -> None:
        """Forget everything beyond `size` bytes."""
        os.ftruncate(self._descriptor, size)
        os.lseek(self._descriptor, size, os.SEEK_SET)
        self.size = size

    def head(self, count: int) -> bytes:
        return os.pread(self._descriptor, count, 0)

    def sync(self) -> None:
        """Have everything on the disk: from now on it outlives a power cut."""
        sync(self._descriptor)


def begin(disk: Disk, key: str) -> None:
    """Make the empty file of a key."""
    _path(disk, key).open("xb").close()
    sync_folder(disk.folder)


@contextlib.contextmanager
def opened(disk: Disk, key: str, limit: int) -> Iterator[Growing]:
    """A growing file of at most `limit` bytes, locked. BusyError if somebody has it, NotStoredError without one."""
    try:
        descriptor = os.open(_path(disk, key), os.O_RDWR)
    except FileNotFoundError as error:
        raise NotStoredError(key) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyError(key) from error
        yield Growing(descriptor, limit)
    finally:
        os.close(descriptor)


def durable_size(disk: Disk, key: str) -> int:
    """How much of a file is on the disk for good, whoever is writing into it; NotStoredError without one."""
    try:
        descriptor = os.open(_path(disk, key), os.O_RDONLY)
    except FileNotFoundError as error:
        raise NotStoredError(key) from error
    try:
        size = os.fstat(descriptor).st_size
        sync(descriptor)
        return size
    finally:
        os.close(descriptor)


def finish(disk: Disk, key: str, place: Place) -> Stored:
    """Give a complete file its key. Done twice, it stays as it is; NotStoredError if there is no such file."""
    path = _path(disk, key)
    with contextlib.suppress(FileNotFoundError):
        with path.open("rb") as file:
            stored = _described(key, file)
        place.take_in(path, key)
        return stored
    with place.open_stored(key) as file:
        return _described(key, file)


def _described(key: str, file: BufferedReader) -> Stored:
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Stored(key, file.tell(), digest)


def drop(disk: Disk, key: str) -> None:
    _path(disk, key).unlink(missing_ok=True)


def stale(disk: Disk, older_than: timedelta) -> list[str]:
    """The keys of growing files into which nobody has written for so long."""
    bound = time.time() - older_than.total_seconds()
    found = []
    for path in disk.folder.glob(f"*{SUFFIX}"):
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime <= bound:
                found.append(path.stem)
    return found


def _path(disk: Disk, key: str) -> Path:
    return disk.path_of(key).with_name(f"{key}{SUFFIX}")
