"""Files that arrive in pieces."""

import sqlalchemy as sa
from alembic import op

from app.core import db

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: tuple[str, ...] | None = None
depends_on: str | None = None

_STATES = "state IN ({}'received', 'checking', 'processing', 'ready', 'rejected')"


def upgrade() -> None:
    with op.batch_alter_table("media_files", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_media_files_kind"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_media_files_state"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_media_files_kind"), "kind IN ('', 'image', 'pdf')")
        batch_op.create_check_constraint(batch_op.f("ck_media_files_state"), _STATES.format("'uploading', "))
    op.create_table(
        "uploads",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("request_key", sa.String(), nullable=True),
        sa.Column("storage_key", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("limits", sa.JSON(), nullable=False),
        sa.Column("created_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("finish_until", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["file_id"], ["media_files.id"], name=op.f("fk_uploads_file_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_uploads_user_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploads")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_uploads_storage_key")),
        sa.UniqueConstraint("user_id", "request_key", name=op.f("uq_uploads_user_id_request_key")),
    )
    with op.batch_alter_table("uploads", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_uploads_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_uploads_file_id"), ["file_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_uploads_user_id"), ["user_id"], unique=False)


def downgrade() -> None:
    """What had not arrived cannot be told in the older words: it is noted as not accepted."""
    op.execute("UPDATE media_files SET state = 'rejected', reason = 'broken' WHERE state = 'uploading'")
    op.execute("UPDATE media_files SET kind = 'image' WHERE kind = ''")
    op.execute("UPDATE media_files SET reason = 'broken' WHERE reason = 'unfinished'")
    op.drop_table("uploads")
    with op.batch_alter_table("media_files", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_media_files_kind"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_media_files_state"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_media_files_kind"), "kind IN ('image', 'pdf')")
        batch_op.create_check_constraint(batch_op.f("ck_media_files_state"), _STATES.format(""))
