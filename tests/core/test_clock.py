from datetime import UTC, datetime, timedelta

import pytest

from app.core import clock


def test_a_wall_time_that_the_spring_change_skips_does_not_exist() -> None:
    assert clock.moments_of(datetime(2026, 3, 29, 2, 30)) == []  # noqa: DTZ001 # a wall time


def test_a_wall_time_that_the_autumn_change_repeats_exists_twice() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert clock.moments_of(datetime(2026, 10, 25, 2, 30)) == [first, first + timedelta(hours=1)]  # noqa: DTZ001 # a wall time


def test_any_other_wall_time_is_one_moment() -> None:
    assert clock.moments_of(datetime(2028, 2, 29, 16, 0)) == [datetime(2028, 2, 29, 15, 0, tzinfo=UTC)]  # noqa: DTZ001 # a wall time


def test_a_moved_clock_stands_still_and_returns() -> None:
    moment = datetime(2027, 3, 12, 15, 0, tzinfo=UTC)
    with clock.at(moment):
        assert (clock.now(), clock.received_at()) == (moment, moment)
    assert clock.moved_to() is None


def test_the_clock_moves_to_no_time_without_a_zone() -> None:
    with pytest.raises(ValueError, match="time zone"), clock.at(datetime(2027, 3, 12)):  # noqa: DTZ001 # that is the point
        pass


def test_a_request_keeps_the_moment_of_its_arrival() -> None:
    clock.start_request()
    arrived = clock.received_at()
    later = (clock.now(), clock.received_at())
    clock.end_request()
    assert later[1] == arrived < later[0]
