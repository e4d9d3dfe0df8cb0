"""Teams of students of one school, and who is in them."""

import uuid
from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Company, School, User
from app.core import db
from app.rounds.models import Round


class Team(db.Base):
    """A team in a round. `name_key` folds case and look-alike letters; `member_count` is kept by the actions.

    The last member's leaving archives the team, at the same moment: `archived_at` equals that member's `left_at`.
    `version` counts the changes of the name.
    """

    __tablename__ = "teams"
    __table_args__ = (UniqueConstraint("round_id", "name_key"),)

    id: Mapped[db.Id]
    round_id: Mapped[uuid.UUID] = db.link("rounds.id")
    school_id: Mapped[uuid.UUID] = db.link("schools.id")
    name: Mapped[str]
    name_key: Mapped[str]
    sort_key: Mapped[str]
    code: Mapped[str] = mapped_column(unique=True)
    captain_id: Mapped[uuid.UUID | None] = db.link("users.id")
    member_count: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[db.Moment]
    archived_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    round: Mapped[Round] = relationship(lazy="raise")
    school: Mapped[School] = relationship(lazy="raise")


class TeamCompany(db.Base):
    """A company in which members of a team learn; nobody who works there judges the team's idea."""

    __tablename__ = "team_companies"
    __table_args__ = (UniqueConstraint("team_id", "company_id"),)

    id: Mapped[db.Id]
    team_id: Mapped[uuid.UUID] = db.link("teams.id")
    company_id: Mapped[uuid.UUID] = db.link("companies.id")
    created_at: Mapped[db.Moment]

    company: Mapped[Company] = relationship(lazy="raise")


class Membership(db.Base):
    """A student in a team; the row stays when the student leaves."""

    __tablename__ = "memberships"
    __table_args__ = (
        Index("uq_memberships_present", "team_id", "user_id", unique=True, sqlite_where=text("left_at IS NULL"),
              postgresql_where=text("left_at IS NULL")),
    )  # fmt: skip

    id: Mapped[db.Id]
    team_id: Mapped[uuid.UUID] = db.link("teams.id")
    user_id: Mapped[uuid.UUID] = db.link("users.id")
    joined_at: Mapped[db.Moment]
    left_at: Mapped[datetime | None]

    team: Mapped[Team] = relationship(lazy="raise")
    user: Mapped[User] = relationship(lazy="raise")
