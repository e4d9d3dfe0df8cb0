"""Practising before the first real sheet: sample ideas with points agreed on before, and what jurors made of them."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core import db
from app.panels.models import PanelMember


class Calibration(db.Base):
    """Whether the jurors of a round must have practised before they score; without a row nobody must."""

    __tablename__ = "calibrations"
    __table_args__ = (UniqueConstraint("round_id"),)

    id: Mapped[db.Id]
    round_id: Mapped[uuid.UUID] = db.link("rounds.id", index=False)
    is_required: Mapped[bool] = mapped_column(default=False)


class Example(db.Base):
    """A sample idea. `reference` is {criterion key: [points, reason]}, agreed on by those who run the round."""

    __tablename__ = "calibration_examples"

    id: Mapped[db.Id]
    round_id: Mapped[uuid.UUID] = db.link("rounds.id")
    position: Mapped[int]
    title: Mapped[str]
    text: Mapped[str]
    reference: Mapped[dict[str, Any]]
    created_at: Mapped[db.Moment]
    removed_at: Mapped[datetime | None]


class PractiseSheet(db.Base):
    """What a juror gave a sample idea: {criterion key: points}. It is final at once and enters no ranking."""

    __tablename__ = "practise_sheets"
    __table_args__ = (UniqueConstraint("example_id", "panel_member_id"),)

    id: Mapped[db.Id]
    example_id: Mapped[uuid.UUID] = db.link("calibration_examples.id", index=False)
    panel_member_id: Mapped[uuid.UUID] = db.link("panel_members.id")
    points: Mapped[dict[str, Any]]
    created_at: Mapped[db.Moment]

    example: Mapped[Example] = relationship(lazy="raise")
    panel_member: Mapped[PanelMember] = relationship(lazy="raise")
