"""What is said in films and recordings, to be read along."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core import db


class Captions(db.Base):
    """The captions of a file; `cues` is a list of `captions.rules.Cue` as plain JSON. Players get a rendition of it."""

    __tablename__ = "captions"
    __table_args__ = (UniqueConstraint("file_id"),)

    id: Mapped[db.Id]
    file_id: Mapped[uuid.UUID] = db.link("media_files.id", index=False)
    cues: Mapped[list[dict[str, Any]]]
    version: Mapped[int] = mapped_column(default=1)
    changed_by_id: Mapped[uuid.UUID] = db.link("users.id", index=False)
    changed_at: Mapped[datetime]

    changed_by: Mapped[User] = relationship(lazy="raise")
