"""Beginning, continuing and ending uploads. Bytes move outside of transactions; the lock of the file orders them."""

import contextlib
import uuid
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, insert, update

from app.accounts.models import User
from app.core import clock, db, jobs, storage
from app.core.db import action
from app.core.errors import InvalidError, Refusal, RefusedError, TooLargeError, WrongTypeError
from app.core.i18n import _
from app.media import actions as media
from app.media import rules as files
from app.media.actions import Readable
from app.media.rules import Limits, NewFile
from app.uploads import queries, rules
from app.uploads.models import Upload
from app.uploads.rules import Announcement, Checksum

SWEEP_EVERY = timedelta(hours=1)
_uploads = db.table(Upload)
_NOTE_UPLOAD = insert(_uploads)
_END = update(_uploads).where(_uploads.c.id == bindparam("upload_id"), _uploads.c.ended_at.is_(None))
# A connection that breaks takes with it what was not given out yet: the server reads so much before it gives anything.
# The more has arrived, the more is read at once, but never so much that more than an eighth is sent twice.
_READ_LEAST, _READ_MOST = 64 * 1024, 1024**2
# As much as our own page sends at once.
_HEARD_MOST = 8 * 1024**2


class ChecksumError(Exception):
    """A piece is not what its checksum says; it was thrown away."""


class _UnacceptableError(Exception):
    """What arrives is nothing that its owner takes."""

    def __init__(self, reason: WrongTypeError | TooLargeError) -> None:
        super().__init__(reason.reason)
        self.reason = reason


@dataclass(frozen=True)
class Accepted:
    """What an owner takes, and until when all of it must be here."""

    limits: Limits
    until: datetime


@dataclass(frozen=True)
class Piece:
    """Bytes that continue an upload at `offset`; `length` is unknown if the sender did not say it."""

    stream: Readable
    offset: int
    length: int | None = None
    checksum: Checksum | None = None


@dataclass(frozen=True)
class Progress:
    """How much of an upload has arrived for good."""

    upload: Upload
    offset: int

    @property
    def is_complete(self) -> bool:
        return self.offset == self.upload.size


# ---------------------------------------------------------------- beginning
def prepare(announced: Announcement, limits: Limits) -> str:
    """An empty file for what was announced, before there is a row; returns its key.

    TooLargeError before a byte is sent, InvalidError for a file without any, StorageFullError. Whoever cannot use it
    hands it to `storage.drop_growing`.
    """
    if announced.size == 0:
        raise InvalidError({"file": [_("Die Datei ist leer.")]})
    if announced.size > limits.largest:
        raise TooLargeError(files.too_large_text(limits))
    return storage.begin_growing()


@action
def begin(
    person: User,
    announced: Announcement,
    prepared_key: str,
    file: NewFile,
    accepted: Accepted,
) -> Upload:
    """Note a file that will arrive. RefusedError if the quota of its owner has no room for all of it."""
    file_id, upload_id, now = media.announce_file(person, file), uuid.uuid4(), clock.now()
    _have_swept()
    upload = {
        "id": upload_id,
        "file_id": file_id,
        "user_id": person.id,
        "request_key": announced.request_key,
        "storage_key": prepared_key,
        "size": announced.size,
        "sha256": announced.sha256,
        "limits": asdict(accepted.limits),
        "created_at": now,
        "finish_until": accepted.until,
        "expires_at": rules.expiry_of(now, accepted.until),
    }
    db.session().execute(_NOTE_UPLOAD, upload)
    return Upload(**upload)


def _have_swept() -> None:
    jobs.enqueue("uploads.sweep", dedupe="uploads.sweep", run_at=clock.now() + SWEEP_EVERY)


# ---------------------------------------------------------------- continuing
def progress_of(person: User, upload_id: uuid.UUID) -> Progress:
    """How much has arrived; what is told is on the disk. GoneError for one that ended without its file."""
    upload = queries.upload_of(person, upload_id)
    db.end_reading()
    if upload.ended_at is not None and upload.file.sha256:
        return Progress(upload, upload.size)
    rules.check_still_awaited(upload, clock.received_at())
    if complete_if_whole(upload):
        return Progress(upload, upload.size)
    return Progress(upload, storage.size_or_anew(upload.storage_key))


def receive_first(person: User, begun: Progress, piece: Piece) -> Progress:
    """Add the bytes that came with an announcement; see `receive`.

    Whoever announces a file once more, because no answer arrived, sends these once more: what is here is passed over.
    """
    if begun.offset == 0:
        return receive(person, begun.upload.id, piece)
    if begun.is_complete or piece.checksum:
        # A checksum is one of all these bytes: the others are asked for in a piece of their own.
        _hear_out(piece.stream)
        return begun
    _hear_out(piece.stream, begun.offset)
    left = None if piece.length is None else max(piece.length - begun.offset, 0)
    return receive(person, begun.upload.id, Piece(piece.stream, begun.offset, left))


