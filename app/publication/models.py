"""What of a round is public, and since when."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core import db


class Publication(db.Base):
    """Results and ideas of a round as they were prepared, for everybody from `published_at` on.

    Both lists are frozen (see `publication.rules`): nothing else ever becomes public, and of them only what is still
    released. They name submissions, teams and decisions by their ids, which no public page shows.

    A round has at most one that was not taken back. One taken back before its moment never was public.
    """

    __tablename__ = "publications"
    __table_args__ = (
        Index("uq_publications_present", "round_id", unique=True, sqlite_where=text("taken_back_at IS NULL"),
              postgresql_where=text("taken_back_at IS NULL")),
    )  # fmt: skip

    id: Mapped[db.Id]
    round_id: Mapped[uuid.UUID] = db.link("rounds.id")
    results: Mapped[list[dict[str, Any]]]
    ideas: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    published_by_id: Mapped[uuid.UUID] = db.link("users.id", index=False)
    prepared_at: Mapped[db.Moment]
    published_at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]
