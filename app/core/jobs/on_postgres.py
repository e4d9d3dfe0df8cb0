"""The queue on PostgreSQL: procrastinate's tables and functions, called on the session's own connection.

So a job is deferred in the transaction of the action that asks for it. Workers that stay are procrastinate's own
(`procrastinate_worker`); what is here for taking and finishing serves `jobs.run_due` and follows the same rules.
"""

import json
from datetime import datetime, timedelta
from importlib import resources
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.exc import IntegrityError

from app.core import db
from app.core.jobs import registry
from app.core.jobs.queue import State, Taken

QUEUE, LONG_QUEUE = "default", "long"
UNIQUE_VIOLATION = "23505"


_DEFER = text("""
    SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(
        :queue, :name, 0, NULL, :dedupe, CAST(:arguments AS jsonb), CAST(:run_at AS timestamptz)
    )::procrastinate_job_to_defer_v1])
""")

# FOR UPDATE: from here until our commit no worker begins the waiting job (they skip locked rows). Otherwise it could
# read the database before our change is there, and nothing would run after it.
_WAITING = text("""
    SELECT id, scheduled_at FROM procrastinate_jobs
    WHERE queueing_lock = :dedupe AND status = 'todo' FOR UPDATE
""")

_MOVE_FORWARD = text("""
    UPDATE procrastinate_jobs SET scheduled_at = CAST(:run_at AS timestamptz)
    WHERE id = :id AND scheduled_at > coalesce(CAST(:run_at AS timestamptz), '-infinity')
""")

_TAKE = text("""
    UPDATE procrastinate_jobs SET status = 'doing', worker_id = :worker, queueing_lock = NULL
    WHERE id = (
        SELECT id FROM procrastinate_jobs
        WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= :due_at)
        ORDER BY priority DESC, id LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    RETURNING id, task_name, args, attempts
""")

# One statement, so that of two workers that see the same abandoned job only one takes it back: the other finds it
# changed when it gets the row. procrastinate's own list-then-retry could put back a job that already runs again.
TAKE_BACK = """
    UPDATE procrastinate_jobs
    SET status = 'todo', attempts = attempts + 1, scheduled_at = NULL, worker_id = NULL, queueing_lock = NULL
    WHERE status = 'doing' AND (worker_id IS NULL OR worker_id IN (
        SELECT id FROM procrastinate_workers WHERE last_heartbeat < now() - make_interval(secs => {seconds})
    ))
"""

_STATE = text("""
    SELECT
        count(*) FILTER (WHERE status = 'todo') AS pending,
        count(*) FILTER (WHERE status = 'doing') AS running,
        count(*) FILTER (WHERE status = 'failed') AS failed
    FROM procrastinate_jobs
""")

_OLDEST = text("""
    SELECT min(coalesce(job.scheduled_at, event.at))
    FROM procrastinate_jobs AS job
    JOIN procrastinate_events AS event ON event.job_id = job.id AND event.type = 'deferred'
    WHERE job.status = 'todo' AND (job.scheduled_at IS NULL OR job.scheduled_at <= :now)
""")


