"""Mail addresses that people add to their accounts."""

import sqlalchemy as sa
from alembic import op

from app.core import db

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: tuple[str, ...] | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "address_claims",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("created_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_address_claims_user_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_claims")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_address_claims_token_hash")),
    )
    op.create_index(op.f("ix_address_claims_user_id"), "address_claims", ["user_id"])


def downgrade() -> None:
    op.drop_table("address_claims")
