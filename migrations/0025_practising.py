"""Sample ideas on which a jury practises."""

import sqlalchemy as sa
from alembic import op

from app.core import db

revision: str = "0025"
down_revision: str | None = "0024"
branch_labels: tuple[str, ...] | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "calibrations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_calibrations_round_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibrations")),
        sa.UniqueConstraint("round_id", name=op.f("uq_calibrations_round_id")),
    )
    op.create_table(
        "calibration_examples",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("reference", sa.JSON(), nullable=False),
        sa.Column("created_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("removed_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_calibration_examples_round_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration_examples")),
    )
    op.create_index(op.f("ix_calibration_examples_round_id"), "calibration_examples", ["round_id"], unique=False)
    op.create_table(
        "practise_sheets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("example_id", sa.Uuid(), nullable=False),
        sa.Column("panel_member_id", sa.Uuid(), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("created_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["example_id"], ["calibration_examples.id"], name=op.f("fk_practise_sheets_example_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["panel_member_id"],
            ["panel_members.id"],
            name=op.f("fk_practise_sheets_panel_member_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practise_sheets")),
        sa.UniqueConstraint(
            "example_id", "panel_member_id", name=op.f("uq_practise_sheets_example_id_panel_member_id")
        ),
    )
    op.create_index(op.f("ix_practise_sheets_panel_member_id"), "practise_sheets", ["panel_member_id"], unique=False)


def downgrade() -> None:
    for table in ("practise_sheets", "calibration_examples", "calibrations"):
        op.drop_table(table)
