"""Which comments of jurors a team reads."""

import uuid

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core import db


class Remark(db.Base):
    """What the chair decided about the comment on one criterion of one sheet: released, in these words, or withheld.

    The juror's own words stay in the sheet; `original_digest` is that of the words which the chair read.
    """

    __tablename__ = "remarks"
    __table_args__ = (
        UniqueConstraint("sheet_id", "criterion_key"),
        CheckConstraint("state IN ('released', 'withheld')", name="state"),
    )

    id: Mapped[db.Id]
    sheet_id: Mapped[uuid.UUID] = db.link("score_sheets.id", index=False)
    criterion_key: Mapped[str]
    state: Mapped[str]
    text: Mapped[str]
    original_digest: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    decided_by_id: Mapped[uuid.UUID] = db.link("users.id", index=False)
    decided_at: Mapped[db.Moment]
