"""Who is biased about which team beyond school and company of the seat, and what a team objects to."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Company, School, User
from app.core import db
from app.rounds.models import Round
from app.teams.models import Team

_PRESENT = text("ended_at IS NULL")


class SchoolTie(db.Base):
    """A school at which somebody teaches or did so lately: ideas from there are never theirs to read."""

    __tablename__ = "school_ties"
    __table_args__ = (UniqueConstraint("user_id", "school_id"),)

    id: Mapped[db.Id]
    user_id: Mapped[uuid.UUID] = db.link("users.id")
    school_id: Mapped[uuid.UUID] = db.link("schools.id")
    created_at: Mapped[db.Moment]

    school: Mapped[School] = relationship(lazy="raise")


class Conflict(db.Base):
    """Somebody is biased about a team: said by themselves, by an admin, or by the team and found right.

    `relation` is of a closed list, `note` the words; only those who run the round read them. It is ended, not deleted.
    """

    __tablename__ = "conflicts"
    __table_args__ = (
        Index("uq_conflicts_present", "user_id", "team_id", unique=True, sqlite_where=_PRESENT,
              postgresql_where=_PRESENT),
        CheckConstraint("source IN ('declared', 'admin', 'team')", name="source"),
    )  # fmt: skip

    id: Mapped[db.Id]
    user_id: Mapped[uuid.UUID] = db.link("users.id", index=False)
    team_id: Mapped[uuid.UUID] = db.link("teams.id")
    source: Mapped[str]
    relation: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    created_by_id: Mapped[uuid.UUID] = db.link("users.id", index=False)
    created_at: Mapped[db.Moment]
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="raise", foreign_keys=[user_id])
    team: Mapped[Team] = relationship(lazy="raise")


class Objection(db.Base):
    """A team asks that somebody with a certain relation does not judge its idea; it never learns who judges.

    One against a company counts at once. One against a person is `open` until somebody who runs the round has answered.
    """

    __tablename__ = "objections"
    __table_args__ = (
        CheckConstraint("relation IN ('company', 'person')", name="relation"),
        CheckConstraint("(relation = 'company') = (company_id IS NOT NULL)", name="company"),
        CheckConstraint("state IN ('open', 'upheld', 'rejected', 'taken_back')", name="state"),
    )

    id: Mapped[db.Id]
    round_id: Mapped[uuid.UUID] = db.link("rounds.id")
    team_id: Mapped[uuid.UUID] = db.link("teams.id")
    relation: Mapped[str]
    company_id: Mapped[uuid.UUID | None] = db.link("companies.id")
    note: Mapped[str]
    state: Mapped[str]
    answer: Mapped[str] = mapped_column(default="")
    raised_by_id: Mapped[uuid.UUID] = db.link("users.id", index=False)
    created_at: Mapped[db.Moment]
    answered_at: Mapped[datetime | None]

    company: Mapped[Company | None] = relationship(lazy="raise")
    team: Mapped[Team] = relationship(lazy="raise")


class Waiver(db.Base):
    """The chair lets somebody biased judge a team all the same, with a reason that the protocol shows."""

    __tablename__ = "waivers"
    __table_args__ = (UniqueConstraint("user_id", "team_id"),)

    id: Mapped[db.Id]
    round_id: Mapped[uuid.UUID] = db.link("rounds.id")
    user_id: Mapped[uuid.UUID] = db.link("users.id", index=False)
    team_id: Mapped[uuid.UUID] = db.link("teams.id")
    reason: Mapped[str]
    granted_by_id: Mapped[uuid.UUID] = db.link("users.id", index=False)
    created_at: Mapped[db.Moment]

    round: Mapped[Round] = relationship(lazy="raise")
    user: Mapped[User] = relationship(lazy="raise", foreign_keys=[user_id])
