"""What simulated juries found."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core import db


class DesignTrial(db.Base):
    """A design (see `rules.Design`) and what was found with it; the digest is that of everything that was asked.

    Nothing in it is about a round or a person: whoever asks the same is shown the same. `found` is a list of
    `rules.Finding` in their order, which grows until `done_at`; designs of one `contest_digest` find the same.
    """

    __tablename__ = "design_trials"
    __table_args__ = (UniqueConstraint("digest"),)

    id: Mapped[db.Id]
    digest: Mapped[str]
    contest_digest: Mapped[str]
    design: Mapped[dict[str, Any]]
    found: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    created_at: Mapped[db.Moment]
    done_at: Mapped[datetime | None]
