from app.rooms import rules
from tests.rooms.conftest import GIGABYTE


def test_room_is_narrow_from_four_fifths_on() -> None:
    assert not rules.is_narrow(4 * GIGABYTE - 1, 5)
    assert rules.is_narrow(4 * GIGABYTE, 5)
