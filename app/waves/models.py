"""Further readings, dealt in waves: where they can still change who belongs to the best, or link what fell apart."""

import uuid

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core import db


class Wave(db.Base):
    """So many further readings of a round were dealt at once.

    Those for what is close count against the budget of its policy, those that link do not. `result_digest` is that of
    the ranking from which they were worked out, `digest` that of the readings.
    """

    __tablename__ = "waves"
    __table_args__ = (
        UniqueConstraint("round_id", "number"),
        CheckConstraint("purpose IN ('close', 'link')", name="purpose"),
    )

    id: Mapped[db.Id]
    round_id: Mapped[uuid.UUID] = db.link("rounds.id", index=False)
    number: Mapped[int]
    purpose: Mapped[str] = mapped_column(default="close")
    readings: Mapped[int]
    result_digest: Mapped[str]
    digest: Mapped[str]
    dealt_by_id: Mapped[uuid.UUID] = db.link("users.id", index=False)
    created_at: Mapped[db.Moment]
