"""Sheets of jurors who turned out to be biased: kept, and counted no more."""

import sqlalchemy as sa
from alembic import op

from app.core import db

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: tuple[str, ...] | None = None
depends_on: str | None = None

_READING = "state IN ('open', 'begun', 'done'{})"
_SHEET = "state IN ('draft', 'final'{})"


def upgrade() -> None:
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_assignments_state"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_assignments_state"), _READING.format(", 'voided'"))
    with op.batch_alter_table("score_sheets", schema=None) as batch_op:
        for name in ("state", "handed_in", "total"):
            batch_op.drop_constraint(batch_op.f(f"ck_score_sheets_{name}"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_score_sheets_state"), _SHEET.format(", 'voided'"))
        batch_op.create_check_constraint(
            batch_op.f("ck_score_sheets_handed_in"),
            "state = 'voided' OR (state = 'final') = (handed_in_at IS NOT NULL)",
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_score_sheets_total"), "state = 'voided' OR (state = 'final') = (total <> '')"
        )
    op.create_table(
        "voidings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("voided_by_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignments.id"], name=op.f("fk_voidings_assignment_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_voidings_round_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["voided_by_id"], ["users.id"], name=op.f("fk_voidings_voided_by_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voidings")),
        sa.UniqueConstraint("assignment_id", name=op.f("uq_voidings_assignment_id")),
    )
    with op.batch_alter_table("voidings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_voidings_round_id"), ["round_id"], unique=False)


def downgrade() -> None:
    op.drop_table("voidings")
    # The older version knows of no such sheets: they count again, as they did before.
    op.execute("UPDATE score_sheets SET state = 'final' WHERE state = 'voided' AND handed_in_at IS NOT NULL")
    op.execute("UPDATE score_sheets SET state = 'draft' WHERE state = 'voided'")
    for state, sheet in (("done", "final"), ("begun", "draft")):
        op.execute(
            f"UPDATE assignments SET state = '{state}' WHERE state = 'voided' AND id IN"  # noqa: S608 # our own words
            f" (SELECT assignment_id FROM score_sheets WHERE state = '{sheet}')"
        )
    with op.batch_alter_table("score_sheets", schema=None) as batch_op:
        for name in ("state", "handed_in", "total"):
            batch_op.drop_constraint(batch_op.f(f"ck_score_sheets_{name}"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_score_sheets_state"), _SHEET.format(""))
        batch_op.create_check_constraint(
            batch_op.f("ck_score_sheets_handed_in"), "(state = 'final') = (handed_in_at IS NOT NULL)"
        )
        batch_op.create_check_constraint(batch_op.f("ck_score_sheets_total"), "(state = 'final') = (total <> '')")
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_assignments_state"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_assignments_state"), _READING.format(""))
