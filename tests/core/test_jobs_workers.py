import logging
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import column, func, inspect, select, table, text

from app.core import clock, db, jobs
from app.core.jobs import worker
from tests.core import deeds
from tests.core.deeds import ask, done
from tests.core.working import counts, wait_until, workers

pytestmark = pytest.mark.usefixtures("surroundings")

MONDAY = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
A_SECOND = timedelta(seconds=1)


def test_workers_write_no_arguments_into_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    ask("test.fail", text=deeds.SECRET)
    ask("test.take_time", seconds=1, text=deeds.SECRET)
    with workers(1):
        wait_until(lambda: len(done) == 2)
    assert counts() == (1, 0, 0)
    assert deeds.SECRET not in caplog.text


def test_several_workers_run_every_job_once() -> None:
    @db.action
    def ask_often() -> None:
        for number in range(60):
            jobs.enqueue(deeds.take_time, seconds=0.01, text=str(number))

    ask_often()
    with workers(3):
        wait_until(lambda: counts() == (0, 0, 0))
    assert sorted(done) == sorted(f"{verb} {number}" for number in range(60) for verb in ("begin", "end"))


def test_a_long_job_keeps_its_lease() -> None:
    # Not shorter: on a busy machine whoever prolongs a lease may come late.
    jobs.configure(lease=timedelta(seconds=1.5))
    ask("test.take_time", seconds=4, text="slowly")
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
        wait_until(lambda: done == ["awake"], 40)
    finally:
        jobs.stop_thread()
    assert "jobs" not in [thread.name for thread in threading.enumerate()]


def test_on_sqlite_a_thread_without_long_jobs_leaves_them_to_whoever_asks() -> None:
    ask("test.take_long", seconds=0, text="film")
    ask("test.note", text="picture")
    jobs.start_thread(with_long=False)
    try:
        wait_until(lambda: "picture" in done)
    finally:
        jobs.stop_thread()
    assert "begin film" not in done or not db.is_sqlite()
    jobs.run_due()
    assert sorted(done) == ["begin film", "end film", "picture"]


def test_a_job_whose_time_comes_is_found_by_asking() -> None:
    @db.action
    def remind() -> None:
        jobs.enqueue(deeds.note, run_at=clock.now() + A_SECOND, text="later")

    with workers(1):
        remind()
        wait_until(lambda: done == ["later"])


def test_stopping_lets_the_running_job_finish() -> None:
    ask("test.take_time", seconds=2, text="a")
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
    ask("test.leave_mark", path=str(mark), seconds=0)
    killed_worker(database, mark)

    wait_until(lambda: jobs.run_due() == 1)
    assert mark.read_text() == "begun\nbegun\n"
    assert counts() == (0, 0, 0)


def test_a_job_that_kills_every_worker_ends_as_failed(database: str, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    jobs.configure(lease=deeds.LEASE)
    ask("test.leave_mark", path=str(mark), seconds=0)
    killed_worker(database, mark)
    killed_worker(database, mark)

    wait_until(lambda: jobs.run_due() == 1)
    assert mark.read_text() == "begun\nbegun\n"
    assert counts() == (0, 0, 1)


def test_a_job_unknown_to_this_version_fails_at_once() -> None:
    ask("test.note", text="a")
    with db.engine().begin() as connection:
        place = "jobs SET name" if db.is_sqlite() else "procrastinate_jobs SET task_name"
        connection.execute(text(f"UPDATE {place} = 'test.of_another_version'"))  # one of two fixed texts
    assert jobs.run_due() == 1
    assert done == []
    assert counts() == (0, 0, 1)


def cut_every_connection() -> None:
    cut = select(func.pg_terminate_backend(column("pid"))).select_from(table("pg_stat_activity"))
    others = (column("datname") == func.current_database(), column("pid") != func.pg_backend_pid())
    with db.engine().connect() as connection:
        # How many there are depends on the moment: an idle one may be closed already.
        assert connection.execute(cut.where(*others)).all() != []


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


def test_a_long_job_keeps_no_other_waiting() -> None:
    ask("test.take_long", seconds=5, text="film")
    with workers(1):
        wait_until(lambda: done == ["begin film"])
        ask("test.note", text="mail")
        wait_until(lambda: "mail" in done)
        assert done == ["begin film", "mail"]
        wait_until(lambda: counts() == (0, 0, 0))
    assert done == ["begin film", "mail", "end film"]
