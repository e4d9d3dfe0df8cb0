"""procrastinate's worker, running the same registered functions as the queue on SQLite.

It is told of new jobs by the database itself (LISTEN/NOTIFY) and asks once a second besides. Its heartbeat is the
lease: a side task takes back the jobs of workers that are silent for longer.
"""

import asyncio
import contextlib
import logging
import threading
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

import procrastinate
from procrastinate import exceptions
from procrastinate.job_context import JobContext
from procrastinate.jobs import DeleteJobCondition, Job, Status
from procrastinate.manager import JobManager
from procrastinate.retry import BaseRetryStrategy, RetryDecision
from procrastinate.worker import Worker

from app.core import db
from app.core.jobs import registry
from app.core.jobs.on_postgres import LONG_QUEUE, QUEUE, TAKE_BACK, release_key
from app.core.jobs.running import apart, error_of, next_try, surroundings

STOP_POLL_SECONDS = 0.1
WRITE_TRIES = 5

_TAKE_BACK = TAKE_BACK.format(seconds="%(seconds)s")


class TryFailedError(Exception):
    """A try failed. procrastinate logs exceptions in full, so it sees this one instead of the job's own."""

    def __init__(self, cause: Exception) -> None:
        super().__init__(type(cause).__name__)
        self.cause = cause


class _Backoff(BaseRetryStrategy):
    """procrastinate asks here; our own definition of the job answers."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        cause = exception.cause if isinstance(exception, TryFailedError) else exception
        if not isinstance(cause, Exception):
            return None
        run_at = next_try(job.task_name, job.attempts, cause)
        return None if run_at is None else RetryDecision(retry_at=run_at)


class _Manager(JobManager):
    """Writes down how a job went even if the connection broke meanwhile.

    procrastinate's worker tries once and forgets: the job would stay "doing" for as long as the worker lives.
    """

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:  # noqa: FBT001 # its signature
        await _insist(lambda: super(_Manager, self).finish_job(job, status, delete_job))

    async def retry_job(
        self,
        job: Job,
        retry_at: datetime | None = None,
        priority: int | None = None,
        queue: str | None = None,
        lock: str | None = None,
    ) -> None:
        await _insist(lambda: super(_Manager, self).retry_job(job, retry_at, priority, queue, lock))


def run(stop: threading.Event, *, poll_seconds: float, with_long: bool = True) -> None:
    """Work until `stop` is set; raise if the database is lost, so that the caller begins anew."""
    _keep_arguments_out_of_the_log()
    asyncio.run(_run(stop, poll_seconds, (QUEUE, LONG_QUEUE) if with_long else (QUEUE,)))


async def _run(stop: threading.Event, poll_seconds: float, queues: Sequence[str]) -> None:
    application = _application()
    async with application.open_async():
        lease = surroundings.lease.total_seconds()
        # One for each queue: what takes minutes keeps nothing waiting.
        workers = [
            Worker(
                application,
                queues=[queue],
                fetch_job_polling_interval=poll_seconds,
                delete_jobs=DeleteJobCondition.SUCCESSFUL,
                install_signal_handlers=False,
                update_heartbeat_interval=lease / 4,
                stalled_worker_timeout=lease,
            )
            for queue in queues
        ]
        beside = [
            asyncio.create_task(_stop_when(stop, workers)),
            asyncio.create_task(_take_back(application, lease)),
        ]
        try:
            await _run_all(workers)
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)


async def _run_all(workers: list[Worker]) -> None:
    """Until all are done; the error of one ends the others, so that the caller can begin anew."""
    runs = [asyncio.create_task(worker.run()) for worker in workers]  # type: ignore[no-untyped-call]  # procrastinate leaves out "-> None"
    try:
        await asyncio.gather(*runs)
    finally:
        for run_of_one in runs:
            run_of_one.cancel()
        await asyncio.gather(*runs, return_exceptions=True)


def _application() -> procrastinate.App:
    url = db.engine().url.set(drivername="postgresql")
    connector = procrastinate.PsycopgConnector(
        conninfo=url.render_as_string(hide_password=False), min_size=1, max_size=4
    )
    application = procrastinate.App(connector=connector)
    application.job_manager = _Manager(connector)
    for definition in registry.every():
        register = application.task(name=definition.name, retry=_Backoff(), pass_context=True)
        register(_runner(definition.name))
    return application


def _runner(name: str) -> Callable[..., None]:
    def run_once(context: JobContext, **arguments: object) -> None:
        if context.job.id is not None:
            apart(release_key, context.job.id)
        error = error_of(name, arguments, context.job.attempts)
        if error is not None:
            raise TryFailedError(error) from None

    return run_once


async def _stop_when(stop: threading.Event, workers: list[Worker]) -> None:
    # Asked, not waited for: a thread waiting for the event would keep the loop from closing after an error.
    while not stop.is_set():  # noqa: ASYNC110 # the event is of another thread
        await asyncio.sleep(STOP_POLL_SECONDS)
    for worker in workers:
        worker.stop()  # type: ignore[no-untyped-call]  # as above


async def _take_back(application: procrastinate.App, lease: float) -> None:
    while True:
        with contextlib.suppress(exceptions.ConnectorException):
            await application.connector.execute_query_async(_TAKE_BACK, seconds=lease)
        await asyncio.sleep(lease / 4)


async def _insist(write: Callable[[], Awaitable[None]]) -> None:
    for _ in range(WRITE_TRIES - 1):
        try:
            return await write()
        except exceptions.ConnectorException:
            await asyncio.sleep(1)
    return await write()


def _keep_arguments_out_of_the_log() -> None:
    """Leave telling about jobs to `running`: procrastinate's own lines show their arguments."""
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    for name in ("procrastinate.worker", "procrastinate.worker.worker"):
        logging.getLogger(name).addFilter(_is_about_no_job)


def _is_about_no_job(record: logging.LogRecord) -> bool:
    return not hasattr(record, "job")
