"""What the tests of jobs and mails do with workers."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.core import db, jobs


@contextmanager
def workers(count: int) -> Iterator[None]:
    """Several workers at once, each as if it were a process of its own."""
    stop = threading.Event()
    threads = [threading.Thread(target=jobs.run_worker, args=(stop,)) for _ in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(60)
    assert not any(thread.is_alive() for thread in threads)


def wait_until(reached: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def counts() -> tuple[int, int, int]:
    db.close_session()
    state = jobs.state()
    return state.pending, state.running, state.failed
