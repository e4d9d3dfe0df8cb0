"""What both queues can do. Features know only `jobs.enqueue`; the worker knows only this."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol


@dataclass(frozen=True)
class Taken:
    """A job that one worker has taken. `earlier_tries` were begun before and did not succeed."""

    id: int
    name: str
    arguments: dict[str, Any]
    earlier_tries: int
    worker: str


@dataclass(frozen=True)
class State:
    """What waits, runs and failed. `oldest` is how long the oldest due job has been waiting, None without one."""

    pending: int
    running: int
    failed: int
    oldest: timedelta | None


class Queue(Protocol):
    """Jobs in the database. Every change belongs into an action."""

    def put(self, name: str, arguments: dict[str, Any], run_at: datetime | None, dedupe: str | None) -> None:
        """Add a job. If one with this key waits already, it stays the only one and takes the earlier moment."""

    def enter(self, lease: timedelta) -> str:
        """Begin as a worker; the name under which to take jobs."""

    def leave(self, worker: str) -> None: ...

    def take(self, worker: str, due_at: datetime, lease: timedelta, *, is_long: bool | None = None) -> Taken | None:
        """Take one job that is due, or whose worker is gone; no two workers get the same one.

        Only those that are long, or that are not, if it says so.
        """

    def renew(self, worker: str, lease: timedelta) -> None:
        """Say that this worker lives, so that nobody takes its job."""

    def finish(self, taken: Taken) -> None: ...

    def put_back(self, taken: Taken, run_at: datetime, error: str) -> None: ...

    def give_up(self, taken: Taken, error: str) -> None:
        """Keep the job as failed, for people to see."""

    def state(self, now: datetime) -> State: ...
