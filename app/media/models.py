"""Files of other people: what was received, what we made of it, and to whom it belongs."""

import secrets
import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core import db


def new_epoch() -> int:
    """Random, not counted: an address must not tell how often something was withdrawn."""
    return secrets.randbelow(2**31)


class MediaOwner(db.Base):
    """The thing that files hang on, by kind and id without a foreign key: media knows no ideas.

    Its row lock guards the quota. Every address carries `access_epoch`; a new one ends them all.
    """

    __tablename__ = "media_owners"
    __table_args__ = (UniqueConstraint("kind", "owner_id"),)

    id: Mapped[db.Id]
    kind: Mapped[str]
    owner_id: Mapped[uuid.UUID]
    access_epoch: Mapped[int] = mapped_column(default=new_epoch)


class MediaFile(db.Base):
    """A file that somebody sends.

    `state` is uploading, received, checking, processing, ready or rejected (`reason` says why). While it is uploading,
    `size` is what was announced, and kind, hash and place are not known yet; width, height, pages and seconds are known
    when it is ready. A removed file keeps its bytes for 30 days, and for as long as it is pinned because something
    frozen shows it; after that `storage_key` is None and the row alone stays. `transcript` is what can be read in a
    PDF or, once somebody has written captions, is said in a film.
    """

    __tablename__ = "media_files"
    __table_args__ = (
        Index("ix_media_files_owner_kind_owner_id", "owner_kind", "owner_id"),
        CheckConstraint("kind IN ('', 'image', 'pdf', 'video', 'audio')", name="kind"),
        CheckConstraint(
            "state IN ('uploading', 'received', 'checking', 'processing', 'ready', 'rejected')", name="state"
        ),
        CheckConstraint("(state = 'rejected') = (reason <> '')", name="reason"),
    )

    id: Mapped[db.Id]
    owner_kind: Mapped[str]
    owner_id: Mapped[uuid.UUID]
    kind: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="uploading")
    reason: Mapped[str] = mapped_column(default="")
    display_name: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(default="")
    storage_key: Mapped[str | None] = mapped_column(unique=True)
    content_type: Mapped[str] = mapped_column(default="")
    width: Mapped[int] = mapped_column(default=0)
    height: Mapped[int] = mapped_column(default=0)
    pages: Mapped[int] = mapped_column(default=0)
    seconds: Mapped[int] = mapped_column(default=0)
    transcript: Mapped[str] = mapped_column(default="")
    is_pinned: Mapped[bool] = mapped_column(default=False)
    uploaded_by_id: Mapped[uuid.UUID] = db.link("users.id", index=False)
    created_at: Mapped[db.Moment]
    deleted_at: Mapped[datetime | None] = mapped_column(index=True)
    version: Mapped[int] = mapped_column(default=1)

    uploaded_by: Mapped[User] = relationship(lazy="raise")


class Rendition(db.Base):
    """A file that we made of a received one and that others may see.

    Pictures: large, medium, thumb (WebP) and jpeg; PDFs: clean, and preview and thumb of the first page; films: film480
    and, if they were that large, film720 (MP4), with preview and thumb; sound: sound (AAC). Both may have captions
    (WebVTT).
    """

    __tablename__ = "media_renditions"
    __table_args__ = (UniqueConstraint("file_id", "name"),)

    id: Mapped[db.Id]
    file_id: Mapped[uuid.UUID] = db.link("media_files.id", index=False)
    name: Mapped[str]
    storage_key: Mapped[str] = mapped_column(unique=True)
    content_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]

    file: Mapped[MediaFile] = relationship(lazy="raise")