def receive(person: User, upload_id: uuid.UUID, piece: Piece) -> Progress:
    """Add a piece. However it ends, what arrived before a cut stays, unless a checksum was promised for it.

    BusyError while another connection writes; RefusedError for a wrong offset; TooLargeError, WrongTypeError (then the
    upload is over), ChecksumError, GoneError.
    """
    upload = queries.upload_of(person, upload_id)
    rules.check_still_awaited(upload, clock.received_at())
    db.end_reading()  # a slow phone must not hold a connection
    with storage.open_growing(upload.storage_key, upload.size) as growing:
        _check_place(growing, piece, upload)
        try:
            _copy(growing, piece, upload)
        except _UnacceptableError as error:
            give_up(person, upload_id)
            _hear_out(piece.stream)
            raise error.reason from None
        progress = Progress(upload, growing.size)
    if progress.is_complete:
        _hand_over(upload)
    return progress


def _check_place(growing: storage.Growing, piece: Piece, upload: Upload) -> None:
    if growing.size != piece.offset:
        reason = _("Angekommen sind bisher %(size)s Byte. Von dort geht es weiter.", size=growing.size)
        raise RefusedError(Refusal("wrong_offset", reason))
    if piece.length is not None and piece.offset + piece.length > upload.size:
        raise TooLargeError(_("Es kam mehr, als angekündigt war."))


def _copy(growing: storage.Growing, piece: Piece, upload: Upload) -> None:
    """Write a piece and bring it to the disk; recognises the file as soon as its first bytes are there."""
    digest = rules.CHECKSUMS[piece.checksum.algorithm]() if piece.checksum else None
    try:
        while chunk := piece.stream.read(_next_read(growing.size - piece.offset)):
            is_known = growing.size >= files.HEAD_BYTES
            growing.write(chunk)
            if not is_known and (growing.size >= files.HEAD_BYTES or growing.size == upload.size):
                _recognise(growing, upload)
            if digest is not None:
                digest.update(chunk)
    except storage.TooManyBytesError as error:
        raise TooLargeError(_("Es kam mehr, als angekündigt war.")) from error
    finally:
        growing.sync()
    if piece.checksum and digest is not None and digest.digest() != piece.checksum.digest:
        growing.cut_back(piece.offset)
        growing.sync()
        raise ChecksumError


def _hear_out(stream: Readable, left: int = _HEARD_MOST) -> None:
    """Read so many bytes and forget them: closing the connection before breaks it, and nobody learns the reason."""
    while left > 0 and (chunk := stream.read(min(left, _READ_MOST))):
        left -= len(chunk)


def _next_read(arrived: int) -> int:
    return min(max(arrived // 8, _READ_LEAST), _READ_MOST)


def _recognise(growing: storage.Growing, upload: Upload) -> None:
    content_type, limits = files.content_type_of(growing.head(files.HEAD_BYTES)), Limits(**upload.limits)
    if content_type is None:
        raise _UnacceptableError(WrongTypeError(files.accepted_text()))
    if upload.size > limits.of(files.kind_of(content_type)):
        raise _UnacceptableError(TooLargeError(files.too_large_text(limits)))


def complete_if_whole(upload: Upload) -> bool:
    """Hand over a file whose last byte is here, also one whose server died at that moment; whether it was whole.

    Several may do this at once: one of them notes the arrival.
    """
    with contextlib.suppress(storage.NotStoredError):  # it has its final name already, only the row was not written
        try:
            with storage.open_growing(upload.storage_key, upload.size) as growing:
                if growing.size != upload.size:
                    return False
                growing.sync()
        except storage.BusyError:  # whoever writes the last byte hands it over
            return False
    try:
        _hand_over(upload)
    except storage.NotStoredError:
        return False
    return True


def _hand_over(upload: Upload) -> None:
    """Give a file whose bytes are all on the disk its name, and note it."""
    stored = storage.finish_growing(upload.storage_key)
    with storage.open_stored(stored.key) as file:
        content_type = files.content_type_of(file.read(files.HEAD_BYTES))
    _arrived(upload.id, upload.file_id, stored, content_type or "", is_sound=upload.sha256 in {"", stored.sha256})


@action
def _arrived(
    upload_id: uuid.UUID, file_id: uuid.UUID, stored: storage.Stored, content_type: str, *, is_sound: bool
) -> None:
    # Whoever ends it first holds the row until the end of the action.
    if db.session().connection().execute(_END, {"upload_id": upload_id, "ended_at": clock.now()}).rowcount:
        media.note_arrival(file_id, stored, content_type)
        if not is_sound:
            media.reject(file_id, "damaged")


# ---------------------------------------------------------------- ending
@action
def give_up(person: User, upload_id: uuid.UUID) -> None:
    """Forget a file that is not complete; a second time changes nothing."""
    upload = db.locked(queries.upload_of(person, upload_id))
    if upload.ended_at is None:
        upload.ended_at = clock.now()
        media.forget_announced(upload.file_id)
        _drop_later(upload.storage_key)


@action
def expire(upload_id: uuid.UUID) -> None:
    """Stop waiting for a file; its team reads that it did not arrive."""
    upload = db.load(Upload, upload_id, to_change=True)
    if upload.ended_at is None:
        upload.ended_at = clock.now()
        media.reject(upload.file_id, "unfinished")
        _drop_later(upload.storage_key)


@action
def plan_next_sweep() -> None:
    _have_swept()


def _drop_later(key: str) -> None:
    """After the commit; should that be cut short, the sweep finds a file that nobody waits for."""
    db.after_commit(lambda: storage.drop_growing(key))
