"""Criteria that do not count, ask for comments in their own way, or hold for some categories only."""

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: tuple[str, ...] | None = None
depends_on: str | None = None


def upgrade() -> None:
    with op.batch_alter_table("criteria", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(), nullable=False, server_default="judgement"))
        batch_op.add_column(sa.Column("comments", sa.String(), nullable=False, server_default="common"))
        batch_op.add_column(sa.Column("category_ids", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    with op.batch_alter_table("criteria", schema=None) as batch_op:
        batch_op.drop_column("category_ids")
        batch_op.drop_column("comments")
        batch_op.drop_column("kind")
