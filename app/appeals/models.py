"""What teams say against how their idea was judged."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core import db
from app.teams.models import Team


class Appeal(db.Base):
    """An appeal of a team, one at a time. `ground` is procedure, bias or sums (a mistake in reckoning).

    `state` is received, in_review, or how it was answered: upheld or rejected. `handled_by` took it up or answered it.
    """

    __tablename__ = "appeals"
    __table_args__ = (
        Index("uq_appeals_open", "team_id", unique=True, sqlite_where=text("answered_at IS NULL"),
              postgresql_where=text("answered_at IS NULL")),
        CheckConstraint("ground IN ('procedure', 'bias', 'sums')", name="ground"),
        CheckConstraint("state IN ('received', 'in_review', 'upheld', 'rejected')", name="state"),
        CheckConstraint("(state IN ('upheld', 'rejected')) = (answered_at IS NOT NULL)", name="answered"),
    )  # fmt: skip

    id: Mapped[db.Id]
    round_id: Mapped[uuid.UUID] = db.link("rounds.id")
    team_id: Mapped[uuid.UUID] = db.link("teams.id")
    ground: Mapped[str]
    text: Mapped[str]
    state: Mapped[str] = mapped_column(default="received")
    answer: Mapped[str] = mapped_column(default="")
    raised_by_id: Mapped[uuid.UUID] = db.link("users.id", index=False)
    raised_at: Mapped[db.Moment]
    handled_by_id: Mapped[uuid.UUID | None] = db.link("users.id", index=False)
    answered_at: Mapped[datetime | None]

    team: Mapped[Team] = relationship(lazy="raise")
