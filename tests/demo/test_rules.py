from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.demo import rules
from app.demo.rules import Days

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("today", "year", "end"),
    [
        (date(2026, 11, 22), "2026/27", date(2026, 6, 26)),
        (date(2027, 8, 31), "2026/27", date(2026, 6, 26)),
        (date(2027, 9, 1), "2027/28", date(2027, 6, 26)),
        (date(2099, 12, 1), "2099/00", date(2099, 6, 26)),
    ],
)
def test_a_school_year_begins_in_september(today: date, year: str, end: date) -> None:
    assert (rules.name_of_year(today), rules.end_of_last_year(today)) == (year, end)


def test_hours_are_those_of_berlin_in_summer_and_winter() -> None:
    days = Days(date(2027, 3, 28), BERLIN)

    assert days.at(-1, 9) == datetime(2027, 3, 27, 8, tzinfo=UTC)
    assert days.at(0, 9, 30) == datetime(2027, 3, 28, 7, 30, tzinfo=UTC)
    assert days.between([0, 10], 0.5, 12) == datetime(2027, 4, 2, 10, tzinfo=UTC)


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_a_team_writes_on_three_afternoons_after_it_was_founded(share: float) -> None:
    days = Days(date(2027, 3, 1), BERLIN)
    founded_at = days.between([-39, -16], share, 9)

    afternoons = rules.afternoons(founded_at, days, [-31, -10], share)

    moments = [founded_at + timedelta(hours=3), *afternoons, days.at(-4)]
    assert moments == sorted(moments)
    assert len(afternoons) == 3


def test_deadlines_are_days_of_school() -> None:
    days = Days(date(2027, 3, 5), BERLIN)

    assert [days.of_school(day, 18).astimezone(BERLIN).strftime("%a %d") for day in range(5)] == [
        "Fri 05", "Mon 08", "Mon 08", "Mon 08", "Tue 09",
    ]  # fmt: skip
