"""How the jury of a round comes to its order."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core import db


class JuryPolicy(db.Base):
    """What was laid down for a round before anybody judges in it; `rules.Terms` says what the columns mean.

    `digest` is that of the terms. From `locked_at` on, when the first sheet was begun, nobody changes them. `version`
    counts the changes.
    """

    __tablename__ = "jury_policies"
    __table_args__ = (
        UniqueConstraint("round_id"),
        CheckConstraint("method IN ('mean', 'fair')", name="method"),
    )

    id: Mapped[db.Id]
    round_id: Mapped[uuid.UUID] = db.link("rounds.id", index=False)
    method: Mapped[str]
    places: Mapped[int]
    tie_rules: Mapped[list[str]]
    readings_min: Mapped[int]
    readings_budget: Mapped[int]
    digest: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[db.Moment]
    locked_at: Mapped[datetime | None]
