"""Files on their way to us."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core import db
from app.media.models import MediaFile


class Upload(db.Base):
    """A file that arrives in pieces. How much has arrived is told by the storage alone, never by this row.

    `request_key` makes one upload of an announcement that was sent twice. `sha256` (hex) is what the sender says the
    whole is; empty if nothing was said. `limits` are the `media.rules.Limits` that held when it began. `finish_until`
    is when its owner takes nothing more, `expires_at` when we stop waiting; `ended_at` when it was complete, given up
    or refused.
    """

    __tablename__ = "uploads"
    __table_args__ = (UniqueConstraint("user_id", "request_key"),)

    id: Mapped[db.Id]
    file_id: Mapped[uuid.UUID] = db.link("media_files.id")
    user_id: Mapped[uuid.UUID] = db.link("users.id")
    request_key: Mapped[str | None]
    storage_key: Mapped[str] = mapped_column(unique=True)
    size: Mapped[int]
    sha256: Mapped[str]
    limits: Mapped[dict[str, Any]]
    created_at: Mapped[db.Moment]
    finish_until: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]

    file: Mapped[MediaFile] = relationship(lazy="raise")
