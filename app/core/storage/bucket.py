"""Finished files in a bucket of any server that speaks S3.

What is still arriving stays on the disk, whose guarantees hold for it. A file that is complete is sent, and only then
leaves the disk; the row that names it is written after that. So a kill in between leaves a file without a row, which
the sweep finds, never a row without its file.
"""

import contextlib
import fcntl
import io
import re
import shutil
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import S3Store

from app.core.storage.disk import KEY, Disk, NotStoredError, Part
from app.core.storage.faults import StorageAwayError, StorageRefusedError
from app.settings import BucketSettings, SettingsError

if TYPE_CHECKING:  # these are in stubs only
    from _typeshed import WriteableBuffer
    from obstore.store import ClientConfig, RetryConfig, S3Credential

log = structlog.get_logger()

# Bytes are fetched in pieces of this size: a slow phone holds no connection to the bucket, and no more memory.
WINDOW = 1024**2
# S3 takes no parts below 5 MiB; two at a time are in memory.
_PART_BYTES, _PARTS_AT_ONCE = 8 * WINDOW, 2
_BEHIND_ALL_KEYS = "~"
_TRIAL = "trial"
_CODE = re.compile(r"<Code>(\w+)</Code>|\(code: (\w+)\)")
_REFUSALS = frozenset({"AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch"})


class Bucket:
    """All files lie under one prefix; the disk holds what is not complete yet, and copies to work on."""

    def __init__(self, settings: BucketSettings, disk: Disk) -> None:
        self._settings, self._disk = settings, disk
        patient: RetryConfig = {"max_retries": 3, "retry_timeout": timedelta(seconds=30)}
        self._store = _store(settings, patient, seconds=60)
        self._asked_shortly = _store(settings, {"max_retries": 0}, seconds=5)

    def open_part(self, limit: int) -> Part:
        return self._disk.open_part(limit, place=self)

    def take_in(self, path: Path, key: str) -> None:
        """Send a complete file of the disk, which it then leaves. FileNotFoundError if somebody else has sent it."""
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # two connections that end one upload send it once
            if not path.exists():
                raise FileNotFoundError(path)
            with _faults_told():
                self._store.put(_checked(key), file, chunk_size=_PART_BYTES, max_concurrency=_PARTS_AT_ONCE)
            path.unlink(missing_ok=True)

    def open_stored(self, key: str) -> io.BufferedReader:
        return io.BufferedReader(_Object(self._store, _checked(key)), WINDOW)

    @contextlib.contextmanager
    def as_file(self, key: str) -> Iterator[Path]:
        """A copy on the disk, gone afterwards."""
        with self.open_stored(key) as stored, self._disk.work_folder() as folder:
            copy = folder / key
            with copy.open("xb") as file:
                shutil.copyfileobj(stored, file, WINDOW)
            yield copy

    def delete(self, key: str) -> None:
        """Remove an object. What cannot be removed now is named by no row any more, so the sweep comes back to it."""
        try:
            with _faults_told():
                self._store.delete(_checked(key))
        except StorageAwayError as error:
            log.warning("storage_kept", key=key, code=error.code)

    def keys(self, older_than: timedelta) -> Iterator[str]:
        bound = time.time() - older_than.total_seconds()
        with _faults_told():
            for page in self._store.list(chunk_size=1000):
                for found in page:
                    if KEY.fullmatch(found["path"]) and found["last_modified"].timestamp() <= bound:
                        yield found["path"]

    def probe(self) -> None:
        """Ask for nothing, signed: cheap even in a full bucket. StorageAwayError, StorageRefusedError."""
        with _faults_told():
            self._asked_shortly.list(offset=_BEHIND_ALL_KEYS).collect()

    def require_usable(self) -> None:
        """Do once whatever will be done later."""
        try:
            self.probe()
            with _faults_told():
                self._asked_shortly.put(_TRIAL, b"")
                self._asked_shortly.delete(_TRIAL)
        except StorageAwayError as error:
            raise SettingsError(_why_unusable(self._settings, error)) from None


class _Object(io.RawIOBase):
    """One object, read from wherever it is wanted."""

    def __init__(self, store: S3Store, key: str) -> None:
        super().__init__()
        self._store, self._key, self._at = store, key, 0
        with _faults_told():
            self._size = store.head(key)["size"]

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = max(0, offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence])
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: "WriteableBuffer") -> int:
        with memoryview(buffer).cast("B") as target:
            piece = self._next(len(target))
            target[: len(piece)] = piece
            return len(piece)

    def readall(self) -> bytes:
        return bytes(self._next(self._size))

    def _next(self, count: int) -> memoryview:
        end = min(self._at + count, self._size)
        if end <= self._at:
            return memoryview(b"")
        with _faults_told():
            piece = memoryview(self._store.get_range(self._key, start=self._at, end=end))
        self._at += len(piece)
        return piece


def _store(settings: BucketSettings, retry: "RetryConfig", seconds: int) -> S3Store:
    def credential() -> "S3Credential":
        return {"access_key_id": settings.key, "secret_access_key": settings.secret, "expires_at": None}

    client: ClientConfig = {
        "allow_http": settings.endpoint.startswith("http://"),
        "connect_timeout": timedelta(seconds=5),
        "timeout": timedelta(seconds=seconds),
    }
    return S3Store(
        settings.name,
        prefix=settings.prefix or None,
        # All that variables of the environment about AWS, set for another program, could say otherwise.
        endpoint=settings.endpoint,
        aws_endpoint_url_s3=settings.endpoint,
        region=settings.region,
        skip_signature=False,
        credential_provider=credential,
        client_options=client,
        retry_config=retry,
    )


def _checked(key: str) -> str:
    if not KEY.fullmatch(key):
        raise NotStoredError(key)
    return key


@contextlib.contextmanager
def _faults_told() -> Iterator[None]:
    """Errors in our own words. Those of the library repeat what was signed, so they are neither kept nor shown."""
    try:
        yield
    except FileNotFoundError as error:
        code = _code_in(error)
        if code == "NoSuchBucket":
            raise StorageAwayError(code) from None
        raise NotStoredError(code) from None
    except BaseError as error:
        code = _code_in(error)
        log.warning("storage_away", kind=type(error).__name__, code=code)
        if code in _REFUSALS or isinstance(error, PermissionDeniedError | UnauthenticatedError):
            raise StorageRefusedError(code or "AccessDenied") from None
        raise StorageAwayError(code) from None


def _code_in(error: Exception) -> str:
    found = _CODE.search(str(error))
    return next(filter(None, found.groups()), "") if found else ""


def _why_unusable(settings: BucketSettings, error: StorageAwayError) -> str:
    match error.code:
        case "InvalidAccessKeyId":
            return f"STORAGE_KEY: {settings.endpoint} does not know it"
        case "SignatureDoesNotMatch":
            return f"STORAGE_SECRET: {settings.endpoint} says that it does not belong to STORAGE_KEY"
        case "NoSuchBucket":
            return f"STORAGE_URL: {settings.endpoint} has no bucket named {settings.name}"
    if isinstance(error, StorageRefusedError):
        rights = f"list, read, write and delete in the bucket {settings.name}"
        return f"STORAGE_KEY: it must be allowed to {rights} ({error.code})"
    return f"STORAGE_ENDPOINT: {settings.endpoint} does not answer as S3 does ({error.code or 'no word from it'})"
