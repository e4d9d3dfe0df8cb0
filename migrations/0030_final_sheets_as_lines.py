"""Final sheets stand ready as lines of a table, and sheets that wait to be confirmed are found by an index."""

import uuid
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import sqlalchemy as sa
from alembic import op

from app.core import db
from app.core.documents import tables
from app.core.documents.tables import Cell

revision: str = "0030"
down_revision: str | None = "0029"
branch_labels: tuple[str, ...] | None = None
depends_on: str | None = None

_LINES = sa.table(
    "sheet_lines",
    *(sa.column(name, sa.Uuid()) for name in ("id", "assignment_id", "round_id", "panel_member_id", "rubric_id")),
    sa.column("number", sa.Integer()),
    sa.column("said", sa.LargeBinary()),
)
# What the language of the reader decides, as lines have it.
_SKIPPED, _POINT = "\x1a", "\x1f"
_MOMENTS = ("created_at", "handed_in_at", "late_at", "filled_in_at")
_FINAL = sa.text(
    "SELECT score_sheets.id, score_sheets.assignment_id, assignments.round_id, assignments.panel_member_id, "
    "score_sheets.rubric_id, ideas.number, score_sheets.total, score_sheets.created_at, score_sheets.handed_in_at, "
    "score_sheets.late_at, score_sheets.filled_in_at, rubrics.content_hash "
    "FROM score_sheets JOIN assignments ON assignments.id = score_sheets.assignment_id "
    "JOIN submissions ON submissions.id = assignments.submission_id JOIN ideas ON ideas.id = submissions.idea_id "
    "JOIN rubrics ON rubrics.id = score_sheets.rubric_id WHERE score_sheets.state = 'final'"
).columns(
    *(sa.column(name, sa.Uuid()) for name in ("id", "assignment_id", "round_id", "panel_member_id", "rubric_id")),
    sa.column("number", sa.Integer()),
    sa.column("total", sa.String()),
    *(sa.column(name, db.UtcDateTime(timezone=True)) for name in _MOMENTS),
    sa.column("content_hash", sa.String()),
)
_SCORES = sa.table(
    "scores",
    *(sa.column(name, sa.Uuid()) for name in ("sheet_id", "criterion_id")),
    sa.column("points", sa.Integer()),
    sa.column("is_skipped", sa.Boolean()),
    sa.column("comment", sa.String()),
)
_CRITERIA = sa.table(
    "criteria", *(sa.column(name, sa.Uuid()) for name in ("id", "rubric_id")), sa.column("position", sa.Integer())
)
_IN_ORDER = (_CRITERIA.c.position, _CRITERIA.c.id)


def upgrade() -> None:
    op.create_table(
        "sheet_lines",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("panel_member_id", sa.Uuid(), nullable=False),
        sa.Column("rubric_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("said", sa.LargeBinary(), nullable=False),
        *(
            sa.ForeignKeyConstraint([name], [target], name=op.f(f"fk_sheet_lines_{name}"), ondelete="RESTRICT")
            for name, target in (
                ("assignment_id", "assignments.id"),
                ("round_id", "rounds.id"),
                ("panel_member_id", "panel_members.id"),
                ("rubric_id", "rubrics.id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_lines")),
        sa.UniqueConstraint("assignment_id", name=op.f("uq_sheet_lines_assignment_id")),
    )
    op.create_index(op.f("ix_sheet_lines_round_id"), "sheet_lines", ["round_id"])
    is_former = sa.text("former IS NOT NULL")
    op.create_index(
        op.f("ix_score_sheets_former"),
        "score_sheets",
        ["assignment_id"],
        sqlite_where=is_former,
        postgresql_where=is_former,
    )
    bind = op.get_bind()
    if rows := list(_lines(bind)):
        bind.execute(_LINES.insert(), rows)


def _lines(bind: sa.Connection) -> Iterator[dict[str, Any]]:
    """The lines of all sheets that are final by now."""
    criteria: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    said: dict[uuid.UUID, dict[uuid.UUID, tuple[Cell, str]]] = defaultdict(dict)
    for id_, rubric_id in bind.execute(sa.select(_CRITERIA.c.id, _CRITERIA.c.rubric_id).order_by(*_IN_ORDER)):
        criteria[rubric_id].append(id_)
    for sheet_id, criterion_id, points, is_skipped, comment in bind.execute(sa.select(_SCORES)):
        said[sheet_id][criterion_id] = (_SKIPPED if is_skipped else points, comment)
    for row in bind.execute(_FINAL):
        marks = [cell for id_ in criteria[row.rubric_id] for cell in said[row.id].get(id_, (None, ""))]
        moments = [moment and tables.minute_of(moment) for moment in (getattr(row, name) for name in _MOMENTS)]
        cells = [*marks, *_worth(row.total), *moments, row.content_hash]
        kept = ("assignment_id", "round_id", "panel_member_id", "rubric_id", "number")
        own = {"id": uuid.uuid4(), "said": tables.text_of([cells]).encode()}
        yield {**own, **{name: getattr(row, name) for name in kept}}


def _worth(total: str) -> tuple[Cell, ...]:
    exact = Fraction(total)
    shown = int(exact * 10 + Fraction(1, 2)) / 10
    return exact.numerator, exact.denominator, str(shown).replace(".", _POINT)


def downgrade() -> None:
    op.drop_index(op.f("ix_score_sheets_former"), "score_sheets")
    op.drop_table("sheet_lines")
