"""The only clock. Deadlines are checked against the moment a request's head arrived."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")

_moved_to: ContextVar[datetime | None] = ContextVar("moved_to", default=None)
_received_at: ContextVar[datetime | None] = ContextVar("received_at", default=None)


def now() -> datetime:
    """The present moment in UTC, or the one set by `at`."""
    return _moved_to.get() or datetime.now(UTC)


def moved_to() -> datetime | None:
    """The moment set by `at`, if it is: for carrying it into another context."""
    return _moved_to.get()


def received_at() -> datetime:
    """When the request now answered arrived; outside a request, now."""
    return _received_at.get() or now()


def start_request() -> None:
    """Take the arrival of a request once, before anything is read or waited for."""
    _received_at.set(now())


def end_request() -> None:
    _received_at.set(None)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let `now` and `received_at` stand still at a moment with time zone (demo and tests)."""
    if moment.tzinfo is None:
        message = "a moment needs a time zone"
        raise ValueError(message)
    moved, received = _moved_to.set(moment.astimezone(UTC)), _received_at.set(None)
    try:
        yield
    finally:
        _received_at.reset(received)
        _moved_to.reset(moved)


def local(moment: datetime) -> datetime:
    """The moment on Berlin's clocks."""
    return moment.astimezone(BERLIN)


def today() -> date:
    return local(now()).date()


def moments_of(wall_time: datetime) -> list[datetime]:
    """The moments (UTC) at which Berlin's clocks show a naive wall time.

    One normally; none in the hour that the spring change skips; two, earlier first, in the hour that the autumn
    change repeats.
    """
    candidates = {wall_time.replace(tzinfo=BERLIN, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(moment for moment in candidates if local(moment).replace(tzinfo=None) == wall_time)


def seconds(count: float) -> timedelta:
    return timedelta(seconds=count)
