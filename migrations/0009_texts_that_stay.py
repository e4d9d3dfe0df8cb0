"""Texts that stay: repeatable writes, joined revisions, who writes where, shared devices, handing in by itself."""

import sqlalchemy as sa
from alembic import op

from app.core import db

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: tuple[str, ...] | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "repeatable_writes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("expires_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repeatable_writes")),
        sa.UniqueConstraint("person_id", "key", name=op.f("uq_repeatable_writes_person_id_key")),
    )
    with op.batch_alter_table("repeatable_writes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_repeatable_writes_expires_at"), ["expires_at"], unique=False)
    op.create_table(
        "presences",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("idea_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("seen_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_presences_idea_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_presences_user_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presences")),
        sa.UniqueConstraint("idea_id", "user_id", name=op.f("uq_presences_idea_id_user_id")),
    )
    with op.batch_alter_table("presences", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_presences_user_id"), ["user_id"], unique=False)
    with op.batch_alter_table("revisions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("joined", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("removed", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.add_column(sa.Column("draft_key", sa.String(), nullable=True))
    with op.batch_alter_table("sign_ins", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_shared", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("last_seen_at", db.UtcDateTime(timezone=True), nullable=True))
    with op.batch_alter_table("rounds", schema=None) as batch_op:
        batch_op.add_column(sa.Column("has_auto_submit", sa.Boolean(), nullable=False, server_default=sa.true()))
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.alter_column("submitted_by_id", existing_type=sa.Uuid(), nullable=True)


def downgrade() -> None:
    """What was handed in by itself has no author in the older words: whoever wrote the title stands for it."""
    op.execute(
        "UPDATE submissions SET submitted_by_id = (SELECT answers.changed_by_id FROM answers"
        " WHERE answers.idea_id = submissions.idea_id AND answers.field_key = 'title') WHERE submitted_by_id IS NULL"
    )
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.alter_column("submitted_by_id", existing_type=sa.Uuid(), nullable=False)
    with op.batch_alter_table("rounds", schema=None) as batch_op:
        batch_op.drop_column("has_auto_submit")
    with op.batch_alter_table("sign_ins", schema=None) as batch_op:
        batch_op.drop_column("last_seen_at")
        batch_op.drop_column("is_shared")
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.drop_column("draft_key")
    with op.batch_alter_table("revisions", schema=None) as batch_op:
        batch_op.drop_column("removed")
        batch_op.drop_column("joined")
    op.drop_table("presences")
    op.drop_table("repeatable_writes")
