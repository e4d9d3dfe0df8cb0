"""Receiving, processing, removing and restoring files; an action only takes down what happened to bytes outside."""

import uuid
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import and_, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.core import audit, clock, db, jobs, storage
from app.core.db import action
from app.core.errors import GoneError, InvalidError, NotFoundError, RefusedError, TooLargeError, WrongTypeError
from app.core.i18n import _
from app.media import queries, rules
from app.media.models import MediaFile, MediaOwner, Rendition, new_epoch
from app.media.rules import Limits, Measures, NewFile, StoredUpload

CHUNK_BYTES = 1024**2
SWEEP_EVERY, SCANNER_AGAIN_AFTER = timedelta(days=1), timedelta(minutes=5)
_files, _owners = db.table(MediaFile), db.table(MediaOwner)
_NOTE_FILE = insert(_files)
_TAKE_IN = update(_files).where(_files.c.id == bindparam("file_id"))
_OWNER = select(_owners.c.id).where(
    _owners.c.kind == bindparam("kind"), _owners.c.owner_id == bindparam("owner_id")
).with_for_update()  # fmt: skip


class Readable(Protocol):
    """The body of a request, or any open file."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class StoredPiece:
    """A rendition whose bytes are safe on the disk."""

    name: str
    stored: storage.Stored
    content_type: str
    width: int
    height: int


# ---------------------------------------------------------------- receiving
def receive(stream: Readable, limits: Limits, declared_size: int | None = None) -> StoredUpload:
    """Bring a file to the disk, a chunk at a time; belongs outside of any transaction.

    Raises TooLargeError (a declared size before anything is read), WrongTypeError after the first bytes, InvalidError
    if fewer bytes came than declared, StorageFullError. Then nothing is left behind.
    """
    if declared_size is not None and declared_size > limits.largest:
        raise TooLargeError(rules.too_large_text(limits))
    storage.require_space()
    head = _read_head(stream)
    content_type = rules.content_type_of(head)
    if not head:
        raise InvalidError({"file": [_("Die Datei ist leer.")]})
    if content_type is None:
        raise WrongTypeError(rules.accepted_text())
    kind = rules.kind_of(content_type)
    if declared_size is not None and declared_size > limits.of(kind):
        raise TooLargeError(rules.too_large_text(limits))
    try:
        stored = _store(head, stream, limits.of(kind), declared_size)
    except storage.TooManyBytesError as error:
        raise TooLargeError(rules.too_large_text(limits)) from error
    return StoredUpload(stored.key, stored.size, stored.sha256, content_type, kind)


def _read_head(stream: Readable) -> bytes:
    head = b""
    while len(head) < rules.HEAD_BYTES and (chunk := stream.read(rules.HEAD_BYTES - len(head))):
        head += chunk
    return head


def _store(head: bytes, stream: Readable, limit: int, declared_size: int | None) -> storage.Stored:
    with storage.open_part(limit) as part:
        part.write(head)
        while chunk := stream.read(CHUNK_BYTES):
            part.write(chunk)
        # A connection that breaks ends the stream without an error.
        if declared_size is not None and part.size != declared_size:
            raise InvalidError({"file": [_("Die Übertragung ist abgebrochen. Bitte noch einmal hochladen.")]})
        return part.commit()


@action
def attach_upload(person: User, new: NewFile, upload: StoredUpload) -> MediaFile:
    """Give a received file to its owner and have it processed. RefusedError if the quota has no room."""
    file_id = announce_file(person, new)
    note_arrival(file_id, storage.Stored(upload.storage_key, upload.size, upload.sha256), upload.content_type)
    return db.load(MediaFile, file_id)


@action
def announce_file(person: User, new: NewFile) -> uuid.UUID:
    """Give its owner a file whose bytes are still to come; its id. RefusedError if the quota has no room for it."""
    _lock_owner(new.owner_kind, new.owner_id)
    if refusal := rules.why_not_add(new.size, queries.present_of(new.owner_kind, new.owner_id), new.quota):
        raise RefusedError(refusal)
    file_id = uuid.uuid4()
    file = {
        "id": file_id,
        "owner_kind": new.owner_kind,
        "owner_id": new.owner_id,
        "state": rules.UPLOADING,
        "display_name": rules.clean_name(new.name),
        "size": new.size,
        "uploaded_by_id": person.id,
    }
    db.session().execute(_NOTE_FILE, file)
    audit.record(person.id, "media.attach", "media_file", file_id, values={"owner": str(new.owner_id)})
    return file_id


@action
def note_arrival(file_id: uuid.UUID, stored: storage.Stored, content_type: str) -> None:
    """Every byte of an announced file is here: have it checked and processed."""
    kind = rules.kind_of(content_type)
    bytes_ = {"storage_key": stored.key, "size": stored.size, "sha256": stored.sha256}
    file = {"file_id": file_id, "state": "received", "kind": kind, "content_type": content_type, **bytes_}
    db.session().execute(_TAKE_IN, file)
    _have_processed(file_id, kind)
    _have_swept()


@action
def forget_announced(file_id: uuid.UUID) -> None:
    """Its sender has given up a file before it was here: nothing is left to bring back."""
    file = db.load(MediaFile, file_id, to_change=True)
    file.state, file.reason, file.deleted_at = "rejected", "unfinished", clock.now()
    file.version += 1


def _lock_owner(kind: str, owner_id: uuid.UUID) -> None:
    """Lock the owner's row, which is made by the first file."""
    owner = {"kind": kind, "owner_id": owner_id}
    if db.session().scalar(_OWNER, owner) is None:
        try:
            with db.session().begin_nested():
                db.add(MediaOwner(**owner))
        except IntegrityError:  # two first files at the same time
            db.session().execute(_OWNER, owner).one()


