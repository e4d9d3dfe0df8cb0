"""Certificates, and how each can be checked."""

import sqlalchemy as sa
from alembic import op

from app.core import db

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: tuple[str, ...] | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "certificates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("award", sa.String(), nullable=False),
        sa.Column("prize", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("name_digest", sa.String(), nullable=False),
        sa.Column("issued_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('member', 'team', 'juror', 'teacher')", name=op.f("ck_certificates_kind")),
        sa.CheckConstraint(
            "award IN ('prize', 'special', 'shortlist', 'participation', 'thanks')", name=op.f("ck_certificates_award")
        ),
        sa.CheckConstraint("(award IN ('prize', 'special')) = (prize <> '')", name=op.f("ck_certificates_prize")),
        sa.CheckConstraint("(kind IN ('member', 'team')) = (team_id IS NOT NULL)", name=op.f("ck_certificates_team")),
        sa.CheckConstraint("(kind = 'team') = (person_id IS NULL)", name=op.f("ck_certificates_person")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["users.id"], name=op.f("fk_certificates_person_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_certificates_round_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_certificates_team_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
        sa.UniqueConstraint("code", name=op.f("uq_certificates_code")),
    )
    with op.batch_alter_table("certificates", schema=None) as batch_op:
        for column in ("person_id", "round_id", "team_id"):
            batch_op.create_index(batch_op.f(f"ix_certificates_{column}"), [column], unique=False)
        batch_op.create_index(
            "uq_certificates_present",
            ["holder"],
            unique=True,
            sqlite_where=sa.text("replaced_at IS NULL"),
            postgresql_where=sa.text("replaced_at IS NULL"),
        )


def downgrade() -> None:
    op.drop_table("certificates")
