"""What was decided about the ideas of a round."""

import uuid
from datetime import datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, relationship

from app.core import db
from app.ideas.models import Submission


class Decision(db.Base):
    """A prize for a submission, with its reason. A revoked one stays on record."""

    __tablename__ = "decisions"
    __table_args__ = (
        Index("uq_decisions_present", "submission_id", unique=True, sqlite_where=text("revoked_at IS NULL"),
              postgresql_where=text("revoked_at IS NULL")),
    )  # fmt: skip

    id: Mapped[db.Id]
    round_id: Mapped[uuid.UUID] = db.link("rounds.id")
    submission_id: Mapped[uuid.UUID] = db.link("submissions.id", index=False)
    prize: Mapped[str]
    rank: Mapped[int]
    reason: Mapped[str]
    decided_by_id: Mapped[uuid.UUID] = db.link("users.id", index=False)
    created_at: Mapped[db.Moment]
    revoked_at: Mapped[datetime | None]

    submission: Mapped[Submission] = relationship(lazy="raise")
