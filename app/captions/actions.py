"""Storing captions, and giving players what they read."""

import uuid
from collections.abc import Callable, Sequence

from sqlalchemy import delete, select

from app.accounts.models import User
from app.captions import queries, rules
from app.captions.models import Captions
from app.captions.rules import Cue
from app.core import clock, db, storage
from app.core.errors import EditConflictError, InvalidError, RefusedError, TextConflict
from app.core.i18n import _
from app.ideas.rules import why_not_write
from app.media.models import MediaFile, Rendition
from app.media.rules import CAPTIONS

FIELD = "text"
_CONTENT_TYPE = "text/vtt"
_Hearing = Callable[[User, uuid.UUID], None]
_hearing: list[_Hearing] = []


def hears_of_changes(hear: _Hearing) -> _Hearing:
    """Have a function told, inside the action, who changed what is said in which file: somebody has relied on it."""
    _hearing.append(hear)
    return hear


def save_captions(student: User, idea_id: uuid.UUID, attachment_id: uuid.UUID, text: str, version: int) -> None:
    """Replace the captions of a film by a WebVTT or SRT text; an empty one takes them away.

    InvalidError naming each line that is wrong, EditConflictError if somebody else saved since `version` was shown.
    """
    shown = queries.captioned(student, idea_id, attachment_id).shown
    cues, faults = rules.read(text, shown.file.seconds)
    if faults:
        raise InvalidError({FIELD: faults})
    # On the disk before the row that names it.
    stored = _stored(rules.written(cues)) if cues else None
    try:
        _replace(student, idea_id, attachment_id, cues, version, stored)
    except BaseException:
        if stored is not None:
            storage.delete(stored.key)
        raise


def _stored(text: str) -> storage.Stored:
    data = text.encode()
    with storage.open_part(len(data)) as part:
        part.write(data)
        return part.commit()


@db.action
def _replace(
    student: User,
    idea_id: uuid.UUID,
    attachment_id: uuid.UUID,
    cues: Sequence[Cue],
    version: int,
    stored: storage.Stored | None,
) -> None:
    found = queries.captioned(student, idea_id, attachment_id, to_change=True)
    if refusal := why_not_write(found.draft, clock.received_at()):
        raise RefusedError(refusal)
    if version != found.version:
        raise EditConflictError([_conflict(found.captions, cues)])
    row = found.captions or Captions(file_id=found.attachment.file_id, version=0)
    row.cues, row.changed_by_id, row.changed_at = rules.as_json(cues), student.id, clock.now()
    row.version += 1
    db.add(row)
    file = db.load(MediaFile, row.file_id, to_change=True)
    file.transcript = rules.transcript_of(cues)
    _put(file, stored)
    for hear in _hearing:
        hear(student, file.id)


def _conflict(stored: Captions | None, cues: Sequence[Cue]) -> TextConflict:
    present = rules.written(rules.from_json(stored.cues)) if stored is not None else ""
    by, version = (stored.changed_by.name, stored.version) if stored is not None else (None, 0)
    return TextConflict(FIELD, _("Untertitel"), present, rules.written(cues), version, by)


def _put(file: MediaFile, stored: storage.Stored | None) -> None:
    """What players get from now on; the bytes they had go after the commit."""
    query = select(Rendition).where(Rendition.file_id == file.id, Rendition.name == CAPTIONS)
    row = db.session().scalar(query)
    if row is not None:
        old_key = row.storage_key
        db.after_commit(lambda: storage.delete(old_key))
    if stored is None:
        db.session().execute(delete(Rendition).where(Rendition.file_id == file.id, Rendition.name == CAPTIONS))
        return
    row = row or Rendition(file_id=file.id, name=CAPTIONS, content_type=_CONTENT_TYPE, width=0, height=0)
    row.storage_key, row.size, row.sha256 = stored.key, stored.size, stored.sha256
    db.add(row)
