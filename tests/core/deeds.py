"""Jobs that the tests ask for, and a worker process of its own to be killed: `python -m tests.core.deeds URL`."""

import sys
import threading
import time
from contextvars import ContextVar
from datetime import timedelta
from pathlib import Path
from typing import Any

from app.core import clock, db, jobs

SECRET = "maxi.muster@example.org"
LEASE = timedelta(seconds=1)

done: list[str] = []
room: ContextVar[str] = ContextVar("room", default="empty")


class TooBusyError(Exception):
    pass


@jobs.job(name="test.note", retries=0)
def note(text: str) -> None:
    done.append(text)


@jobs.job(name="test.fail", retries=2, first_wait=timedelta(minutes=1), longest_wait=timedelta(seconds=90))
def fail(text: str) -> None:
    done.append(text)
    raise TooBusyError(SECRET)


@jobs.job(name="test.note_surroundings")
def note_surroundings() -> None:
    done.append(f"{room.get()} {db.in_action()} {clock.now().isoformat()}")


@jobs.job(name="test.take_time", retries=0)
def take_time(seconds: float, text: str) -> None:
    done.append(f"begin {text}")
    time.sleep(seconds)
    done.append(f"end {text}")


@jobs.job(name="test.take_long", retries=0, is_long=True)
def take_long(seconds: float, text: str) -> None:
    take_time(seconds, text)


@jobs.job(name="test.ask_again")
def ask_again() -> None:
    """Asks under its own key while it runs."""
    done.append("asked")
    if len(done) == 1:
        ask("test.ask_again", dedupe="again")


@jobs.job(name="test.leave_mark", retries=1, first_wait=timedelta())
def leave_mark(path: str, seconds: float) -> None:
    """Leaves a line in a file, then takes its time; in a worker that is to be killed until that happens."""
    with Path(path).open("a") as file:
        file.write("begun\n")
    time.sleep(600 if __name__ == "__main__" else seconds)


@db.action
def ask(name: str, *, dedupe: str | None = None, **arguments: Any) -> None:  # noqa: ANN401 # whatever the job takes
    jobs.enqueue(name, dedupe=dedupe, **arguments)


if __name__ == "__main__":
    db.connect(sys.argv[1])
    jobs.configure(lease=LEASE)
    jobs.run_worker(threading.Event())
