"""How the jury of a round comes to its order: one policy for each round, locked by the first score sheet."""

import hashlib
import json
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from alembic import op

from app.core import clock, db

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: tuple[str, ...] | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "jury_policies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("tie_rules", sa.JSON(), nullable=False),
        sa.Column("readings_min", sa.Integer(), nullable=False),
        sa.Column("readings_budget", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("locked_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("method IN ('mean', 'fair')", name=op.f("ck_jury_policies_method")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_jury_policies_round_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jury_policies")),
        sa.UniqueConstraint("round_id", name=op.f("uq_jury_policies_round_id")),
    )
    _give_every_round_its_policy()


_NEW_ROUND = {
    "method": "fair",
    "places": 3,
    "tie_rules": ["p_top", "benefit", "novelty"],
    "readings_min": 2,
    "readings_budget": 30,
}


def _give_every_round_its_policy() -> None:
    """Where somebody has begun to judge it is what was done so far, and locked; elsewhere what a new round gets."""
    connection = op.get_bind()
    rounds = sa.table("rounds", sa.column("id", sa.Uuid()))
    begun = _sheets_begun(connection)
    for round_id in connection.execute(sa.select(rounds.c.id)).scalars().all():
        sheets = begun.get(round_id)
        _insert(connection, round_id, _terms_of(sheets) if sheets else _NEW_ROUND, clock.now() if sheets else None)


def _sheets_begun(connection: sa.Connection) -> dict[uuid.UUID, list[tuple[uuid.UUID, bool]]]:
    """By round the submission of every sheet, and whether it was handed in."""
    sheets = sa.table("score_sheets", sa.column("assignment_id", sa.Uuid()), sa.column("state", sa.String()))
    dealt = sa.table("assignments", *(sa.column(name, sa.Uuid()) for name in ("id", "round_id", "submission_id")))
    query = sa.select(dealt.c.round_id, dealt.c.submission_id, sheets.c.state)
    found: dict[uuid.UUID, list[tuple[uuid.UUID, bool]]] = defaultdict(list)
    for round_id, submission_id, state in connection.execute(query.join(sheets, sheets.c.assignment_id == dealt.c.id)):
        found[round_id].append((submission_id, state == "final"))
    return found


def _terms_of(sheets: Iterable[tuple[uuid.UUID, bool]]) -> dict[str, object]:
    """Plain means; an idea had a place with two sheets, or with one where most ideas had no more."""
    counts = Counter(submission_id for submission_id, is_final in sheets if is_final)
    several = sum(count > 1 for count in counts.values())
    needed = 2 if 2 * several > len(counts) else 1
    return {**_NEW_ROUND, "method": "mean", "tie_rules": [], "readings_min": needed, "readings_budget": 0}


def _insert(
    connection: sa.Connection, round_id: uuid.UUID, terms: dict[str, object], locked_at: datetime | None
) -> None:
    said = {"round": str(round_id), "seed": round_id.int % 2**31, **terms}
    digest = hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
    ids = (sa.column("id", sa.Uuid()), sa.column("round_id", sa.Uuid()))
    moments = (sa.column("created_at", db.UtcDateTime()), sa.column("locked_at", db.UtcDateTime()))
    plain = (sa.column(name) for name in (*sorted({*terms} - {"tie_rules"}), "digest", "version"))
    row = {"id": uuid.uuid4(), "round_id": round_id, "digest": digest, "version": 1, **terms}
    policies = sa.table("jury_policies", *ids, *moments, *plain, sa.column("tie_rules", sa.JSON()))
    connection.execute(sa.insert(policies).values(**row, created_at=clock.now(), locked_at=locked_at))


def downgrade() -> None:
    op.drop_table("jury_policies")
