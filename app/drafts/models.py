"""Who writes where at the moment."""

import uuid
from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from app.accounts.models import User
from app.core import db


class Presence(db.Base):
    """Where in an idea somebody wrote last; `section` is the key of a field. It counts for less than a minute."""

    __tablename__ = "presences"
    __table_args__ = (UniqueConstraint("idea_id", "user_id"),)

    id: Mapped[db.Id]
    idea_id: Mapped[uuid.UUID] = db.link("ideas.id", index=False)
    user_id: Mapped[uuid.UUID] = db.link("users.id")
    section: Mapped[str]
    seen_at: Mapped[datetime]

    user: Mapped[User] = relationship(lazy="raise")