def _have_processed(file_id: uuid.UUID, kind: str, run_at: datetime | None = None) -> None:
    name = "media.process_film" if kind in {rules.VIDEO, rules.AUDIO} else "media.process_file"
    jobs.enqueue(name, dedupe=f"{name}:{file_id}", run_at=run_at, file_id=str(file_id))


def _have_swept() -> None:
    jobs.enqueue("media.sweep", dedupe="media.sweep", run_at=clock.now() + SWEEP_EVERY)


# ---------------------------------------------------------------- processing
@action
def begin(file_id: uuid.UUID, state: str) -> MediaFile | None:
    """Note that a file is "checking" or "processing"; None if there is nothing (more) to do with it."""
    file = db.load(MediaFile, file_id, to_change=True)
    if file.state not in rules.UNFINISHED or file.storage_key is None:
        return None
    file.state = state
    return file


@action
def look_again(file_id: uuid.UUID) -> None:
    """The scanner gave no verdict: the file stays in quarantine, "checking", and is asked about once more later."""
    file = db.load(MediaFile, file_id)
    _have_processed(file.id, file.kind, clock.now() + SCANNER_AGAIN_AFTER)


@action
def reject(file_id: uuid.UUID, reason: str) -> None:
    """Note that a file is not accepted; one that was decided on before stays as it is."""
    file = db.load(MediaFile, file_id, to_change=True)
    if file.state in {*rules.UNFINISHED, rules.UPLOADING}:
        file.state, file.reason = "rejected", reason
        file.version += 1


@action
def accept(file_id: uuid.UUID, measures: Measures, pieces: list[StoredPiece], words: str = "") -> None:
    """Note that a file is good, with renditions and words. If somebody else was faster, theirs stay and these go."""
    file = db.load(MediaFile, file_id, to_change=True)
    if file.state not in rules.UNFINISHED or file.storage_key is None:
        _delete_later([piece.stored.key for piece in pieces])
        return
    file.state = "ready"
    file.width, file.height, file.pages, file.seconds = astuple(measures)
    file.transcript = words
    file.version += 1
    for piece in pieces:
        db.add(
            Rendition(
                file_id=file_id,
                name=piece.name,
                storage_key=piece.stored.key,
                content_type=piece.content_type,
                size=piece.stored.size,
                sha256=piece.stored.sha256,
                width=piece.width,
                height=piece.height,
            )
        )


