"""Score sheets: what one juror thinks of one submission."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core import db
from app.panels.models import Assignment
from app.rubrics.models import Criterion, Rubric


class ScoreSheet(db.Base):
    """The sheet of an assignment: `draft` while it is filled in, `final` once handed in, `voided` if it counts no more.

    `total` is the exact weighted total 0–100 of what a final sheet holds, as "numerator/denominator". If something came
    after the jury's end, `late_at` says when, and `filled_in_at` when it was filled in as the device has it.
    `former` is what it said by an earlier version of the rubric, as `scoring.rules.former_of` puts it.
    """

    __tablename__ = "score_sheets"
    __table_args__ = (
        UniqueConstraint("assignment_id"),
        # Nearly all sheets have nothing former: this one is as small as what pages look for in it.
        Index("ix_score_sheets_former", "assignment_id", sqlite_where=text("former IS NOT NULL"),
              postgresql_where=text("former IS NOT NULL")),
        CheckConstraint("state IN ('draft', 'final', 'voided')", name="state"),
        CheckConstraint("state = 'voided' OR (state = 'final') = (handed_in_at IS NOT NULL)", name="handed_in"),
        CheckConstraint("state = 'voided' OR (state = 'final') = (total <> '')", name="total"),
        CheckConstraint("(late_at IS NULL) = (filled_in_at IS NULL)", name="late"),
    )  # fmt: skip

    id: Mapped[db.Id]
    assignment_id: Mapped[uuid.UUID] = db.link("assignments.id", index=False)
    rubric_id: Mapped[uuid.UUID] = db.link("rubrics.id")
    state: Mapped[str] = mapped_column(default="draft")
    total: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[db.Moment]
    changed_at: Mapped[db.Moment]
    handed_in_at: Mapped[datetime | None]
    filled_in_at: Mapped[datetime | None]
    late_at: Mapped[datetime | None]
    former: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    assignment: Mapped[Assignment] = relationship(lazy="raise")
    rubric: Mapped[Rubric] = relationship(lazy="raise")


class Score(db.Base):
    """The points for one criterion; `is_skipped` means "not assessable", which is never 0.

    `points_version` and `comment_version` are the versions of the sheet in which each of both was changed last.
    """

    __tablename__ = "scores"
    __table_args__ = (
        UniqueConstraint("sheet_id", "criterion_id"),
        CheckConstraint("NOT (is_skipped AND points IS NOT NULL)", name="one_answer"),
    )

    id: Mapped[db.Id]
    sheet_id: Mapped[uuid.UUID] = db.link("score_sheets.id")
    criterion_id: Mapped[uuid.UUID] = db.link("criteria.id", index=False)
    points: Mapped[int | None]
    is_skipped: Mapped[bool] = mapped_column(default=False)
    comment: Mapped[str] = mapped_column(default="")
    points_version: Mapped[int] = mapped_column(default=1)
    comment_version: Mapped[int] = mapped_column(default=1)

    criterion: Mapped[Criterion] = relationship(lazy="raise")
