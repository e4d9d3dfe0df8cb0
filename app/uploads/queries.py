"""Uploads, from the person who sends them."""

import uuid
from collections.abc import Collection

from sqlalchemy import bindparam, select

from app.accounts.models import User
from app.core import db
from app.core.db import session
from app.core.errors import NotFoundError
from app.core.invariants import invariant
from app.core.reading import Reader
from app.media.models import MediaFile
from app.media.rules import UPLOADING
from app.uploads.models import Upload

_uploads = db.table(Upload).c
_IS_OURS = _uploads.user_id == bindparam("user_id")
_UPLOAD = Reader(Upload, "file", where=[_IS_OURS, _uploads.id == bindparam("upload_id")])
_SAME = Reader(Upload, where=[_IS_OURS, _uploads.request_key == bindparam("request_key")])


def upload_of(person: User, upload_id: uuid.UUID) -> Upload:
    """An upload that this person began, with its file."""
    found = _UPLOAD.first(user_id=person.id, upload_id=upload_id)
    if found is None:
        raise NotFoundError
    return found


def upload_for(person: User, request_key: str | None) -> Upload | None:
    """The upload that was begun by the same announcement before."""
    if request_key is None:
        return None
    return _SAME.first(user_id=person.id, request_key=request_key)


def awaited() -> list[Upload]:
    """Uploads that have not ended, those that we stop waiting for first."""
    query = select(Upload).where(Upload.ended_at.is_(None)).order_by(Upload.expires_at, Upload.id)
    return list(session().scalars(query))


def awaited_among(storage_keys: Collection[str]) -> set[str]:
    """Which of these keys belong to a file that may still arrive."""
    query = select(Upload.storage_key).where(Upload.storage_key.in_(storage_keys), Upload.ended_at.is_(None))
    return set(session().scalars(query))


# ---------------------------------------------------------------- what must always hold
@invariant("a file is being uploaded exactly while an upload of it has not ended")
def _lost_uploads() -> list[str]:
    is_under_way = select(Upload.id).where(Upload.file_id == MediaFile.id, Upload.ended_at.is_(None)).exists()
    query = select(MediaFile.id).where((MediaFile.state == UPLOADING) != is_under_way)
    return [f"media file {id_}" for id_ in session().scalars(query.order_by(MediaFile.id))]
