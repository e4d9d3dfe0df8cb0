"""What of a first round counts in its final round."""

import uuid

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core import db


class CarryOver(db.Base):
    """What share (in per cent) of a final's value comes from this round. Fixed when its first sheet is begun.

    `digest` is that of round and share; `version` counts the changes.
    """

    __tablename__ = "carry_overs"
    __table_args__ = (UniqueConstraint("round_id"), CheckConstraint("share BETWEEN 0 AND 100", name="share"))

    id: Mapped[db.Id]
    round_id: Mapped[uuid.UUID] = db.link("rounds.id", index=False)
    share: Mapped[int]
    digest: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    changed_by_id: Mapped[uuid.UUID] = db.link("users.id", index=False)
    changed_at: Mapped[db.Moment]


class Final(db.Base):
    """A final round, the one that it follows, and the share that was laid down there."""

    __tablename__ = "finals"
    __table_args__ = (
        UniqueConstraint("round_id"),
        UniqueConstraint("first_round_id"),
        CheckConstraint("share BETWEEN 0 AND 100", name="share"),
    )

    id: Mapped[db.Id]
    round_id: Mapped[uuid.UUID] = db.link("rounds.id", index=False)
    first_round_id: Mapped[uuid.UUID] = db.link("rounds.id", index=False)
    share: Mapped[int]
    created_by_id: Mapped[uuid.UUID] = db.link("users.id", index=False)
    created_at: Mapped[db.Moment]


class Finalist(db.Base):
    """A submission of a final, the one of the first round that it is, and the exact value it had there ("n/d")."""

    __tablename__ = "finalists"
    __table_args__ = (UniqueConstraint("submission_id"), UniqueConstraint("first_submission_id"))

    id: Mapped[db.Id]
    final_id: Mapped[uuid.UUID] = db.link("finals.id")
    submission_id: Mapped[uuid.UUID] = db.link("submissions.id", index=False)
    first_submission_id: Mapped[uuid.UUID] = db.link("submissions.id", index=False)
    value: Mapped[str]
