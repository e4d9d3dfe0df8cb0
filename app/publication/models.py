"""What of a round is public, and since when."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped

from app.core import db


class Publication(db.Base):
    """The results of a round as they were released: a frozen list of rank, prize, title and team name.

    A round has at most one that was not taken back.
    """

    __tablename__ = "publications"
    __table_args__ = (
        Index("uq_publications_present", "round_id", unique=True, sqlite_where=text("taken_back_at IS NULL"),
              postgresql_where=text("taken_back_at IS NULL")),
    )  # fmt: skip

    id: Mapped[db.Id]
    round_id: Mapped[uuid.UUID] = db.link("rounds.id")
    results: Mapped[list[dict[str, Any]]]
    published_by_id: Mapped[uuid.UUID] = db.link("users.id", index=False)
    published_at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]
