"""The companies in which the members of a team learn."""

import sqlalchemy as sa
from alembic import op

from app.core import db

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: tuple[str, ...] | None = None
depends_on: str | None = None


def upgrade() -> None:
    with op.batch_alter_table("companies", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_suggested", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "team_companies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name=op.f("fk_team_companies_company_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_team_companies_team_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_companies")),
        sa.UniqueConstraint("team_id", "company_id", name=op.f("uq_team_companies_team_id_company_id")),
    )
    with op.batch_alter_table("team_companies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_companies_company_id"), ["company_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_team_companies_team_id"), ["team_id"], unique=False)


def downgrade() -> None:
    op.drop_table("team_companies")
    with op.batch_alter_table("companies", schema=None) as batch_op:
        batch_op.drop_column("is_suggested")
