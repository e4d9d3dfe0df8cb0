"""What the jury looks at: criteria with weights, and a text for each level."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core import db


class Rubric(db.Base):
    """A version of a round's rubric. `comment_for` lists the points that need a sentence of reason.

    From `in_use_at` on it is shown to everybody and sheets are begun by it; `begun_sheets` counts them. `version`
    counts the changes of labels and `comment_for`; criteria count their own.
    """

    __tablename__ = "rubrics"
    __table_args__ = (UniqueConstraint("round_id", "number"),)

    id: Mapped[db.Id]
    round_id: Mapped[uuid.UUID] = db.link("rounds.id")
    number: Mapped[int]
    labels: Mapped[dict[str, Any]]
    comment_for: Mapped[list[int]]
    created_at: Mapped[db.Moment]
    frozen_at: Mapped[datetime | None]
    content_hash: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    begun_sheets: Mapped[int] = mapped_column(default=0)
    in_use_at: Mapped[datetime | None]


class Criterion(db.Base):
    """One criterion: points from `low` to `high` in whole steps; texts are {"de": …, "en": …, "plain": …}.

    `levels` maps points (as text) to what they stand for. `kind` says whether it counts for the total, `comments` when
    a sentence is asked for (the words of both are in `rules`). Without `category_ids` it is for every category.
    """

    __tablename__ = "criteria"
    __table_args__ = (UniqueConstraint("rubric_id", "key"),)

    id: Mapped[db.Id]
    rubric_id: Mapped[uuid.UUID] = db.link("rubrics.id")
    key: Mapped[str]
    position: Mapped[int]
    weight: Mapped[int]
    low: Mapped[int]
    high: Mapped[int]
    is_required: Mapped[bool]
    may_be_skipped: Mapped[bool]
    name: Mapped[dict[str, str]]
    question: Mapped[dict[str, str]]
    levels: Mapped[dict[str, Any]]
    kind: Mapped[str]
    comments: Mapped[str]
    category_ids: Mapped[list[str]]
    version: Mapped[int] = mapped_column(default=1)

    rubric: Mapped[Rubric] = relationship(lazy="raise")

    def __init__(self, **values: Any) -> None:  # noqa: ANN401 # the columns
        """What is not said otherwise counts, is for every category and follows what all criteria have in common."""
        super().__init__(**{"kind": "judgement", "comments": "common", "category_ids": [], **values})
