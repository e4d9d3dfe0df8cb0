"""Who judges in a round, and who reads what."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Company, School, User
from app.core import db
from app.ideas.models import Submission
from app.rounds.models import Round


class PanelMember(db.Base):
    """Somebody in the jury of a round: a juror, its chair, or both.

    `school_id` and `company_id` are where the person works, if anywhere: ideas from there are never theirs to read.
    `version` counts the changes of school, company and part.
    """

    __tablename__ = "panel_members"
    __table_args__ = (
        UniqueConstraint("round_id", "user_id"),
        CheckConstraint("is_juror OR is_chair", name="part"),
    )

    id: Mapped[db.Id]
    round_id: Mapped[uuid.UUID] = db.link("rounds.id")
    user_id: Mapped[uuid.UUID] = db.link("users.id")
    school_id: Mapped[uuid.UUID | None] = db.link("schools.id")
    company_id: Mapped[uuid.UUID | None] = db.link("companies.id")
    is_juror: Mapped[bool] = mapped_column(default=True)
    is_chair: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[db.Moment]
    removed_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="raise")
    school: Mapped[School | None] = relationship(lazy="raise")
    company: Mapped[Company | None] = relationship(lazy="raise")
    round: Mapped[Round] = relationship(lazy="raise")


class Assignment(db.Base):
    """One submission for one juror to read; at most once.

    `state` repeats for lists how far its sheet is: open, begun or done. The row is the lock of that sheet.
    """

    __tablename__ = "assignments"
    __table_args__ = (
        UniqueConstraint("submission_id", "panel_member_id"),
        CheckConstraint("state IN ('open', 'begun', 'done')", name="state"),
    )

    id: Mapped[db.Id]
    round_id: Mapped[uuid.UUID] = db.link("rounds.id")
    submission_id: Mapped[uuid.UUID] = db.link("submissions.id")
    panel_member_id: Mapped[uuid.UUID] = db.link("panel_members.id")
    state: Mapped[str] = mapped_column(default="open")
    assigned_by_id: Mapped[uuid.UUID] = db.link("users.id", index=False)
    created_at: Mapped[db.Moment]

    submission: Mapped[Submission] = relationship(lazy="raise")
    panel_member: Mapped[PanelMember] = relationship(lazy="raise")
    round: Mapped[Round] = relationship(lazy="raise")
