"""Who runs the jobs: the thread inside the web process, `flask worker`, or whoever calls `run_due`."""

import atexit
import contextlib
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

import structlog

from app.core import clock, db
from app.core.jobs import registry
from app.core.jobs.on_postgres import PostgresQueue
from app.core.jobs.on_sqlite import SqliteQueue
from app.core.jobs.queue import Queue, State, Taken
from app.core.jobs.running import Wrap, apart, configure, run_taken, surroundings

POLL_SECONDS = 1.0
STOP_SECONDS = 10.0

log = structlog.get_logger()

_asked = threading.Event()


class _Thread:
    """The one worker thread of this process."""

    running: threading.Thread | None = None
    stop = threading.Event()


def queue() -> Queue:
    return SqliteQueue() if db.is_sqlite() else PostgresQueue()


def enqueue(
    name_or_job: str | Callable[..., object],
    *,
    run_at: datetime | None = None,
    dedupe: str | None = None,
    **arguments: object,
) -> None:
    """Have a job done once this action is committed, at once or from `run_at` on.

    While a job with the same `dedupe` key waits to begin, no second one is added; the earlier moment counts. The key
    is free again when the job begins. LookupError for an unknown job, TypeError for arguments it cannot take.
    """
    if not db.in_action():
        message = "a job is asked for in an action, so that both happen or neither"
        raise RuntimeError(message)
    if run_at is not None and run_at.tzinfo is None:
        message = "a moment needs a time zone"
        raise ValueError(message)
    definition = registry.definition_of(name_or_job)
    definition.check(arguments)
    queue().put(definition.name, arguments, run_at, dedupe)
    db.after_commit(_asked.set)


def state() -> State:
    """How the queue is doing, for health checks and metrics."""
    return queue().state(clock.now())


def run_due(*, limit: int = 1000) -> int:
    """Run what is due now in this thread, at most `limit` tries; how many there were. For tests and the demo."""
    if db.in_action():
        message = "jobs write for themselves: run them after the action"
        raise RuntimeError(message)
    with _entered() as (jobs, worker):
        return _run_some(jobs, worker, limit, threading.Event())


def run_worker(stop: threading.Event, *, with_long: bool = True) -> None:
    """Run jobs in this thread until `stop` is set, long ones (if wanted) in another; what then runs is finished first.

    A database that is away for a while costs a log line, not the worker.
    """
    if not db.is_sqlite():
        _keep_working(stop, partial(_work_with_procrastinate, with_long=with_long))
        return
    beside = threading.Thread(target=_keep_working, args=(stop, _work_long), name="long jobs", daemon=True)
    if with_long:
        beside.start()
    _keep_working(stop, _work_short)
    if with_long:
        beside.join(STOP_SECONDS)


def _keep_working(stop: threading.Event, work: Callable[[threading.Event], None]) -> None:
    while not stop.is_set():
        try:
            work(stop)
        except Exception as error:  # noqa: BLE001 # a worker that ends would leave all jobs lying
            log.error("worker_stumbled", error=type(error).__name__)  # noqa: TRY400 # no values in logs
            stop.wait(POLL_SECONDS)


def start_thread(wrap: Wrap | None = None, *, with_long: bool = True) -> None:
    """Run jobs in a thread of this process, woken by every commit that asks for one. A second call does nothing.

    Without long ones `run_due` does those, at the time of whoever calls it: on SQLite, where threads are told apart.
    Call it in the process that serves: a thread does not survive a fork.
    """
    configure(wrap=wrap)
    if _Thread.running is not None and _Thread.running.is_alive():
        return
    _Thread.stop = threading.Event()
    _Thread.running = threading.Thread(
        target=run_worker, args=(_Thread.stop,), kwargs={"with_long": with_long}, name="jobs", daemon=True
    )
    _Thread.running.start()
    atexit.register(stop_thread)


def stop_thread(*, timeout: float = STOP_SECONDS) -> None:
    """Let the running job finish, up to `timeout` seconds. One that takes longer is taken again after its lease."""
    if _Thread.running is None:
        return
    _Thread.stop.set()
    _asked.set()
    _Thread.running.join(timeout)
    _Thread.running = None
    atexit.unregister(stop_thread)


def _work_short(stop: threading.Event) -> None:
    _work(stop, is_long=False)


def _work_long(stop: threading.Event) -> None:
    _work(stop, is_long=True)


def _work(stop: threading.Event, *, is_long: bool) -> None:
    with _entered() as (jobs, worker):
        while not stop.is_set():
            _asked.clear()
            if _run_some(jobs, worker, 1000, stop, is_long=is_long) == 0:
                _asked.wait(POLL_SECONDS)


def _work_with_procrastinate(stop: threading.Event, *, with_long: bool) -> None:
    from app.core.jobs import procrastinate_worker  # noqa: PLC0415 # SQLite needs neither procrastinate nor psycopg

    procrastinate_worker.run(stop, poll_seconds=POLL_SECONDS, with_long=with_long)


def _run_some(jobs: Queue, worker: str, limit: int, stop: threading.Event, *, is_long: bool | None = None) -> int:
    for count in range(limit):
        if stop.is_set():
            return count
        taken = apart(_take, jobs, worker, is_long)
        if taken is None:
            return count
        run_taken(jobs, taken)
    return limit


def _take(jobs: Queue, worker: str, is_long: bool | None) -> Taken | None:  # noqa: FBT001 # called by apart
    return jobs.take(worker, clock.now(), surroundings.lease, is_long=is_long)


@contextlib.contextmanager
def _entered() -> Iterator[tuple[Queue, str]]:
    """Be a worker, whose lease is renewed by a second thread however long a job takes."""
    jobs, done = queue(), threading.Event()
    worker = apart(jobs.enter, surroundings.lease)
    keeper = threading.Thread(target=_keep, args=(jobs, worker, done), name="job lease", daemon=True)
    keeper.start()
    try:
        yield jobs, worker
    finally:
        done.set()
        keeper.join()
        apart(jobs.leave, worker)


def _keep(jobs: Queue, worker: str, done: threading.Event) -> None:
    while not done.wait(surroundings.lease.total_seconds() / 4):
        try:
            apart(jobs.renew, worker, surroundings.lease)
        except Exception as error:  # noqa: BLE001 # the next round may reach the database again
            log.warning("lease_not_renewed", error=type(error).__name__)
