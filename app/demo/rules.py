"""Rounds around today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

FRIDAY = 4


# ---------------------------------------------------------------- days
@dataclass(frozen=True)
class Days:
    """Days before and after a day; hours are those of the zone's clocks, moments are in UTC as forms give them."""

    anchor: date
    zone: tzinfo

    def at(self, day: float, hour: int = 9, minute: int = 0) -> datetime:
        return datetime.combine(self.anchor + timedelta(days=int(day)), time(hour, minute), self.zone).astimezone(UTC)

    def of_school(self, day: int, hour: int) -> datetime:
        """The same day, or Monday after a weekend: deadlines are days on which a teacher can be asked."""
        weekday = (self.anchor + timedelta(days=day)).weekday()
        return self.at(day if weekday <= FRIDAY else day + 7 - weekday, hour)

    def between(self, window: Sequence[int], share: float, hour: int, minute: int = 0) -> datetime:
        """A day at a share (0 to 1) of the way through a window of days."""
        first, last = window
        return self.at(first + round((last - first) * share), hour, minute)


def first_day_of_school_year(today: date) -> date:
    """School years begin in September."""
    return date(today.year if today.month >= 9 else today.year - 1, 9, 1)  # noqa: PLR2004 # September


def afternoons(founded_at: datetime, days: Days, window: Sequence[int], share: float) -> list[datetime]:
    """Three afternoons of writing after a team was founded: the later the team, the later it begins."""
    first, last = window
    length = last - first
    step = max(1, length // 5)
    begin = max(days.between([first, first + length * 2 // 5], share, 13, 5), founded_at + timedelta(days=1, hours=4))
    return [begin + timedelta(days=step * turn, minutes=17 * turn) for turn in range(3)]


def end_of_last_year(today: date) -> date:
    """The week before the long holidays of the school year that ended before today."""
    return date(first_day_of_school_year(today).year, 6, 26)


def name_of_year(today: date) -> str:
    """For example "2026/27"."""
    year = first_day_of_school_year(today).year
    return f"{year}/{(year + 1) % 100:02}"
