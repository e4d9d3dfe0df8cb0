"""Reading files: for pages, for delivery, and for those who look after the storage."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select

from app.core import db, storage
from app.core.errors import NotFoundError
from app.media import rules
from app.media.models import MediaFile, MediaOwner, Rendition


@dataclass(frozen=True)
class ShownFile:
    """A file with what its page needs; `renditions` by name, empty until it is ready."""

    file: MediaFile
    access_epoch: int
    renditions: dict[str, Rendition] = field(default_factory=dict)

    @property
    def is_ready(self) -> bool:
        return self.file.state == "ready"

    @property
    def is_arriving(self) -> bool:
        return self.file.state == rules.UPLOADING

    @property
    def is_unfinished(self) -> bool:
        return self.file.state in rules.UNFINISHED


@dataclass(frozen=True)
class Delivery:
    """What an address leads to; `rendition` is None for the original."""

    file: MediaFile
    rendition: Rendition | None
    storage_key: str
    content_type: str


def files_of(owner_kind: str, owner_id: uuid.UUID) -> list[ShownFile]:
    """The files of an owner that were not removed, oldest first (two queries)."""
    mine = and_(MediaFile.owner_kind == owner_kind, MediaFile.owner_id == owner_id)
    return _shown(mine, MediaFile.deleted_at.is_(None))


def files_by_id(file_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, ShownFile]:
    """These files, removed ones only while pinned (two queries). Whoever asks knows that the person may see them."""
    asked = MediaFile.id.in_(set(file_ids))
    kept = or_(MediaFile.deleted_at.is_(None), MediaFile.is_pinned)
    return {shown.file.id: shown for shown in _shown(asked, kept)}


def transcripts_of(file_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """What can be read in these files or is said in them, as far as something can."""
    query = select(MediaFile.id, MediaFile.transcript).where(MediaFile.id.in_(set(file_ids)))
    return {file_id: said for file_id, said in db.session().execute(query) if said}


def _shown(*conditions: ColumnElement[bool]) -> list[ShownFile]:
    query = _with_epoch().where(*conditions).order_by(MediaFile.created_at, MediaFile.id)
    found = db.session().execute(query).all()
    renditions: dict[uuid.UUID, dict[str, Rendition]] = defaultdict(dict)
    of_these = select(Rendition).where(Rendition.file_id.in_([file.id for file, _epoch in found]))
    for rendition in db.session().scalars(of_these):
        renditions[rendition.file_id][rendition.name] = rendition
    return [ShownFile(file, epoch, renditions[file.id]) for file, epoch in found]


def _with_epoch() -> Select[MediaFile, int]:
    owner = and_(MediaOwner.kind == MediaFile.owner_kind, MediaOwner.owner_id == MediaFile.owner_id)
    return select(MediaFile, MediaOwner.access_epoch).join(MediaOwner, owner)


_files = db.table(MediaFile).c
_PRESENT = select(_files.size, _files.display_name).where(
    _files.owner_kind == bindparam("kind"), _files.owner_id == bindparam("owner_id"), _files.deleted_at.is_(None)
)


def present_of(kind: str, owner_id: uuid.UUID) -> Sequence[rules.Taking]:
    """What takes room of an owner's quota (one query)."""
    return db.session().execute(_PRESENT, {"kind": kind, "owner_id": owner_id}).all()


def used_bytes(owner_kind: str, owner_id: uuid.UUID) -> int:
    """How much of its quota an owner uses."""
    query = select(func.coalesce(func.sum(MediaFile.size), 0)).where(
        MediaFile.owner_kind == owner_kind, MediaFile.owner_id == owner_id, MediaFile.deleted_at.is_(None)
    )
    return db.session().scalars(query).one()


def delivery_of(file_id: uuid.UUID, rendition_name: str, access_epoch: int) -> Delivery:
    """What to send; NotFoundError if it was removed, withdrawn or never accepted."""
    query = _with_epoch().where(
        MediaFile.id == file_id,
        MediaFile.state == "ready",
        MediaOwner.access_epoch == access_epoch,
        or_(MediaFile.deleted_at.is_(None), MediaFile.is_pinned),
    )
    found = db.session().execute(query).one_or_none()
    if found is None or found.MediaFile.storage_key is None:
        raise NotFoundError
    file = found.MediaFile
    if rendition_name == rules.ORIGINAL:
        return Delivery(file, None, file.storage_key, file.content_type)
    wanted = select(Rendition).where(Rendition.file_id == file_id, Rendition.name == rendition_name)
    rendition = db.session().scalar(wanted)
    if rendition is None:
        raise NotFoundError
    return Delivery(file, rendition, rendition.storage_key, rendition.content_type)


# ---------------------------------------------------------------- looking after the storage
@dataclass(frozen=True)
class ExpectedFile:
    """A file that must lie in the storage, and what it must be."""

    storage_key: str
    size: int
    sha256: str


def expected_files() -> Iterator[ExpectedFile]:
    """Every stored file that a row names, for `verify`."""
    for model in (MediaFile, Rendition):
        for key, size, sha256 in db.session().execute(select(model.storage_key, model.size, model.sha256)):
            if key is not None:
                yield ExpectedFile(key, size, sha256)


def unused_keys(older_than: timedelta) -> list[str]:
    """Keys in the storage that no row names, such as those of uploads that were never attached.

    The storage is listed first: a file whose row comes into being meanwhile is then found in use.
    """
    present = list(storage.keys(older_than))
    named = {expected.storage_key for expected in expected_files()}
    return [key for key in present if key not in named]


def erasable_ids(now: datetime) -> list[uuid.UUID]:
    """Removed files whose time to be restored is over."""
    query = select(MediaFile.id).where(
        MediaFile.deleted_at <= now - rules.RESTORABLE_FOR,
        MediaFile.storage_key.is_not(None),
        MediaFile.is_pinned.is_(False),
    )
    return list(db.session().scalars(query))


def stuck(now: datetime) -> list[tuple[uuid.UUID, str]]:
    """Files whose processing was given up, for example because the machine could start no child."""
    query = select(MediaFile.id, MediaFile.kind).where(
        MediaFile.state.in_(rules.UNFINISHED), MediaFile.created_at <= now - rules.STUCK_AFTER
    )
    return [(id_, kind) for id_, kind in db.session().execute(query)]
