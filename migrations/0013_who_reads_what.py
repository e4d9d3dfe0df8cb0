"""What a jury knows of its jurors, who is biased about whom, plans of who reads what, and what was given back."""

import sqlalchemy as sa
from alembic import op

from app.core import db

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: tuple[str, ...] | None = None
depends_on: str | None = None


def upgrade() -> None:
    with op.batch_alter_table("panel_members", schema=None) as batch_op:
        batch_op.add_column(sa.Column("languages", sa.JSON(), nullable=False, server_default='["de"]'))
        batch_op.add_column(sa.Column("fields", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("load", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("profile_version", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reply_by", db.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("accepted_at", db.UtcDateTime(timezone=True), nullable=True))
    op.create_table(
        "school_ties",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_school_ties_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_school_ties_user_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_ties")),
        sa.UniqueConstraint("user_id", "school_id", name=op.f("uq_school_ties_user_id_school_id")),
    )
    op.create_index(op.f("ix_school_ties_school_id"), "school_ties", ["school_id"], unique=False)
    op.create_index(op.f("ix_school_ties_user_id"), "school_ties", ["user_id"], unique=False)
    op.create_table(
        "conflicts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("source IN ('declared', 'admin', 'team')", name=op.f("ck_conflicts_source")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["users.id"], name=op.f("fk_conflicts_created_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_conflicts_team_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_conflicts_user_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflicts")),
    )
    op.create_index(op.f("ix_conflicts_team_id"), "conflicts", ["team_id"], unique=False)
    op.create_index(
        "uq_conflicts_present",
        "conflicts",
        ["user_id", "team_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "objections",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("raised_by_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("answered_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(relation = 'company') = (company_id IS NOT NULL)", name=op.f("ck_objections_company")),
        sa.CheckConstraint("relation IN ('company', 'person')", name=op.f("ck_objections_relation")),
        sa.CheckConstraint("state IN ('open', 'upheld', 'rejected', 'taken_back')", name=op.f("ck_objections_state")),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name=op.f("fk_objections_company_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["raised_by_id"], ["users.id"], name=op.f("fk_objections_raised_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_objections_round_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_objections_team_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objections")),
    )
    op.create_index(op.f("ix_objections_company_id"), "objections", ["company_id"], unique=False)
    op.create_index(op.f("ix_objections_round_id"), "objections", ["round_id"], unique=False)
    op.create_index(op.f("ix_objections_team_id"), "objections", ["team_id"], unique=False)
    op.create_table(
        "waivers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("granted_by_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["granted_by_id"], ["users.id"], name=op.f("fk_waivers_granted_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_waivers_round_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_waivers_team_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_waivers_user_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waivers")),
        sa.UniqueConstraint("user_id", "team_id", name=op.f("uq_waivers_user_id_team_id")),
    )
    op.create_index(op.f("ix_waivers_round_id"), "waivers", ["round_id"], unique=False)
    op.create_index(op.f("ix_waivers_team_id"), "waivers", ["team_id"], unique=False)
    op.create_table(
        "returned_readings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("panel_member_id", sa.Uuid(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "cause IN ('biased', 'not_my_field', 'too_many', 'no_show', 'voided')",
            name=op.f("ck_returned_readings_cause"),
        ),
        sa.ForeignKeyConstraint(
            ["panel_member_id"],
            ["panel_members.id"],
            name=op.f("fk_returned_readings_panel_member_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_returned_readings_round_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_returned_readings_submission_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_returned_readings")),
    )
    op.create_index(
        op.f("ix_returned_readings_panel_member_id"), "returned_readings", ["panel_member_id"], unique=False
    )
    op.create_index(op.f("ix_returned_readings_round_id"), "returned_readings", ["round_id"], unique=False)
    op.create_index(op.f("ix_returned_readings_submission_id"), "returned_readings", ["submission_id"], unique=False)
    op.create_table(
        "dealing_plans",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("readings", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("order", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("applied_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'ready', 'infeasible', 'applied')", name=op.f("ck_dealing_plans_state")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["users.id"], name=op.f("fk_dealing_plans_created_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_dealing_plans_round_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dealing_plans")),
    )
    op.create_index(op.f("ix_dealing_plans_round_id"), "dealing_plans", ["round_id"], unique=False)


def downgrade() -> None:
    for table in ("returned_readings", "dealing_plans", "waivers", "objections", "conflicts", "school_ties"):
        op.drop_table(table)
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.drop_column("accepted_at")
        batch_op.drop_column("reply_by")
    with op.batch_alter_table("panel_members", schema=None) as batch_op:
        for column in ("profile_version", "load", "fields", "languages"):
            batch_op.drop_column(column)
