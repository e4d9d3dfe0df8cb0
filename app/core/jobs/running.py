"""One try of one job: in a context of its own, with a session of its own."""

import contextlib
import contextvars
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import structlog

from app.core import clock, db
from app.core.jobs import registry
from app.core.jobs.queue import Queue, Taken

P = ParamSpec("P")
R = TypeVar("R")
Wrap = Callable[[], AbstractContextManager[object]]

log = structlog.get_logger()


@dataclass
class Surroundings:
    """What a job runs in; set by `configure`.

    `lease` is how long a worker may be silent before its job is given to another.
    """

    wrap: Wrap = contextlib.nullcontext
    lease: timedelta = field(default=timedelta(seconds=20))


surroundings = Surroundings()


class WorkerLostError(Exception):
    """The worker of a job died with every try."""


class UnknownJobError(Exception):
    """A job waits under a name that this version of the program does not know."""


def configure(*, wrap: Wrap | None = None, lease: timedelta | None = None) -> None:
    """Set what every job runs in, such as an application context."""
    surroundings.wrap = wrap or surroundings.wrap
    surroundings.lease = lease or surroundings.lease


def apart(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call with nothing of the caller's context but a moved clock, and leave no session behind."""
    moment = clock.moved_to()

    def call() -> R:
        try:
            with contextlib.nullcontext() if moment is None else clock.at(moment):
                return function(*args, **kwargs)
        finally:
            db.close_session()

    return contextvars.Context().run(call)


def run_taken(queue: Queue, taken: Taken) -> None:
    """Try a job that was taken, and write down how it went."""
    error = error_of(taken.name, taken.arguments, taken.earlier_tries)
    if error is None:
        apart(queue.finish, taken)
        return
    run_at = next_try(taken.name, taken.earlier_tries, error)
    if run_at is None:
        apart(queue.give_up, taken, type(error).__name__)
    else:
        apart(queue.put_back, taken, run_at, type(error).__name__)


def error_of(name: str, arguments: dict[str, Any], earlier_tries: int) -> Exception | None:
    """Run the function; what it raised, or None if it did what it should."""
    definition = registry.find(name)
    if definition is None:
        return UnknownJobError(name)
    if earlier_tries > definition.retries:
        return WorkerLostError(name)
    try:
        apart(_call, definition, arguments)
    except Exception as error:  # noqa: BLE001 # whatever a job raises, the worker goes on with the next
        return error
    return None


def next_try(name: str, earlier_tries: int, error: Exception) -> datetime | None:
    """When to try again after this error; None if that was the last. Either is logged, without the error's words."""
    definition = registry.find(name)
    hopeless = definition is None or isinstance(error, WorkerLostError)
    run_at = None if hopeless or definition is None else definition.next_try(earlier_tries, clock.now())
    told = {"job": name, "tries": earlier_tries + 1, "error": type(error).__name__, "where": _where(error)}
    if run_at is None:
        log.error("job_failed", **told)
    else:
        log.warning("job_tried_in_vain", **told, next_try_at=run_at.isoformat())
    return run_at


def _call(definition: registry.Definition, arguments: dict[str, Any]) -> None:
    with surroundings.wrap():
        try:
            definition.function(**arguments)
        finally:
            # Inside the wrap, so that a session opened under an application context is closed under it.
            db.close_session()


def _where(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
