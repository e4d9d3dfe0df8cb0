from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.demo import queries, rules
from app.demo.rules import Days, Effort
from app.rubrics.rules import Mark
from app.samples.queries import ideas

BERLIN = ZoneInfo("Europe/Berlin")
CRITERIA = [(key, key in {"sustainability", "teamwork"}) for key in queries.comments()]


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


def test_nobody_reads_an_idea_of_their_own_school_and_all_have_about_as_much_to_read() -> None:
    schools = ["kfz", None, None, "bau", None]

    dealt = [rules.readers_of(number, "bau", schools, 3) for number in range(10)]

    assert {len(set(readers)) for readers in dealt} == {3}
    counts = [sum(juror in readers for readers in dealt) for juror in range(5)]
    assert counts[3] == 0
    assert max(counts) - min(counts[:3] + counts[4:]) <= 3


def test_so_many_sheets_of_ten_are_finished_and_of_the_rest_some_are_begun() -> None:
    efforts = [rules.effort_of(number, juror, 5) for number in range(50) for juror in range(10)]

    assert efforts.count(Effort.ALL) == 250
    assert (efforts.count(Effort.SOME), efforts.count(Effort.NONE)) == (150, 100)
    assert {rules.effort_of(number, 2, 10) for number in range(10)} == {Effort.ALL}


def test_deadlines_are_days_of_school() -> None:
    days = Days(date(2027, 3, 5), BERLIN)

    assert [days.of_school(day, 18).astimezone(BERLIN).strftime("%a %d") for day in range(5)] == [
        "Fri 05", "Mon 08", "Mon 08", "Mon 08", "Tue 09",
    ]  # fmt: skip


def test_a_juror_thinks_the_same_twice_and_gives_reasons_for_nothing_and_everything() -> None:
    for idea in ideas():
        for juror in range(15):
            marks = rules.marks_of(idea, juror, CRITERIA, queries.comments())
            extreme = [mark for mark in marks.values() if mark.points in {0, 5}]
            assert marks == rules.marks_of(idea, juror, CRITERIA, queries.comments())
            assert [mark for mark in extreme if not mark.comment] == []


def test_only_what_may_be_skipped_is_skipped() -> None:
    all_marks = [rules.marks_of(idea, juror, CRITERIA, queries.comments()) for idea in ideas() for juror in range(15)]

    assert {key for marks in all_marks for key, mark in marks.items() if mark.is_skipped} == {
        "sustainability",
        "teamwork",
    }


def test_prizes_go_to_the_ideas_that_the_jury_likes_best() -> None:
    published = sorted((idea for idea in ideas() if idea.round == "published"), key=rules.quality_of, reverse=True)

    assert [idea.prize is not None for idea in published] == [True] * 5 + [False] * 8


def test_the_first_reader_says_what_is_special() -> None:
    idea = next(idea for idea in ideas() if idea.title == "Restefuchs")

    marks = rules.with_remark({"benefit": Mark(4), "digital": Mark(3)}, idea)

    assert marks == {"benefit": Mark(4, comment=idea.remark), "digital": Mark(3)}


def test_a_juror_who_was_called_away_has_judged_half() -> None:
    assert rules.without_the_last({"a": Mark(1), "b": Mark(2), "c": Mark(3)}) == {"a": Mark(1)}
