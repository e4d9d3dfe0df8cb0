"""What of a team may become public: the teacher's word on the papers, and what was released of its submission."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core import db
from app.ideas.models import Submission


class Papers(db.Base):
    """A teacher says that the signed papers of a team are there. What was taken back stays on record."""

    __tablename__ = "papers"
    __table_args__ = (
        Index("uq_papers_present", "team_id", unique=True, sqlite_where=text("ended_at IS NULL"),
              postgresql_where=text("ended_at IS NULL")),
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended"),
    )  # fmt: skip

    id: Mapped[db.Id]
    team_id: Mapped[uuid.UUID] = db.link("teams.id", index=False)
    noted_by_id: Mapped[uuid.UUID] = db.link("users.id", index=False)
    noted_at: Mapped[db.Moment]
    ended_by_id: Mapped[uuid.UUID | None] = db.link("users.id", index=False)
    ended_at: Mapped[datetime | None]

    noted_by: Mapped[User] = relationship(lazy="raise", foreign_keys=[noted_by_id])


class Clearance(db.Base):
    """What of one submission may be shown to everybody: texts by key, files by id, and whether the school is named.

    `alts` describes the released pictures, by file. The id is random, stands in no other address and becomes that of
    the public page. A newer submission of the same idea begins with nothing released.
    """

    __tablename__ = "clearances"
    __table_args__ = (UniqueConstraint("submission_id"),)

    id: Mapped[db.Id]
    submission_id: Mapped[uuid.UUID] = db.link("submissions.id", index=False)
    fields: Mapped[list[str]]
    files: Mapped[list[str]]
    alts: Mapped[dict[str, str]]
    is_school_named: Mapped[bool]
    version: Mapped[int] = mapped_column(default=1)
    changed_by_id: Mapped[uuid.UUID] = db.link("users.id", index=False)
    changed_at: Mapped[db.Moment]

    submission: Mapped[Submission] = relationship(lazy="raise")
