"""Brakes: what is counted, and at what price."""

import threading

import pytest

from app.core import limits
from app.core.limits import Brake, TooManyError
from app.settings import SettingsError

BRAKE = Brake("of a test", 3, minutes=1)


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    limits.connect("memory://")


def test_so_many_are_let_through_and_no_more_and_others_are_not_braked() -> None:
    for _time in range(3):
        BRAKE.check("mia")
        BRAKE.hit("mia")
    BRAKE.check("ben")
    with pytest.raises(TooManyError) as told:
        BRAKE.check("mia")
    assert 0 < told.value.retry_after <= 60


def test_a_place_for_counts_that_cannot_be_used_is_named_in_one_line() -> None:
    with pytest.raises(SettingsError, match=r"^REDIS_URL: [^\n]+$"):
        limits.connect("nowhere://127.0.0.1")


def test_counting_starts_no_thread_each_time() -> None:
    BRAKE.hit("mia")
    for timer in _timers():
        timer.join()
    BRAKE.hit("ben")
    assert _timers() == []


def _timers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]
