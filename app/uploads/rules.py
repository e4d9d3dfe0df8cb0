"""What tus 1.0 says in its headers, and until when a file may go on arriving."""

import base64
import binascii
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.core.errors import GoneError, Refusal, RefusedError
from app.core.i18n import _
from app.uploads.models import Upload

if TYPE_CHECKING:
    from hashlib import _Hash

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,expiration,checksum,termination"
CONTENT_TYPE = "application/offset+octet-stream"
CHECKSUMS: dict[str, Callable[[], "_Hash"]] = {"sha1": hashlib.sha1, "sha256": hashlib.sha256}
KEPT_FOR = timedelta(days=7)
FINISH_WITHIN = timedelta(minutes=60)
_SHA256_DIGITS = 64


class MalformedError(ValueError):
    """A header of the protocol says nothing we can read."""


@dataclass(frozen=True)
class Announcement:
    """What is said about a file before its first byte; `sha256` in hex or empty."""

    size: int
    name: str
    sha256: str = ""
    request_key: str | None = None


@dataclass(frozen=True)
class Checksum:
    """What a piece must be: the name of the sum and its bytes."""

    algorithm: str
    digest: bytes


def announcement_of(length: str | None, metadata: str | None, request_key: str | None) -> Announcement:
    """Reads Upload-Length, Upload-Metadata and Idempotency-Key; MalformedError if they cannot be read."""
    values = _metadata(metadata or "")
    sha256 = values.get("sha256", "").lower()
    if sha256 and (len(sha256) != _SHA256_DIGITS or set(sha256) - set("0123456789abcdef")):
        message = "sha256"
        raise MalformedError(message)
    key = request_key[:100] if request_key else None
    return Announcement(count_of(length), values.get("filename", values.get("name", "")), sha256, key)


def count_of(header: str | None) -> int:
    """A number of bytes; MalformedError for anything else."""
    if header is None or not header.isascii() or not header.isdigit():
        message = f"not a number of bytes: {header!r}"
        raise MalformedError(message)
    return int(header)


def _metadata(header: str) -> dict[str, str]:
    pairs = [pair.strip().partition(" ") for pair in header.split(",") if pair.strip()]
    try:
        return {key: base64.b64decode(value, validate=True).decode() for key, _blank, value in pairs}
    except (binascii.Error, UnicodeDecodeError) as error:
        raise MalformedError(header) from error


def checksum_of(header: str | None) -> Checksum | None:
    """Reads Upload-Checksum; MalformedError for a sum that we do not know."""
    if header is None:
        return None
    algorithm, _blank, value = header.partition(" ")
    try:
        digest = base64.b64decode(value, validate=True)
    except binascii.Error as error:
        raise MalformedError(header) from error
    if algorithm not in CHECKSUMS:
        raise MalformedError(header)
    return Checksum(algorithm, digest)


def expiry_of(now: datetime, finish_until: datetime) -> datetime:
    """When we stop waiting for a file that begins now."""
    return min(now + KEPT_FOR, finish_until)


def check_still_awaited(upload: Upload, now: datetime) -> None:
    """RefusedError once its owner takes nothing more, GoneError for one that ended or was waited for too long."""
    if upload.ended_at is None and now >= upload.finish_until:
        reason = _("Die Zeit zum Hochladen ist vorbei. Was bis dahin nicht ganz angekommen war, zählt nicht.")
        raise RefusedError(Refusal("phase_closed", reason, until=upload.finish_until))
    if upload.ended_at is not None or now >= upload.expires_at:
        raise GoneError(_("Dieses Hochladen ist beendet. Bitte die Datei noch einmal auswählen."))
