"""What of a round is public, and since when."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped

from app.core import db


class Publication(db.Base):
    """The results of a round as they were released: a frozen list of prize, title and team name."""

    __tablename__ = "publications"

    id: Mapped[db.Id]
    round_id: Mapped[uuid.UUID] = db.link("rounds.id")
    results: Mapped[list[dict[str, Any]]]
    published_by_id: Mapped[uuid.UUID] = db.link("users.id", index=False)
    published_at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]
