"""Films and sound beside pictures and PDFs, and how long they are."""

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: tuple[str, ...] | None = None
depends_on: str | None = None

_KINDS = "kind IN ('', 'image', 'pdf'{})"


def upgrade() -> None:
    with op.batch_alter_table("media_files", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seconds", sa.Integer(), nullable=False, server_default="0"))
        batch_op.drop_constraint(batch_op.f("ck_media_files_kind"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_media_files_kind"), _KINDS.format(", 'video', 'audio'"))


def downgrade() -> None:
    """The older program knows neither: what there is of them is noted as not accepted."""
    op.execute(
        "UPDATE media_files SET kind = 'image', state = 'rejected', reason = 'broken' WHERE kind IN ('video', 'audio')"
    )
    with op.batch_alter_table("media_files", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_media_files_kind"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_media_files_kind"), _KINDS.format(""))
        batch_op.drop_column("seconds")