class PostgresQueue:
    def put(self, name: str, arguments: dict[str, Any], run_at: datetime | None, dedupe: str | None) -> None:
        row = {
            "queue": LONG_QUEUE if name in registry.long_names() else QUEUE,
            "name": name,
            "dedupe": dedupe,
            "arguments": json.dumps(arguments, allow_nan=False),
            "run_at": run_at,
        }
        while not _deferred(row):
            # Somebody else's job with this key was committed between our look and our insert: look again.
            continue

    @db.action
    def enter(self, lease: timedelta) -> str:
        del lease  # the heartbeat is a moment; who asks says how old it may be
        return str(_one("SELECT procrastinate_register_worker_v1()")[0])

    @db.action
    def leave(self, worker: str) -> None:
        _one("SELECT procrastinate_unregister_worker_v1(:worker)", worker=int(worker))

    @db.action
    def take(self, worker: str, due_at: datetime, lease: timedelta, *, is_long: bool | None = None) -> Taken | None:
        del is_long  # workers that stay are procrastinate's own, one for each queue
        db.session().execute(text(TAKE_BACK.format(seconds=":seconds")), {"seconds": lease.total_seconds()})
        found = db.session().execute(_TAKE, {"worker": int(worker), "due_at": due_at}).one_or_none()
        if found is None:
            return None
        return Taken(found.id, found.task_name, found.args, found.attempts, worker)

    @db.action
    def renew(self, worker: str, lease: timedelta) -> None:
        del lease
        _one("SELECT procrastinate_update_heartbeat_v1(:worker)", worker=int(worker))

    @db.action
    def finish(self, taken: Taken) -> None:
        _one("SELECT procrastinate_finish_job_v1(:id, 'succeeded', true)", id=taken.id)

    @db.action
    def put_back(self, taken: Taken, run_at: datetime, error: str) -> None:
        del error  # procrastinate has no column for it; the log line has it
        _one("SELECT procrastinate_retry_job_v2(:id, :run_at, NULL, NULL, NULL)", id=taken.id, run_at=run_at)

    @db.action
    def give_up(self, taken: Taken, error: str) -> None:
        del error
        _one("SELECT procrastinate_finish_job_v1(:id, 'failed', false)", id=taken.id)

    def state(self, now: datetime) -> State:
        counts = db.session().execute(_STATE).one()
        oldest = db.session().execute(_OLDEST, {"now": now}).scalar_one()
        return State(
            pending=counts.pending,
            running=counts.running,
            failed=counts.failed,
            oldest=None if oldest is None else now - oldest,
        )


@db.action
def release_key(job_id: int) -> None:
    """Give up the dedupe key of a job that begins, so that what is asked for from now on runs again.

    Also, procrastinate could not put a job back for a retry while another with its key waits.
    """
    db.session().execute(text("UPDATE procrastinate_jobs SET queueing_lock = NULL WHERE id = :id"), {"id": job_id})


def procrastinate_schema_sql() -> str:
    """The tables, types and functions of procrastinate; run it with `exec_driver_sql` and `no_parameters=True`.

    The option matters: without it psycopg takes the percent signs in the functions for placeholders.
    """
    return (resources.files("procrastinate") / "sql" / "schema.sql").read_text(encoding="utf-8")


def procrastinate_drop_sql() -> str:
    """Remove all of procrastinate from the present schema."""
    return """
        DO $$
        DECLARE
            found record;
        BEGIN
            DROP TABLE IF EXISTS procrastinate_events, procrastinate_periodic_defers, procrastinate_jobs,
                procrastinate_workers CASCADE;
            FOR found IN
                SELECT oid::regprocedure AS signature FROM pg_proc
                WHERE left(proname, 14) = 'procrastinate_' AND pronamespace = current_schema()::regnamespace
            LOOP
                EXECUTE 'DROP FUNCTION ' || found.signature || ' CASCADE';
            END LOOP;
            DROP TYPE IF EXISTS procrastinate_job_to_defer_v1, procrastinate_job_event_type,
                procrastinate_job_status CASCADE;
        END;
        $$
    """


def _deferred(row: dict[str, Any]) -> bool:
    session = db.session()
    if row["dedupe"] is None:
        session.execute(_DEFER, row)
        return True
    waiting = session.execute(_WAITING, row).one_or_none()
    if waiting is not None:
        session.execute(_MOVE_FORWARD, {"id": waiting.id, "run_at": row["run_at"]})
        return True
    try:
        with session.begin_nested():
            session.execute(_DEFER, row)
    except IntegrityError as error:
        if getattr(error.orig, "sqlstate", None) != UNIQUE_VIOLATION:
            raise
        return False
    return True


def _one(statement: str, **values: object) -> Row[Any]:
    return db.session().execute(text(statement), values).one()
