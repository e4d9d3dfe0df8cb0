"""Plans of who reads what, drawn by the system and kept with seed, figures and what became of them."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core import db
from app.rounds.models import Round


class Plan(db.Base):
    """A proposal: `waiting` to be worked out, `ready` to be looked at, `infeasible`, or `applied`.

    `order` says what was asked for, `outcome` what came of it: pairs of ids of submission and seat, figures, or who
    lacks whom. `digest` is that of everything the proposal was worked out from, so that a stale one is never applied.
    """

    __tablename__ = "dealing_plans"
    __table_args__ = (CheckConstraint("state IN ('waiting', 'ready', 'infeasible', 'applied')", name="state"),)

    id: Mapped[db.Id]
    round_id: Mapped[uuid.UUID] = db.link("rounds.id")
    state: Mapped[str] = mapped_column(default="waiting")
    readings: Mapped[int]
    seed: Mapped[int]
    order: Mapped[dict[str, Any]]
    outcome: Mapped[dict[str, Any]] = mapped_column(default=dict)
    digest: Mapped[str] = mapped_column(default="")
    created_by_id: Mapped[uuid.UUID] = db.link("users.id", index=False)
    created_at: Mapped[db.Moment]
    applied_at: Mapped[datetime | None]

    round: Mapped[Round] = relationship(lazy="raise")
