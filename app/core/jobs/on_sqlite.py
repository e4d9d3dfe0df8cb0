"""The queue on SQLite: one table, a lease on every job that runs.

Taking, finishing and renewing are transactions of their own behind the one write lock, so two workers cannot take the
same job. A lease is renewed while its worker lives and runs out after a kill -9; then the job is taken again.
"""

import os
import socket
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from app.core import clock, db
from app.core.jobs import registry
from app.core.jobs.models import Job
from app.core.jobs.queue import State, Taken

_new = insert(db.table(Job))
_waiting = db.table(Job).c
# NULL is "at once", hence the earliest of all; of NULL and anything SQLite's min makes NULL.
_PUT = _new.on_conflict_do_update(
    index_elements=[_waiting.dedupe_key],
    index_where=_waiting.state == "pending",
    set_={"run_at": func.min(_waiting.run_at, _new.excluded.run_at)},
)


class SqliteQueue:
    def put(self, name: str, arguments: dict[str, Any], run_at: datetime | None, dedupe: str | None) -> None:
        job = {"name": name, "arguments": arguments, "run_at": run_at, "dedupe_key": dedupe}
        db.session().execute(_PUT, job)

    def enter(self, lease: timedelta) -> str:
        del lease  # it is written into each job taken
        return f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid.uuid4().hex}"

    def leave(self, worker: str) -> None:
        """Nothing to do: a worker without a job has no row."""

    def take(self, worker: str, due_at: datetime, lease: timedelta, *, is_long: bool | None = None) -> Taken | None:
        # A read first: asking every second must not queue for the write lock.
        query = _next(due_at, is_long=is_long)
        if db.session().scalar(query) is None:
            return None
        return _take(worker, query, lease)

    @db.action
    def renew(self, worker: str, lease: timedelta) -> None:
        db.session().execute(
            update(Job).where(Job.worker == worker, Job.state == "running").values(lease_until=_real_now() + lease)
        )

    @db.action
    def finish(self, taken: Taken) -> None:
        db.session().execute(delete(Job).where(_mine(taken)))

    @db.action
    def put_back(self, taken: Taken, run_at: datetime, error: str) -> None:
        _let_go(taken, state="pending", run_at=run_at, last_error=error)

    @db.action
    def give_up(self, taken: Taken, error: str) -> None:
        _let_go(taken, state="failed", finished_at=clock.now(), last_error=error)

    def state(self, now: datetime) -> State:
        counted = db.session().execute(select(Job.state, func.count()).group_by(Job.state))
        counts = dict.fromkeys(("pending", "running", "failed"), 0)
        counts.update((name, count) for name, count in counted)
        due = select(func.min(func.coalesce(Job.run_at, Job.created_at))).where(_is_due(now))
        oldest = db.session().scalar(due)
        return State(
            **counts,
            oldest=None if oldest is None else now - oldest,
        )


@db.action
def _take(worker: str, query: Select[Job], lease: timedelta) -> Taken | None:
    found = db.session().scalar(query)
    if found is None:
        return None
    taken = Taken(found.id, found.name, found.arguments, found.attempts, worker)
    found.state, found.worker, found.dedupe_key = "running", worker, None
    found.lease_until = _real_now() + lease
    found.attempts += 1
    return taken


def _next(due_at: datetime, *, is_long: bool | None) -> Select[Job]:
    abandoned = and_(Job.state == "running", Job.lease_until < _real_now())
    query = select(Job).where(or_(_is_due(due_at), abandoned)).order_by(Job.id).limit(1)
    if is_long is None:
        return query
    long_ones = Job.name.in_(registry.long_names())
    return query.where(long_ones if is_long else ~long_ones)


def _is_due(moment: datetime) -> ColumnElement[bool]:
    return and_(Job.state == "pending", or_(Job.run_at.is_(None), Job.run_at <= moment))


def _mine(taken: Taken) -> ColumnElement[bool]:
    """The row, as long as nobody else has taken it since."""
    return and_(Job.id == taken.id, Job.worker == taken.worker, Job.state == "running")


def _let_go(taken: Taken, **values: object) -> None:
    free: dict[str, object] = {"lease_until": None, "worker": None}
    db.session().execute(update(Job).where(_mine(taken)).values(**free, **values))


def _real_now() -> datetime:
    """Leases are about processes, not about the domain: `clock.at` must not end them."""
    return datetime.now(UTC)
