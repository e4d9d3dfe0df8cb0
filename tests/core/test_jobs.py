import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import structlog

from app.core import clock, db, jobs
from app.core.jobs import running
from tests.core import deeds
from tests.core.deeds import ask, done
from tests.core.working import counts, wait_until, workers

pytestmark = pytest.mark.usefixtures("surroundings")

MONDAY = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
A_SECOND = timedelta(seconds=1)


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
        assert may_commit.wait(60)
        done.append("committed")

    changer = threading.Thread(target=running.apart, args=(change_slowly,))
    changer.start()
    assert begun.wait(60)
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
