"""Files on disk under random keys. No feature knows where or how they lie.

A file comes into being as `<key>.part` and gets its name only once every byte is on the disk: fsync, rename, fsync of
the folder, in this order. The row that names the key is written after that, so a power cut can leave a file without
a row (swept later), never a row without its file.
"""

import contextlib
import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from io import BufferedReader
from pathlib import Path

from app.core.errors import DomainError
from app.core.i18n import _
from app.core.storage.disk import Disk, NotStoredError, Part, Stored, TooManyBytesError

__all__ = [
    "NotStoredError",
    "Part",
    "StorageFullError",
    "Stored",
    "TooManyBytesError",
    "configure",
    "delete",
    "free_bytes",
    "is_low",
    "keys",
    "open_part",
    "open_stored",
    "path_of",
    "require_space",
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
        yield part
    except OSError as error:
        if error.errno in Disk.FULL:
            raise StorageFullError from error
        raise
    finally:
        part.discard()


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
