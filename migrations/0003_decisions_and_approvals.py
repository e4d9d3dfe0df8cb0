"""Kinds of decisions, and the approval of all of a round by two people."""

import sqlalchemy as sa
from alembic import op

from app.core import db

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: tuple[str, ...] | None = None
depends_on: str | None = None


def upgrade() -> None:
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        # Until now there were prizes only.
        batch_op.add_column(sa.Column("kind", sa.String(), nullable=False, server_default="prize"))
        batch_op.add_column(sa.Column("deviates", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.alter_column("rank", existing_type=sa.Integer(), nullable=True)
        batch_op.create_check_constraint(
            batch_op.f("ck_decisions_kind"), "kind IN ('prize', 'special', 'shortlist', 'not_selected')"
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_decisions_prize"), "(kind IN ('prize', 'special')) = (prize <> '')"
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_decisions_rank"), "(kind IN ('prize', 'special')) = (rank IS NOT NULL)"
        )

    op.create_table(
        "approvals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("approved_by_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("approved_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("role IN ('chair', 'admin')", name=op.f("ck_approvals_role")),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["users.id"], name=op.f("fk_approvals_approved_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_approvals_round_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
    )
    with op.batch_alter_table("approvals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_approvals_round_id"), ["round_id"], unique=False)
        for name, column in (("uq_approvals_role", "role"), ("uq_approvals_person", "approved_by_id")):
            batch_op.create_index(
                name,
                ["round_id", column],
                unique=True,
                sqlite_where=sa.text("ended_at IS NULL"),
                postgresql_where=sa.text("ended_at IS NULL"),
            )


def downgrade() -> None:
    op.drop_table("approvals")
    # Without kinds every row would be a prize.
    op.execute("DELETE FROM decisions WHERE kind NOT IN ('prize', 'special')")
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        for name in ("rank", "prize", "kind"):
            batch_op.drop_constraint(batch_op.f(f"ck_decisions_{name}"), type_="check")
        batch_op.alter_column("rank", existing_type=sa.Integer(), nullable=False)
        batch_op.drop_column("version")
        batch_op.drop_column("deviates")
        batch_op.drop_column("kind")
