import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog
from sqlalchemy import column, func, inspect, select, table

from app.core import clock, db, jobs
from app.core.jobs import running, worker
from tests.core import deeds
from tests.core.deeds import ask, done

pytestmark = pytest.mark.usefixtures("surroundings")

MONDAY = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
A_SECOND = timedelta(seconds=1)


@pytest.fixture
def surroundings(database: str) -> Iterator[None]:
    del database
    done.clear()
    before = (running.surroundings.wrap, running.surroundings.lease)
    yield
    running.surroundings.wrap, running.surroundings.lease = before


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
            thread.join(20)
    assert not any(thread.is_alive() for thread in threads)


def wait_until(reached: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def counts() -> tuple[int, int, int]:
    db.close_session()
    state = jobs.state()
    return state.pending, state.running, state.failed


def test_a_job_runs_after_the_action_that_asked_for_it() -> None:
    ask("test.note", text="a")

    assert done == []
    assert counts() == (1, 0, 0)
    assert jobs.run_due() == 1
    assert done == ["a"]
    assert counts() == (0, 0, 0)


def test_an_action_that_fails_asks_for_nothing() -> None:
    @db.action
    def fail_after_asking() -> None:
        jobs.enqueue(deeds.note, text="a")
        raise deeds.TooBusyError

    with pytest.raises(deeds.TooBusyError):
        fail_after_asking()

    assert jobs.run_due() == 0
    assert counts() == (0, 0, 0)


def test_a_job_is_not_asked_for_outside_an_action() -> None:
    with pytest.raises(RuntimeError, match="in an action"):
        jobs.enqueue("test.note", text="a")


def test_mistakes_are_told_to_the_action_that_makes_them() -> None:
    with pytest.raises(LookupError, match=r"test\.nothing"):
        ask("test.nothing")
    with pytest.raises(TypeError, match="text"):
        ask("test.note", txt="a")
    with pytest.raises(TypeError, match="JSON"):
        ask("test.note", text=MONDAY)
    assert counts() == (0, 0, 0)


def test_jobs_do_not_run_inside_an_action() -> None:
    with pytest.raises(RuntimeError, match="after the action"):
        db.action(jobs.run_due)()


def test_two_jobs_cannot_have_one_name() -> None:
    with pytest.raises(ValueError, match=r"test\.note"):
        jobs.job(name="test.note")(print)


def test_arguments_come_back_as_they_were() -> None:
    ask("test.note", text="Grüße: 100 %, :name, %(x)s, '\"\\ 🐝")
    jobs.run_due()
    assert done == ["Grüße: 100 %, :name, %(x)s, '\"\\ 🐝"]


def test_a_job_waits_for_its_moment_to_the_second() -> None:
    @db.action
    def remind() -> None:
        jobs.enqueue(deeds.note, run_at=MONDAY, text="remind")

    remind()
    with clock.at(MONDAY - A_SECOND):
        assert jobs.run_due() == 0
    with clock.at(MONDAY):
        assert jobs.run_due() == 1
    assert done == ["remind"]


def test_a_job_asked_for_under_a_moved_clock_is_due_at_once() -> None:
    with clock.at(MONDAY):
        ask("test.note", text="a")
    with clock.at(MONDAY - timedelta(days=1)):
        assert jobs.run_due() == 1


def test_jobs_run_in_the_order_of_asking_up_to_the_limit() -> None:
    for letter in "abc":
        ask("test.note", text=letter)

    assert jobs.run_due(limit=2) == 2
    assert done == ["a", "b"]


def test_one_key_waits_only_once() -> None:
    ask("test.note", dedupe="k", text="first")
    ask("test.note", dedupe="k", text="second")
    ask("test.note", dedupe="other", text="third")

    assert jobs.run_due() == 2
    assert done == ["first", "third"]


def test_of_two_moments_under_one_key_the_earlier_counts() -> None:
    @db.action
    def remind(run_at: datetime | None) -> None:
        jobs.enqueue(deeds.note, run_at=run_at, dedupe="k", text="remind")

    remind(MONDAY)
    remind(MONDAY + A_SECOND)
    remind(MONDAY - A_SECOND)
    with clock.at(MONDAY - 2 * A_SECOND):
        assert jobs.run_due() == 0
    with clock.at(MONDAY - A_SECOND):
        assert jobs.run_due() == 1
    remind(MONDAY)
    remind(None)
    with clock.at(MONDAY - timedelta(days=400)):
        assert jobs.run_due() == 1


def test_a_key_is_free_again_when_its_job_begins() -> None:
    ask("test.ask_again", dedupe="again")
    assert jobs.run_due() == 2
    assert done == ["asked", "asked"]


def test_a_job_that_waits_for_a_retry_does_not_hold_its_key() -> None:
    ask("test.fail", dedupe="k", text="first")
    jobs.run_due()
    ask("test.fail", dedupe="k", text="second")
    jobs.run_due()
    assert done == ["first", "second"]
    assert counts() == (2, 0, 0)


def test_what_is_asked_for_while_its_job_would_begin_is_seen_by_it(database: str) -> None:
    """The waiting job must not begin between the asking and its commit: it would miss the change."""
    del database
    ask("test.note_surroundings", dedupe="k")
    begun, may_commit = threading.Event(), threading.Event()

    @db.action
    def change_slowly() -> None:
        jobs.enqueue(deeds.note_surroundings, dedupe="k")
        begun.set()
        assert may_commit.wait(10)
        done.append("committed")

    changer = threading.Thread(target=running.apart, args=(change_slowly,))
    changer.start()
    assert begun.wait(10)
    with workers(1):
        time.sleep(1.5)
        may_commit.set()
        changer.join()
        wait_until(lambda: len(done) == 2)
    assert done[0] == "committed"


def test_a_failing_job_is_tried_again_ever_later_and_stays_visible() -> None:
    with clock.at(MONDAY):
        ask("test.fail", text="try")
        jobs.run_due()
    waits = [timedelta(minutes=1), timedelta(seconds=90)]  # doubled it would be 120, above the longest
    moment = MONDAY
    for wait in waits:
        moment += wait
        with clock.at(moment - A_SECOND):
            assert jobs.run_due() == 0
        assert counts() == (1, 0, 0)
        with clock.at(moment):
            assert jobs.run_due() == 1
    assert done == ["try"] * 3
    assert counts() == (0, 0, 1)
    with clock.at(MONDAY + timedelta(days=9)):
        assert jobs.run_due() == 0


def test_errors_are_told_without_their_words() -> None:
    with structlog.testing.capture_logs() as lines:
        ask("test.fail", text="x")
        jobs.run_due()

    assert [(line["event"], line["error"], line["tries"]) for line in lines] == [
        ("job_tried_in_vain", "TooBusyError", 1)
    ]
    assert lines[0]["where"].startswith("deeds.py:")
    assert deeds.SECRET not in str(lines)
    if db.is_sqlite():
        row = db.session().query(jobs.Job).one()
        assert row.last_error == "TooBusyError"


def test_workers_write_no_arguments_into_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    ask("test.fail", text=deeds.SECRET)
    ask("test.take_time", seconds=1, text=deeds.SECRET)
    with workers(1):
        wait_until(lambda: len(done) == 2)
    assert counts() == (1, 0, 0)
    assert deeds.SECRET not in caplog.text


def test_a_job_has_a_context_and_a_session_of_its_own() -> None:
    deeds.room.set("crowded")
    outer = db.session()
    with clock.at(MONDAY):
        ask("test.note_surroundings")
        jobs.run_due()

    assert done == [f"empty False {MONDAY.isoformat()}"]
    assert db.session() is outer


def test_a_job_runs_inside_what_was_configured() -> None:
    @contextmanager
    def tidy_room() -> Iterator[None]:
        token = deeds.room.set("tidy")
        yield
        deeds.room.reset(token)

    jobs.configure(wrap=tidy_room)
    ask("test.note_surroundings")
    jobs.run_due()
    assert done[0].startswith("tidy ")


def test_the_state_tells_how_long_the_oldest_due_job_waits() -> None:
    assert jobs.state() == jobs.State(pending=0, running=0, failed=0, oldest=None)

    @db.action
    def remind(run_at: datetime) -> None:
        jobs.enqueue(deeds.note, run_at=run_at, text="remind")

    remind(MONDAY)
    remind(MONDAY + timedelta(days=1))
    with clock.at(MONDAY + timedelta(minutes=5)):
        db.close_session()
        assert jobs.state() == jobs.State(pending=2, running=0, failed=0, oldest=timedelta(minutes=5))


def test_several_workers_run_every_job_once() -> None:
    @db.action
    def ask_often() -> None:
        for number in range(60):
            jobs.enqueue(deeds.take_time, seconds=0.01, text=str(number))

    ask_often()
    with workers(3):
        wait_until(lambda: counts() == (0, 0, 0), 60)
    assert sorted(done) == sorted(f"{verb} {number}" for number in range(60) for verb in ("begin", "end"))


def test_a_long_job_keeps_its_lease() -> None:
    jobs.configure(lease=timedelta(seconds=0.8))
    ask("test.take_time", seconds=3, text="slowly")
    with workers(2):
        wait_until(lambda: "end slowly" in done)
        time.sleep(1)
    assert done == ["begin slowly", "end slowly"]


def test_the_thread_is_woken_by_the_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "POLL_SECONDS", 60)
    jobs.start_thread()
    jobs.start_thread()
    try:
        time.sleep(1.5)
        assert [thread.name for thread in threading.enumerate()].count("jobs") == 1
        ask("test.note", text="awake")
        wait_until(lambda: done == ["awake"], 5)
    finally:
        jobs.stop_thread()
    assert "jobs" not in [thread.name for thread in threading.enumerate()]


