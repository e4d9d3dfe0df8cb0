from app.ideas.rules import room_text
from app.rooms import rules
from tests.rooms.conftest import GIGABYTE


def test_room_is_narrow_from_four_fifths_on() -> None:
    assert not rules.is_narrow(4 * GIGABYTE - 1, 5)
    assert rules.is_narrow(4 * GIGABYTE, 5)


def test_what_would_be_nothing_in_gigabytes_is_told_smaller() -> None:
    assert [room_text(count) for count in (300_000, GIGABYTE // 2)] == ["300 kB", "0,5 GB"]
