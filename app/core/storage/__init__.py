"""Files on disk under random keys. No feature knows where or how they lie.

A file comes into being as `<key>.part` and gets its name only once every byte is on the disk: fsync, rename, fsync of
the folder, in this order. The row that names the key is written after that, so a power cut can leave a file without
a row (swept later), never a row without its file.
"""

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterator
from datetime import timedelta
from io import BufferedReader
from pathlib import Path

from app.core.errors import DomainError
from app.core.i18n import _
from app.core.storage import growing
from app.core.storage.disk import Disk, NotStoredError, Part, Stored, TooManyBytesError
from app.core.storage.growing import BusyError, Growing

__all__ = [
    "BusyError",
    "Growing",
    "NotStoredError",
    "Part",
    "StorageFullError",
    "Stored",
    "TooManyBytesError",
    "begin_growing",
    "configure",
    "delete",
    "drop_growing",
    "durable_size",
    "finish_growing",
    "free_bytes",
    "is_low",
    "keys",
    "open_growing",
    "open_part",
    "open_stored",
    "path_of",
    "require_space",
    "stale_growing",
    "sweep",
    "work_folder",
]

LOW_SHARE = 0.05
STALE_AFTER = timedelta(days=1)


class StorageFullError(DomainError):
    """The disk is (almost) full: files have to wait, texts are still saved."""

    status = 503
    retry_after = 600

    def __init__(self) -> None:
        self.reason = _(
            "Der Speicher des Servers ist fast voll. Dateien können gerade nicht hochgeladen "
            "werden; Texte werden weiter gespeichert. Bitte sagt der Wettbewerbsleitung Bescheid."
        )
        super().__init__(self.reason)


class _Storage:
    """The storage of this process."""

    disk: Disk | None = None
    low_share: float = LOW_SHARE


def configure(folder: Path, low_share: float = LOW_SHARE) -> None:
    """Open the storage below `folder`, making it on the first start.

    With less than `low_share` of the disk free it takes no more files.
    """
    _Storage.disk = Disk(folder)
    _Storage.low_share = low_share


def _disk() -> Disk:
    if _Storage.disk is None:
        message = "the storage is not configured"
        raise RuntimeError(message)
    return _Storage.disk


@contextlib.contextmanager
def open_part(limit: int) -> Iterator[Part]:
    """A new file of at most `limit` bytes; it vanishes unless `commit` was called on it.

    Raises StorageFullError if the disk is low before or runs full while writing, and TooManyBytesError from `write`.
    """
    require_space()
    part = _disk().open_part(limit)
    try:
        with _full_disk_told():
            yield part
    finally:
        part.discard()


def begin_growing() -> str:
    """An empty file that will arrive in pieces; returns its key. Raises StorageFullError if the disk is low."""
    require_space()
    key = secrets.token_hex(16)
    with _full_disk_told():
        growing.begin(_disk(), key)
    return key


@contextlib.contextmanager
def open_growing(key: str, limit: int) -> Iterator[Growing]:
    """The file that grows under a key, locked, up to `limit` bytes.

    Raises BusyError while somebody else writes into it, NotStoredError without one, StorageFullError if the disk runs
    full, and TooManyBytesError from `write`.
    """
    with _full_disk_told(), growing.opened(_disk(), key, limit) as file:
        yield file


def durable_size(key: str) -> int:
    """How much of a growing file would outlive a power cut now; NotStoredError without one."""
    return growing.durable_size(_disk(), key)


def finish_growing(key: str) -> Stored:
    """Put a file whose last byte was synced under its key; done twice, it stays. NotStoredError without one."""
    return growing.finish(_disk(), key)


def drop_growing(key: str) -> None:
    """Forget a file that will not arrive any more."""
    growing.drop(_disk(), key)


def stale_growing(older_than: timedelta) -> list[str]:
    """Keys of files into which nobody has written for so long."""
    return growing.stale(_disk(), older_than)


@contextlib.contextmanager
def _full_disk_told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in Disk.FULL:
            raise StorageFullError from error
        raise


def open_stored(key: str) -> BufferedReader:
    """The bytes under a key; NotStoredError without any."""
    return _disk().open_stored(key)


def path_of(key: str) -> Path:
    """Where the bytes under a key lie, for whoever can send a file faster by its path."""
    return _disk().path_of(key)


def delete(key: str) -> None:
    """Remove the bytes under a key; nothing happens if there are none."""
    _disk().delete(key)


def keys(older_than: timedelta = timedelta()) -> Iterator[str]:
    """Every key whose file has been lying here for at least so long."""
    return _disk().keys(older_than)


def sweep(older_than: timedelta = STALE_AFTER) -> int:
    """Remove parts and work folders that a killed process left behind; returns how many."""
    return _disk().sweep(older_than)


@contextlib.contextmanager
def work_folder() -> Iterator[Path]:
    """An empty folder of one's own, on the same disk, gone afterwards."""
    folder = _disk().make_work_folder()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_bytes() -> int:
    """What this process may still write on the disk of the storage."""
    status = os.statvfs(_disk().folder)
    return status.f_bavail * status.f_frsize


def is_low() -> bool:
    """Whether so little of the disk is free that the rest is kept for texts."""
    status = os.statvfs(_disk().folder)
    return status.f_bavail < status.f_blocks * _Storage.low_share


def require_space() -> None:
    """Raise StorageFullError if the disk is low."""
    if is_low():
        raise StorageFullError
