"""The last revision of a field is found by an index instead of reading all revisions of the idea."""

from alembic import op

revision: str = "0029"
down_revision: str | None = "0028"
branch_labels: tuple[str, ...] | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.drop_index("ix_revisions_idea_id", "revisions")
    op.create_index("ix_revisions_idea_id_field_key_version", "revisions", ["idea_id", "field_key", "version"])


def downgrade() -> None:
    op.drop_index("ix_revisions_idea_id_field_key_version", "revisions")
    op.create_index("ix_revisions_idea_id", "revisions", ["idea_id"])
