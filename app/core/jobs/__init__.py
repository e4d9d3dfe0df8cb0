"""Work that is asked for in an action and done after its commit, at least once.

`enqueue` writes in the transaction of the action: both happen or neither. On SQLite the queue is the table `jobs`, on
PostgreSQL it is procrastinate's; features cannot tell.
"""

from app.core.jobs.models import Job
from app.core.jobs.on_postgres import procrastinate_drop_sql, procrastinate_schema_sql
from app.core.jobs.queue import State
from app.core.jobs.registry import job
from app.core.jobs.running import configure
from app.core.jobs.worker import enqueue, run_due, run_worker, start_thread, state, stop_thread

__all__ = [
    "Job",
    "State",
    "configure",
    "enqueue",
    "job",
    "procrastinate_drop_sql",
    "procrastinate_schema_sql",
    "run_due",
    "run_worker",
    "start_thread",
    "state",
    "stop_thread",
]
