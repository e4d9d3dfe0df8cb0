"""What was decided about the ideas of a round, and who approved it."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core import db
from app.ideas.models import Submission


class Decision(db.Base):
    """What becomes of a submission, with its reason. It is never changed: another takes its place, it stays on record.

    Only prizes and special awards have a name (`prize`) and a place in the list of results (`rank`). `deviates` marks
    one against the ranking, whose reason says why. `version` counts the changes of what is decided about the
    submission; revoking is one.
    """

    __tablename__ = "decisions"
    __table_args__ = (
        Index("uq_decisions_present", "submission_id", unique=True, sqlite_where=text("revoked_at IS NULL"),
              postgresql_where=text("revoked_at IS NULL")),
        CheckConstraint("kind IN ('prize', 'special', 'shortlist', 'not_selected')", name="kind"),
        CheckConstraint("(kind IN ('prize', 'special')) = (prize <> '')", name="prize"),
        CheckConstraint("(kind IN ('prize', 'special')) = (rank IS NOT NULL)", name="rank"),
    )  # fmt: skip

    id: Mapped[db.Id]
    round_id: Mapped[uuid.UUID] = db.link("rounds.id")
    submission_id: Mapped[uuid.UUID] = db.link("submissions.id", index=False)
    kind: Mapped[str]
    prize: Mapped[str] = mapped_column(default="")
    rank: Mapped[int | None]
    reason: Mapped[str] = mapped_column(default="")
    deviates: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    decided_by_id: Mapped[uuid.UUID] = db.link("users.id", index=False)
    created_at: Mapped[db.Moment]
    revoked_at: Mapped[datetime | None]

    submission: Mapped[Submission] = relationship(lazy="raise")
    decided_by: Mapped[User] = relationship(lazy="raise")


class Approval(db.Base):
    """Somebody's yes to all decisions of a round as they stood, by their `digest`. Any later change ends it.

    A round has one as `chair` and one as `admin`, never both by the same person.
    """

    __tablename__ = "approvals"
    __table_args__ = (
        Index("uq_approvals_role", "round_id", "role", unique=True, sqlite_where=text("ended_at IS NULL"),
              postgresql_where=text("ended_at IS NULL")),
        Index("uq_approvals_person", "round_id", "approved_by_id", unique=True, sqlite_where=text("ended_at IS NULL"),
              postgresql_where=text("ended_at IS NULL")),
        CheckConstraint("role IN ('chair', 'admin')", name="role"),
    )  # fmt: skip

    id: Mapped[db.Id]
    round_id: Mapped[uuid.UUID] = db.link("rounds.id")
    approved_by_id: Mapped[uuid.UUID] = db.link("users.id", index=False)
    role: Mapped[str]
    digest: Mapped[str]
    approved_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    approved_by: Mapped[User] = relationship(lazy="raise")
