"""Final rounds: what counts over from the round before, and whose ideas are in them."""

import sqlalchemy as sa
from alembic import op

from app.core import db

revision: str = "0021"
down_revision: str | None = "0020"
branch_labels: tuple[str, ...] | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "carry_overs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by_id", sa.Uuid(), nullable=False),
        sa.Column("changed_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("share BETWEEN 0 AND 100", name=op.f("ck_carry_overs_share")),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["users.id"], name=op.f("fk_carry_overs_changed_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_carry_overs_round_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carry_overs")),
        sa.UniqueConstraint("round_id", name=op.f("uq_carry_overs_round_id")),
    )
    op.create_table(
        "finals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("first_round_id", sa.Uuid(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("share BETWEEN 0 AND 100", name=op.f("ck_finals_share")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["users.id"], name=op.f("fk_finals_created_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["first_round_id"], ["rounds.id"], name=op.f("fk_finals_first_round_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_finals_round_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finals")),
        sa.UniqueConstraint("first_round_id", name=op.f("uq_finals_first_round_id")),
        sa.UniqueConstraint("round_id", name=op.f("uq_finals_round_id")),
    )
    op.create_table(
        "finalists",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("final_id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("first_submission_id", sa.Uuid(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["final_id"], ["finals.id"], name=op.f("fk_finalists_final_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["first_submission_id"],
            ["submissions.id"],
            name=op.f("fk_finalists_first_submission_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_finalists_submission_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finalists")),
        sa.UniqueConstraint("first_submission_id", name=op.f("uq_finalists_first_submission_id")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_finalists_submission_id")),
    )
    with op.batch_alter_table("finalists", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_finalists_final_id"), ["final_id"], unique=False)


def downgrade() -> None:
    op.drop_table("finalists")
    op.drop_table("finals")
    op.drop_table("carry_overs")
