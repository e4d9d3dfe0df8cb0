"""Rubrics that are edited: versions of the parts, when one came into use, and how many sheets were begun by it."""

import sqlalchemy as sa
from alembic import op

from app.core import db

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: tuple[str, ...] | None = None
depends_on: str | None = None


def upgrade() -> None:
    with op.batch_alter_table("rubrics", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("begun_sheets", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("in_use_at", db.UtcDateTime(timezone=True), nullable=True))
    with op.batch_alter_table("criteria", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.execute(
        "UPDATE rubrics SET in_use_at = created_at, begun_sheets ="
        " (SELECT count(*) FROM score_sheets WHERE score_sheets.rubric_id = rubrics.id)"
    )


def downgrade() -> None:
    with op.batch_alter_table("criteria", schema=None) as batch_op:
        batch_op.drop_column("version")
    with op.batch_alter_table("rubrics", schema=None) as batch_op:
        batch_op.drop_column("in_use_at")
        batch_op.drop_column("begun_sheets")
        batch_op.drop_column("version")
