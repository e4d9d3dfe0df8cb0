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
    `version` counts the changes of school, company and part. `languages` (codes) are those in which the person reads,
    `fields` (ids of categories) where they are at home, `load` how many ideas they read at most, if they said so;
    `profile_version` counts the changes of these.
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
    languages: Mapped[list[str]] = mapped_column(default=lambda: ["de"])
    fields: Mapped[list[str]] = mapped_column(default=list)
    load: Mapped[int | None]
    profile_version: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[db.Moment]
    removed_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="raise")
    school: Mapped[School | None] = relationship(lazy="raise")
    company: Mapped[Company | None] = relationship(lazy="raise")
    round: Mapped[Round] = relationship(lazy="raise")


class Assignment(db.Base):
    """One submission for one juror to read; at most once.

    `state` repeats for lists how far its sheet is: open, begun or done, or voided, when it counts no more. The row is
    the lock of that sheet. Who has not accepted it by `reply_by` and not begun it may be relieved of it. `is_dealt`
    says that the system found this juror for it, not a person.
    """

    __tablename__ = "assignments"
    __table_args__ = (
        UniqueConstraint("submission_id", "panel_member_id"),
        CheckConstraint("state IN ('open', 'begun', 'done', 'voided')", name="state"),
    )

    id: Mapped[db.Id]
    round_id: Mapped[uuid.UUID] = db.link("rounds.id")
    submission_id: Mapped[uuid.UUID] = db.link("submissions.id")
    panel_member_id: Mapped[uuid.UUID] = db.link("panel_members.id")
    state: Mapped[str] = mapped_column(default="open")
    is_dealt: Mapped[bool] = mapped_column(default=False)
    assigned_by_id: Mapped[uuid.UUID] = db.link("users.id", index=False)
    created_at: Mapped[db.Moment]
    reply_by: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]

    submission: Mapped[Submission] = relationship(lazy="raise")
    panel_member: Mapped[PanelMember] = relationship(lazy="raise")
    round: Mapped[Round] = relationship(lazy="raise")


class ReturnedReading(db.Base):
    """A submission that a juror gave back, or did not begin in time: it is dealt to somebody else, never to them again.

    `cause` is biased, not_my_field, too_many, no_show or voided; `note` are the juror's words.
    """

    __tablename__ = "returned_readings"
    __table_args__ = (
        CheckConstraint("cause IN ('biased', 'not_my_field', 'too_many', 'no_show', 'voided')", name="cause"),
    )

    id: Mapped[db.Id]
    round_id: Mapped[uuid.UUID] = db.link("rounds.id")
    submission_id: Mapped[uuid.UUID] = db.link("submissions.id")
    panel_member_id: Mapped[uuid.UUID] = db.link("panel_members.id")
    cause: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[db.Moment]

    submission: Mapped[Submission] = relationship(lazy="raise")
    panel_member: Mapped[PanelMember] = relationship(lazy="raise")
