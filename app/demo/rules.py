"""Rounds around today, and what a jury makes of ideas."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from app.rubrics.rules import Mark
from app.samples.rules import IdeaText

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


# ---------------------------------------------------------------- the jury
class Effort(StrEnum):
    """How far a juror has come with a sheet."""

    NONE = "none"
    SOME = "some"
    ALL = "all"


def readers_of(number: int, school: str, schools_of_jurors: Sequence[str | None], count: int) -> list[int]:
    """Which jurors read an idea: in turn, and never one of the team's school. Numbers are places in the jury."""
    jury = range(len(schools_of_jurors))
    in_turn = [(number * count + place) % len(jury) for place in jury]
    return [juror for juror in in_turn if schools_of_jurors[juror] != school][:count]


def effort_of(number: int, juror: int, finished: int) -> Effort:
    """Of ten sheets so many are `finished`; of the rest some are begun."""
    place = (number + number // 5 * 2 + juror) % 10
    if place < finished:
        return Effort.ALL
    return Effort.SOME if place % 2 else Effort.NONE


def quality_of(idea: IdeaText) -> float:
    """How convincing an idea is, in points from 0 to 5: prizes are no accident, all else is chance."""
    if idea.prize:
        return 4.9 - 0.25 * idea.prize.rank
    return 2.0 + (idea.seed % 1000) / 550


def marks_of(
    idea: IdeaText, juror: int, criteria: Sequence[tuple[str, bool]], comments: Mapping[str, Mapping[str, list[str]]]
) -> dict[str, Mark]:
    """What the juror of this number thinks; `criteria` are keys, and whether they may be skipped.

    Some jurors are stricter than others, nobody is quite sure, and only the first reader says what is special.
    """
    chance = random.Random(f"{idea.title} {juror}")  # noqa: S311 # the same opinion on every machine, no secret
    severity = (juror * 7 % 11 - 5) / 8
    marks = {}
    for key, may_be_skipped in criteria:
        points = min(5, max(0, round(chance.gauss(quality_of(idea) - severity, 0.7))))
        band = ("low", "low", "mid", "mid", "high", "high")[points]
        says_something = points in {0, 5} or chance.random() < 0.6  # noqa: PLR2004 # most jurors write most of the time
        comment = chance.choice(comments[key][band]) if says_something else ""
        is_skipped = may_be_skipped and chance.random() < 0.06  # noqa: PLR2004 # rare
        marks[key] = Mark(is_skipped=True) if is_skipped else Mark(points, comment=comment)
    return marks


def with_remark(marks: Mapping[str, Mark], idea: IdeaText) -> dict[str, Mark]:
    """The same marks with what only somebody says who has read this very idea."""
    return {**marks, "benefit": replace(marks["benefit"], comment=idea.remark)} if idea.remark else dict(marks)


def without_the_last(marks: Mapping[str, Mark]) -> dict[str, Mark]:
    """The first few of the marks: the juror was called away."""
    return dict(list(marks.items())[: max(1, len(marks) // 2)])
