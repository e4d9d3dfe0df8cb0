"""What jurors say about an idea among themselves."""

import uuid
from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from app.accounts.models import User
from app.core import db


class Post(db.Base):
    """What somebody of a jury says about a submission. It is never changed; withdrawn, it stays on record."""

    __tablename__ = "posts"

    id: Mapped[db.Id]
    round_id: Mapped[uuid.UUID] = db.link("rounds.id", index=False)
    submission_id: Mapped[uuid.UUID] = db.link("submissions.id")
    author_id: Mapped[uuid.UUID] = db.link("users.id", index=False)
    text: Mapped[str]
    created_at: Mapped[db.Moment]
    withdrawn_at: Mapped[datetime | None]

    author: Mapped[User] = relationship(lazy="raise")


class DiscussionOpening(db.Base):
    """The chair lets everybody in the jury talk about a submission, whoever has handed in a sheet about it."""

    __tablename__ = "discussion_openings"
    __table_args__ = (UniqueConstraint("submission_id"),)

    id: Mapped[db.Id]
    round_id: Mapped[uuid.UUID] = db.link("rounds.id", index=False)
    submission_id: Mapped[uuid.UUID] = db.link("submissions.id", index=False)
    opened_by_id: Mapped[uuid.UUID] = db.link("users.id", index=False)
    opened_at: Mapped[db.Moment]
