"""Sheets that count no more because their juror was biased."""

import uuid

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core import db
from app.panels.models import Assignment


class Voiding(db.Base):
    """A sheet was taken out of everything that counts; it stays as it was. `reason` is for the protocol."""

    __tablename__ = "voidings"
    __table_args__ = (UniqueConstraint("assignment_id"),)

    id: Mapped[db.Id]
    round_id: Mapped[uuid.UUID] = db.link("rounds.id")
    assignment_id: Mapped[uuid.UUID] = db.link("assignments.id", index=False)
    reason: Mapped[str] = mapped_column(default="")
    voided_by_id: Mapped[uuid.UUID] = db.link("users.id", index=False)
    created_at: Mapped[db.Moment]

    assignment: Mapped[Assignment] = relationship(lazy="raise")
    voided_by: Mapped[User] = relationship(lazy="raise")
