"""Appeals of teams against how their idea was judged, within days that the round says."""

import sqlalchemy as sa
from alembic import op

from app.core import db

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: tuple[str, ...] | None = None
depends_on: str | None = None


def upgrade() -> None:
    with op.batch_alter_table("rounds", schema=None) as batch_op:
        batch_op.add_column(sa.Column("appeal_days", sa.Integer(), nullable=False, server_default="14"))
    op.create_table(
        "appeals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("raised_by_id", sa.Uuid(), nullable=False),
        sa.Column("raised_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("handled_by_id", sa.Uuid(), nullable=True),
        sa.Column("answered_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ground IN ('procedure', 'bias', 'sums')", name=op.f("ck_appeals_ground")),
        sa.CheckConstraint("state IN ('received', 'in_review', 'upheld', 'rejected')", name=op.f("ck_appeals_state")),
        sa.CheckConstraint(
            "(state IN ('upheld', 'rejected')) = (answered_at IS NOT NULL)", name=op.f("ck_appeals_answered")
        ),
        sa.ForeignKeyConstraint(
            ["handled_by_id"], ["users.id"], name=op.f("fk_appeals_handled_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["raised_by_id"], ["users.id"], name=op.f("fk_appeals_raised_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_appeals_round_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_appeals_team_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeals")),
    )
    with op.batch_alter_table("appeals", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_appeals_round_id"), ["round_id"], unique=False)
        batch_op.create_index(op.f("ix_appeals_team_id"), ["team_id"], unique=False)
        batch_op.create_index(
            "uq_appeals_open",
            ["team_id"],
            unique=True,
            sqlite_where=sa.text("answered_at IS NULL"),
            postgresql_where=sa.text("answered_at IS NULL"),
        )


def downgrade() -> None:
    op.drop_table("appeals")
    with op.batch_alter_table("rounds", schema=None) as batch_op:
        batch_op.drop_column("appeal_days")
