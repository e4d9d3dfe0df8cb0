"""Final sheets as lines of a table, ready to be taken away."""

import uuid

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core import db


class Line(db.Base):
    """What the final sheet of an assignment says, as `rules.said_of` puts it; no other sheet has one.

    `number` is that of the idea. It and the rest stand here once more, so that the lines of a round are read from one
    table: thousands of rows found one by one in four others take longer than all that is told of them.
    """

    __tablename__ = "sheet_lines"
    __table_args__ = (UniqueConstraint("assignment_id"),)

    id: Mapped[db.Id]
    assignment_id: Mapped[uuid.UUID] = db.link("assignments.id", index=False)
    round_id: Mapped[uuid.UUID] = db.link("rounds.id")
    panel_member_id: Mapped[uuid.UUID] = db.link("panel_members.id", index=False)
    rubric_id: Mapped[uuid.UUID] = db.link("rubrics.id", index=False)
    number: Mapped[int]
    said: Mapped[bytes] = mapped_column(LargeBinary)
