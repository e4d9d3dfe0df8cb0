"""Competitions, their rounds, phases and categories, and the form a team fills in."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core import db


class PhaseKind(StrEnum):
    """What a phase is for; rules fix what may be done in it."""

    ANNOUNCE = "announce"
    REGISTER = "register"
    SUBMIT = "submit"
    FORMAL_CHECK = "formal_check"
    JURY = "jury"
    DELIBERATE = "deliberate"
    PUBLISH = "publish"
    IMPLEMENT = "implement"


class Competition(db.Base):
    """A contest that returns, such as "Innovationswettbewerb 2027"."""

    __tablename__ = "competitions"

    id: Mapped[db.Id]
    title: Mapped[str]
    slug: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[db.Moment]


class Round(db.Base):
    """One run of a competition. Hidden from everybody but admins until `announced_at`.

    `has_auto_submit`: what is complete when submission closes is handed in by itself. For `appeal_days` after its
    results are public teams may appeal. The files of all teams of one school may take `school_gigabytes`.
    The ideas of a round that `is_final` come from another one.
    """

    __tablename__ = "rounds"
    __table_args__ = (UniqueConstraint("competition_id", "slug"),)

    id: Mapped[db.Id]
    competition_id: Mapped[uuid.UUID] = db.link("competitions.id")
    title: Mapped[str]
    slug: Mapped[str]
    lead: Mapped[str] = mapped_column(default="")
    team_min: Mapped[int]
    team_max: Mapped[int]
    teams_per_person: Mapped[int]
    contact: Mapped[str] = mapped_column(default="")
    has_auto_submit: Mapped[bool] = mapped_column(default=True)
    appeal_days: Mapped[int] = mapped_column(default=14)
    school_gigabytes: Mapped[int] = mapped_column(default=20)
    is_final: Mapped[bool] = mapped_column(default=False)
    announced_at: Mapped[datetime | None] = mapped_column(index=True)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[db.Moment]

    competition: Mapped[Competition] = relationship(lazy="raise")


class Phase(db.Base):
    """A window [opens_at, closes_at) of one kind. Grace lengthens only uploads and offline sheets."""

    __tablename__ = "phases"

    id: Mapped[db.Id]
    round_id: Mapped[uuid.UUID] = db.link("rounds.id")
    kind: Mapped[str]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    grace_minutes: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    @property
    def plan(self) -> dict[str, Any]:
        """What and when, as the log keeps it."""
        return {
            "round": str(self.round_id),
            "kind": str(self.kind),
            "opens_at": self.opens_at.isoformat(),
            "closes_at": self.closes_at.isoformat(),
            "grace_minutes": self.grace_minutes,
        }


class Category(db.Base):
    """A field of topics within a round; `position` also picks its colour."""

    __tablename__ = "categories"
    __table_args__ = (UniqueConstraint("round_id", "name_key"),)

    id: Mapped[db.Id]
    round_id: Mapped[uuid.UUID] = db.link("rounds.id")
    name: Mapped[str]
    name_key: Mapped[str]
    position: Mapped[int]


class FormVersion(db.Base):
    """A version of the entry form; `fields` is a list of `rounds.rules.FormField` as plain JSON."""

    __tablename__ = "form_versions"
    __table_args__ = (UniqueConstraint("round_id", "number"),)

    id: Mapped[db.Id]
    round_id: Mapped[uuid.UUID] = db.link("rounds.id")
    number: Mapped[int]
    fields: Mapped[list[dict[str, Any]]]
    created_at: Mapped[db.Moment]
