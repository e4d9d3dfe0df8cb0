"""Score sheets that are filled in without network: which mark is how old, what came after the end, and folders."""

import sqlalchemy as sa
from alembic import op

from app.core import db

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: tuple[str, ...] | None = None
depends_on: str | None = None


def upgrade() -> None:
    with op.batch_alter_table("scores", schema=None) as batch_op:
        # A page that was there before never says that it knows less.
        batch_op.add_column(sa.Column("points_version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("comment_version", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("score_sheets", schema=None) as batch_op:
        batch_op.add_column(sa.Column("filled_in_at", db.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("late_at", db.UtcDateTime(timezone=True), nullable=True))
        batch_op.create_check_constraint(
            batch_op.f("ck_score_sheets_late"), "(late_at IS NULL) = (filled_in_at IS NULL)"
        )
    op.create_table(
        "folders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("juror_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("loaded_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["juror_id"], ["users.id"], name=op.f("fk_folders_juror_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_folders_round_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_folders")),
        sa.UniqueConstraint("juror_id", "round_id", name=op.f("uq_folders_juror_id_round_id")),
    )
    with op.batch_alter_table("folders", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_folders_round_id"), ["round_id"], unique=False)


def downgrade() -> None:
    op.drop_table("folders")
    with op.batch_alter_table("score_sheets", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_score_sheets_late"), type_="check")
        batch_op.drop_column("late_at")
        batch_op.drop_column("filled_in_at")
    with op.batch_alter_table("scores", schema=None) as batch_op:
        batch_op.drop_column("comment_version")
        batch_op.drop_column("points_version")
