"""Chairs of a round's jury, and the company of a juror."""

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: tuple[str, ...] | None = None
depends_on: str | None = None


def upgrade() -> None:
    with op.batch_alter_table("panel_members", schema=None) as batch_op:
        batch_op.add_column(sa.Column("company_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("is_juror", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column("is_chair", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.create_foreign_key(
            batch_op.f("fk_panel_members_company_id"), "companies", ["company_id"], ["id"], ondelete="RESTRICT"
        )
        batch_op.create_check_constraint(batch_op.f("ck_panel_members_part"), "is_juror OR is_chair")
        batch_op.create_index(batch_op.f("ix_panel_members_company_id"), ["company_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("panel_members", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_panel_members_company_id"))
        batch_op.drop_constraint(batch_op.f("ck_panel_members_part"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_panel_members_company_id"), type_="foreignkey")
        batch_op.drop_column("version")
        batch_op.drop_column("is_chair")
        batch_op.drop_column("is_juror")
        batch_op.drop_column("company_id")
