"""Captions of films and recordings."""

import sqlalchemy as sa
from alembic import op

from app.core import db

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: tuple[str, ...] | None = None
depends_on: str | None = None


def upgrade() -> None:
    with op.batch_alter_table("media_files", schema=None) as batch_op:
        batch_op.add_column(sa.Column("transcript", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "captions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("cues", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by_id", sa.Uuid(), nullable=False),
        sa.Column("changed_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["users.id"], name=op.f("fk_captions_changed_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["file_id"], ["media_files.id"], name=op.f("fk_captions_file_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_captions")),
        sa.UniqueConstraint("file_id", name=op.f("uq_captions_file_id")),
    )


def downgrade() -> None:
    op.drop_table("captions")
    op.execute("DELETE FROM media_renditions WHERE name = 'captions'")
    with op.batch_alter_table("media_files", schema=None) as batch_op:
        batch_op.drop_column("transcript")
