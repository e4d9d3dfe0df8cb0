"""Questions to jurors about sheets that stand out."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core import db


class SheetQuestion(db.Base):
    """The chair asks whether a sheet is meant as it stands: once for each version of it.

    `direction` says on which side of all others it lies, high or low. `state` is asked, kept (it stays as it is, for
    the reason in `answer`) or reopened.
    """

    __tablename__ = "sheet_questions"
    __table_args__ = (
        UniqueConstraint("sheet_id", "sheet_version"),
        CheckConstraint("direction IN ('high', 'low')", name="direction"),
        CheckConstraint("state IN ('asked', 'kept', 'reopened')", name="state"),
        CheckConstraint("(state = 'asked') = (answered_at IS NULL)", name="answered"),
    )

    id: Mapped[db.Id]
    round_id: Mapped[uuid.UUID] = db.link("rounds.id", index=False)
    sheet_id: Mapped[uuid.UUID] = db.link("score_sheets.id", index=False)
    sheet_version: Mapped[int]
    direction: Mapped[str]
    state: Mapped[str] = mapped_column(default="asked")
    answer: Mapped[str] = mapped_column(default="")
    asked_by_id: Mapped[uuid.UUID] = db.link("users.id", index=False)
    asked_at: Mapped[db.Moment]
    answered_at: Mapped[datetime | None]
