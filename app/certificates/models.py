"""Certificates that were issued, and how each can be checked."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core import db
from app.rounds.models import Round
from app.teams.models import Team


class Certificate(db.Base):
    """A certificate of a member, team, juror or teacher. The name stands on the paper only; here is its digest.

    `holder` says what it is for and whose, so that there is one at a time; `digest` covers all that is printed. When
    that has changed, the next download replaces it; a withdrawn one is not replaced. `place` and `count` (of ideas or
    teams somebody is thanked for) stay as they were, though classes and juries change.
    """

    __tablename__ = "certificates"
    __table_args__ = (
        Index("uq_certificates_present", "holder", unique=True, sqlite_where=text("replaced_at IS NULL"),
              postgresql_where=text("replaced_at IS NULL")),
        CheckConstraint("kind IN ('member', 'team', 'juror', 'teacher')", name="kind"),
        CheckConstraint("award IN ('prize', 'special', 'shortlist', 'participation', 'thanks')", name="award"),
        CheckConstraint("(award IN ('prize', 'special')) = (prize <> '')", name="prize"),
        CheckConstraint("(kind IN ('member', 'team')) = (team_id IS NOT NULL)", name="team"),
        CheckConstraint("(kind = 'team') = (person_id IS NULL)", name="person"),
    )  # fmt: skip

    id: Mapped[db.Id]
    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    holder: Mapped[str]
    round_id: Mapped[uuid.UUID] = db.link("rounds.id")
    team_id: Mapped[uuid.UUID | None] = db.link("teams.id")
    person_id: Mapped[uuid.UUID | None] = db.link("users.id")
    award: Mapped[str]
    prize: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    count: Mapped[int] = mapped_column(default=0)
    digest: Mapped[str]
    name_digest: Mapped[str]
    issued_at: Mapped[db.Moment]
    replaced_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    round: Mapped[Round] = relationship(lazy="raise")
    team: Mapped[Team | None] = relationship(lazy="raise")
    person: Mapped[User | None] = relationship(lazy="raise")