# ---------------------------------------------------------------- removing
@action
def remove_file(person: User, owner_kind: str, owner_id: uuid.UUID, file_id: uuid.UUID) -> MediaFile:
    """Take a file away from its owner. Its bytes stay for 30 days, and while something frozen shows it."""
    file = _file_of(owner_kind, owner_id, file_id)
    if file.deleted_at is None:
        file.deleted_at = clock.now()
        file.version += 1
        audit.record(person.id, "media.remove", "media_file", file.id)
    return file


@action
def restore_file(person: User, owner_kind: str, owner_id: uuid.UUID, file_id: uuid.UUID, quota: int) -> MediaFile:
    """Bring a removed file back; GoneError after 30 days, RefusedError if its room was used otherwise."""
    _lock_owner(owner_kind, owner_id)
    file = _file_of(owner_kind, owner_id, file_id)
    if file.deleted_at is None:
        return file
    if not rules.is_restorable(file, clock.now()):
        raise GoneError(_("Diese Datei wurde vor mehr als 30 Tagen entfernt und ist gelöscht."))
    if refusal := rules.why_not_add(file.size, queries.present_of(owner_kind, owner_id), quota):
        raise RefusedError(refusal)
    file.deleted_at = None
    file.version += 1
    audit.record(person.id, "media.restore", "media_file", file.id)
    return file


def _file_of(owner_kind: str, owner_id: uuid.UUID, file_id: uuid.UUID) -> MediaFile:
    file = db.load(MediaFile, file_id, to_change=True)
    if (file.owner_kind, file.owner_id) != (owner_kind, owner_id):
        raise NotFoundError
    return file


@action
def pin_files(file_ids: Iterable[uuid.UUID]) -> None:
    """Keep files for something frozen that shows them, even if they are removed from where they were added."""
    db.session().execute(update(MediaFile).where(MediaFile.id.in_(set(file_ids))).values(is_pinned=True))


@action
def unpin_files(file_ids: Iterable[uuid.UUID]) -> None:
    """Let files go again that nothing frozen shows any more."""
    db.session().execute(update(MediaFile).where(MediaFile.id.in_(set(file_ids))).values(is_pinned=False))


@action
def end_addresses(file_ids: Iterable[uuid.UUID]) -> None:
    """Make every address that was handed out of these files, and of others of their owners, lead nowhere from now on.

    What shows a file need not own it: in a final, ideas show the files that were uploaded for the first round.
    """
    is_owned = and_(MediaFile.owner_kind == MediaOwner.kind, MediaFile.owner_id == MediaOwner.owner_id)
    shown = select(MediaFile.id).where(is_owned, MediaFile.id.in_(set(file_ids)))
    db.session().execute(update(MediaOwner).where(shown.exists()).values(access_epoch=new_epoch()))


@action
def erase_file(file_id: uuid.UUID) -> None:
    """Delete the bytes of a file for good; its row stays for what refers to it."""
    file = db.load(MediaFile, file_id, to_change=True)
    of_this = Rendition.file_id == file_id
    keys = list(db.session().scalars(select(Rendition.storage_key).where(of_this)))
    db.session().execute(delete(Rendition).where(of_this))
    _delete_later([*keys, *([file.storage_key] if file.storage_key else [])])
    file.storage_key = None
    file.deleted_at = file.deleted_at or clock.now()
    file.version += 1


@action
def plan_next_sweep() -> None:
    """Have files processed whose processing was given up, and look again tomorrow."""
    for file_id, kind in queries.stuck(clock.now()):
        _have_processed(file_id, kind)
    _have_swept()


def _delete_later(keys: list[str]) -> None:
    """Delete bytes after the commit. Should that be cut short, nothing names them and the sweep finds them."""

    def delete_now() -> None:
        for key in keys:
            storage.delete(key)

    db.after_commit(delete_now)