def test_a_job_whose_time_comes_is_found_by_asking() -> None:
    @db.action
    def remind() -> None:
        jobs.enqueue(deeds.note, run_at=clock.now() + A_SECOND, text="later")

    with workers(1):
        remind()
        wait_until(lambda: done == ["later"], 6)


def test_stopping_lets_the_running_job_finish() -> None:
    ask("test.take_time", seconds=1, text="a")
    ask("test.note", text="b")
    with workers(1):
        wait_until(lambda: done == ["begin a"])
    assert done == ["begin a", "end a"]
    assert counts() == (1, 0, 0)


def killed_worker(url: str, mark: Path) -> None:
    """A worker process that begins the job and is killed in the middle of it."""
    begun = len(mark.read_text().splitlines()) if mark.exists() else 0
    process = subprocess.Popen([sys.executable, "-m", "tests.core.deeds", url])
    try:
        wait_until(lambda: mark.exists() and len(mark.read_text().splitlines()) > begun)
    finally:
        process.kill()
        process.wait()


def test_the_job_of_a_killed_worker_is_taken_again(database: str, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    jobs.configure(lease=deeds.LEASE)
    ask("test.leave_mark", path=str(mark), seconds=3)
    killed_worker(database, mark)
    assert counts() == (0, 1, 0)

    with workers(2):
        wait_until(lambda: counts() == (0, 0, 0))
    assert mark.read_text() == "begun\nbegun\n"


def test_run_due_takes_the_job_of_a_killed_worker(database: str, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    jobs.configure(lease=deeds.LEASE)
    ask("test.leave_mark", path=str(mark), seconds=1)
    killed_worker(database, mark)

    wait_until(lambda: jobs.run_due() == 1)
    assert mark.read_text() == "begun\nbegun\n"
    assert counts() == (0, 0, 0)


def test_a_job_that_kills_every_worker_ends_as_failed(database: str, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    jobs.configure(lease=deeds.LEASE)
    ask("test.leave_mark", path=str(mark), seconds=9)
    killed_worker(database, mark)
    killed_worker(database, mark)

    wait_until(lambda: jobs.run_due() == 1)
    assert mark.read_text() == "begun\nbegun\n"
    assert counts() == (0, 0, 1)


def test_a_job_unknown_to_this_version_fails_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    ask("test.note", text="a")
    monkeypatch.setattr("app.core.jobs.registry._definitions", {})
    assert jobs.run_due() == 1
    assert done == []
    assert counts() == (0, 0, 1)


def cut_every_connection() -> None:
    cut = select(func.pg_terminate_backend(column("pid"))).select_from(table("pg_stat_activity"))
    others = (column("datname") == func.current_database(), column("pid") != func.pg_backend_pid())
    with db.engine().connect() as connection:
        assert len(connection.execute(cut.where(*others)).all()) > 1


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_a_cut_connection_neither_loses_nor_doubles_a_job() -> None:
    ask("test.take_time", seconds=2, text="a")
    with workers(1):
        wait_until(lambda: done == ["begin a"])
        cut_every_connection()
        wait_until(lambda: counts() == (0, 0, 0))
        ask("test.note", text="b")
        wait_until(lambda: "b" in done)
    assert done == ["begin a", "end a", "b"]


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_the_schema_of_procrastinate_goes_and_comes() -> None:
    def run(sql: str) -> list[str]:
        with db.engine().begin() as connection:
            connection.execution_options(no_parameters=True).exec_driver_sql(sql)
        return [name for name in inspect(db.engine()).get_table_names() if name.startswith("procrastinate")]

    assert run(jobs.procrastinate_drop_sql()) == []
    assert len(run(jobs.procrastinate_schema_sql())) == 4
    ask("test.note", text="a")
    assert jobs.run_due() == 1
