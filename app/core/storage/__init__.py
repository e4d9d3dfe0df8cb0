"""Files under random keys, on disk or in a bucket. No feature knows where or how they lie.

A file comes into being on the disk as `<key>.part` and gets its name only once every byte is there: fsync, rename,
fsync of the folder, in this order; with a bucket it is sent instead of renamed. The row that names the key is written
after that, so a power cut can leave a file without a row (swept later), never a row without its file.
"""

import contextlib
import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from io import BufferedReader
from pathlib import Path

from app.core.storage import growing
from app.core.storage.disk import Disk, NotStoredError, Part, Place, Stored, TooManyBytesError
from app.core.storage.faults import StorageAwayError, StorageFullError, StorageRefusedError
from app.core.storage.growing import BusyError, Growing
from app.settings import BucketSettings, SettingsError

__all__ = [
    "BusyError",
    "Growing",
    "NotStoredError",
    "Part",
    "StorageAwayError",
    "StorageFullError",
    "StorageRefusedError",
    "Stored",
    "TooManyBytesError",
    "as_file",
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
    "probe",
    "require_space",
    "require_usable",
    "size_or_anew",
    "stale_growing",
    "sweep",
    "take_in",
    "work_folder",
]

LOW_SHARE = 0.05
STALE_AFTER = timedelta(days=1)


class _Storage:
    """The storage of this process: the disk, and where complete files lie, which may be the same."""

    disk: Disk | None = None
    place: Place | None = None
    low_share: float = LOW_SHARE


def configure(folder: Path, low_share: float = LOW_SHARE, bucket: BucketSettings | None = None) -> None:
    """Open the storage below `folder`, making it on the first start; complete files may go to a bucket.

    With less than `low_share` of the disk free it takes no more files. SettingsError if buckets cannot be used here.
    """
    disk = _Storage.disk = Disk(folder)
    _Storage.place = _bucket(disk, bucket) if bucket else disk
    _Storage.low_share = low_share


def _bucket(disk: Disk, settings: BucketSettings) -> Place:
    try:
        from app.core.storage.bucket import Bucket  # noqa: PLC0415 # an extra that the disk does without
    except ModuleNotFoundError as error:
        raise SettingsError("STORAGE_URL: s3:// needs the package obstore, which the extra s3 brings") from error
    return Bucket(settings, disk)


def _disk() -> Disk:
    if _Storage.disk is None:
        message = "the storage is not configured"
        raise RuntimeError(message)
    return _Storage.disk


def _place() -> Place:
    return _Storage.place or _disk()


def require_usable() -> None:
    """Raise SettingsError, one line that names the setting, if the storage does not take what it will be given."""
    _place().require_usable()


def probe() -> None:
    """Raise OSError, StorageAwayError or StorageRefusedError if the storage does not answer."""
    _place().probe()


@contextlib.contextmanager
def open_part(limit: int) -> Iterator[Part]:
    """A new file of at most `limit` bytes; it vanishes unless `commit` was called on it.

    Raises StorageFullError if the disk is low before or runs full while writing, and TooManyBytesError from `write`.
    """
    require_space()
    part = _place().open_part(limit)
    try:
        with _full_disk_told():
            yield part
    finally:
        part.discard()


def begin_growing() -> str:
    """An empty file that will arrive in pieces; returns its key. Raises StorageFullError if the disk is low."""
    return _grow(secrets.token_hex(16))


def _grow(key: str) -> str:
    require_space()
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


def size_or_anew(key: str) -> int:
    """The same; of a file that was arriving when a backup was made, which has none of it, a new beginning."""
    try:
        return durable_size(key)
    except NotStoredError:
        with contextlib.suppress(FileExistsError):  # somebody else asked at the same time
            _grow(key)
        return 0


def finish_growing(key: str) -> Stored:
    """Put a file whose last byte was synced under its key; done twice, it stays. NotStoredError without one."""
    return growing.finish(_disk(), key, _place())


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
    return _place().open_stored(key)


def as_file(key: str) -> AbstractContextManager[Path]:
    """The same as a file of this machine, for whoever can only read such: to be read only, and not to be kept."""
    return _place().as_file(key)


def take_in(path: Path, key: str) -> None:
    """Put a complete file of this machine under a key that it had before."""
    _place().take_in(path, key)


def delete(key: str) -> None:
    """Remove the bytes under a key; nothing happens if there are none."""
    _place().delete(key)


def keys(older_than: timedelta = timedelta()) -> Iterator[str]:
    """Every key whose file has been lying here for at least so long."""
    return _place().keys(older_than)


def sweep(older_than: timedelta = STALE_AFTER) -> int:
    """Remove parts and work folders that a killed process left behind; returns how many."""
    return _disk().sweep(older_than)


def work_folder() -> AbstractContextManager[Path]:
    """An empty folder of one's own, on the same disk, gone afterwards."""
    return _disk().work_folder()


def free_bytes() -> int:
    """What this process may still write on the disk of the storage."""
    return _disk().free_bytes()


def is_low() -> bool:
    """Whether so little of the disk is free that the rest is kept for texts."""
    return _disk().free_share() < _Storage.low_share


def require_space() -> None:
    """Raise StorageFullError if the disk is low."""
    if is_low():
        raise StorageFullError
