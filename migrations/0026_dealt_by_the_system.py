"""Which readings the system dealt, which waves link what fell apart, and whom a ranking knew to be biased."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0026"
down_revision: str | None = "0025"
branch_labels: tuple[str, ...] | None = None
depends_on: str | None = None

_EVENTS = sa.table(
    "audit_events",
    sa.column("number", sa.Integer),
    sa.column("action", sa.String),
    sa.column("object_id", sa.Uuid),
    sa.column("values", sa.JSON),
)
_ASSIGNMENTS = sa.table("assignments", sa.column("id", sa.Uuid), sa.column("is_dealt", sa.Boolean))
_WAVES = sa.table("waves", sa.column("id", sa.Uuid), sa.column("purpose", sa.String))
# What deals, and how its event names the number of readings, each of which has an event just before.
_COUNTS = {"apply_plan": "count", "deal_wave": "readings"}


def upgrade() -> None:
    """The log tells of every reading that is there: since now who dealt it, before by what stands behind it."""
    with op.batch_alter_table("assignments") as table:
        table.add_column(sa.Column("is_dealt", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("waves") as table:
        table.add_column(sa.Column("purpose", sa.String(), nullable=False, server_default="close"))
        table.create_check_constraint(op.f("ck_waves_purpose"), "purpose IN ('close', 'link')")
    with op.batch_alter_table("ranking_snapshots") as table:
        table.add_column(sa.Column("barred", sa.JSON(), nullable=True))
    for name, column in (("assignments", "is_dealt"), ("waves", "purpose")):
        with op.batch_alter_table(name) as table:
            table.alter_column(column, server_default=None)
    bind = op.get_bind()
    query = sa.select(_EVENTS).where(_EVENTS.c.action.in_(["assign", *_COUNTS])).order_by(_EVENTS.c.number)
    events = bind.execute(query).all()
    for assignment_id in _dealt_in(events):
        bind.execute(_ASSIGNMENTS.update().where(_ASSIGNMENTS.c.id == assignment_id).values(is_dealt=True))
    for event in events:
        if "purpose" in event.values:
            bind.execute(_WAVES.update().where(_WAVES.c.id == event.object_id).values(purpose=event.values["purpose"]))


def _dealt_in(events: Iterable[Any]) -> set[Any]:
    """The ids of the assignments that the system dealt."""
    dealt, given = set(), []
    for event in events:
        if event.action == "assign":
            given.append(event.object_id)
            dealt |= {event.object_id} if event.values.get("is_dealt") else set()
        elif count := event.values[_COUNTS[event.action]]:
            dealt |= set(given[-count:])
    return dealt


def downgrade() -> None:
    """A snapshot made since cannot be worked out again afterwards: it knew who was biased."""
    with op.batch_alter_table("waves") as table:
        table.drop_constraint(op.f("ck_waves_purpose"), type_="check")
    for name, column in (("assignments", "is_dealt"), ("waves", "purpose"), ("ranking_snapshots", "barred")):
        with op.batch_alter_table(name) as table:
            table.drop_column(column)
