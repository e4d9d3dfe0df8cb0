"""What a design means, without playing anything."""

from dataclasses import replace

import pytest

from app.designs import rules
from app.designs.rules import Design, Finding

pytestmark = pytest.mark.usefixtures("app")

DESIGN = Design(ideas=60, jurors=12, readings=3, places=3, severity=6, minutes=15, goal=70, contests=100)


def a_finding(
    readings: int, found: float, by_mean: float, exact: float, winner: float, *, is_adaptive: bool = False
) -> Finding:
    return Finding(readings, is_adaptive, found, by_mean, exact, winner, 100)


ONE = a_finding(1, 0.40, 0.40, 0.05, 0.3)
TWO = a_finding(2, 0.55, 0.50, 0.12, 0.4)
THREE = a_finding(3, 0.64, 0.57, 0.2, 0.5)
AIMED = a_finding(3, 0.72, 0.57, 0.3, 0.55, is_adaptive=True)
FOUR = a_finding(4, 0.70, 0.62, 0.28, 0.56)
ALL = [ONE, TWO, THREE, AIMED, FOUR]


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({}, []),
        ({"readings": 12}, []),
        ({"readings": 13}, ["readings"]),
        ({"places": 59}, []),
        ({"places": 60}, ["places"]),
        ({"jurors": 61}, ["jurors"]),
        ({"ideas": 2, "jurors": 3, "readings": 4, "places": 2}, ["readings", "places", "jurors"]),
    ],
)
def test_nonsense_is_named_at_its_field(changes: dict[str, int], fields: list[str]) -> None:
    assert list(rules.design_faults(replace(DESIGN, **changes))) == fields


def test_a_design_is_tried_with_fewer_and_more_readings_but_never_more_than_jurors() -> None:
    assert DESIGN.tried == [
        (1, False), (2, False), (3, False), (3, True), (4, False), (4, True), (5, False), (5, True),
    ]  # fmt: skip
    assert replace(DESIGN, jurors=3).tried == [(1, False), (2, False), (3, False), (3, True)]
    assert replace(DESIGN, readings=8).tried[-1] == (8, True)


def test_large_contests_are_held_less_often() -> None:
    assert [rules.contests_for(ideas) for ideas in (2, 60, 100, 250, 500)] == [100, 100, 60, 24, 24]


def test_everybody_has_a_part_in_the_hours() -> None:
    assert (DESIGN.hours(3), DESIGN.hours(3) / DESIGN.jurors) == (45.0, 3.75)


def test_what_is_asked_decides_about_the_digests() -> None:
    for name in ("ideas", "jurors", "readings", "places", "severity", "contests", "minutes", "goal"):
        other = replace(DESIGN, **{name: getattr(DESIGN, name) + 1})
        assert other.digest != DESIGN.digest
        assert (other.contest_digest == DESIGN.contest_digest) == (name in {"minutes", "goal"})


@pytest.mark.parametrize(
    ("goal", "best", "is_enough"),
    [(40, ONE, True), (55, TWO, True), (60, AIMED, True), (72, AIMED, True), (73, AIMED, False)],
)
def test_the_fewest_readings_that_reach_the_goal_are_proposed(goal: int, best: Finding, *, is_enough: bool) -> None:
    verdict = rules.verdict_of(replace(DESIGN, goal=goal), ALL)
    assert (verdict.best, verdict.is_enough) == (best, is_enough)
    assert (verdict.present, verdict.more) == (THREE, FOUR)


def test_beyond_what_was_tried_nothing_is_said_of_one_reading_more() -> None:
    assert rules.verdict_of(replace(DESIGN, readings=4), ALL).more is None


def test_the_curve_goes_up_with_the_share_and_to_the_right_with_the_readings() -> None:
    curves = {each.key: each.dots for each in rules.curves_of(ALL)}
    assert list(curves) == ["fair", "mean", "adaptive"]
    assert [(readings, round(percent)) for _x, _y, readings, percent in curves["fair"]] == [
        (1, 40), (2, 55), (3, 64), (4, 70),
    ]  # fmt: skip
    assert [(x, y) for x, y, _readings, _percent in curves["fair"]][::3] == [(12.0, 154.8), (548.0, 80.4)]
    assert (rules.y_of(0), rules.y_of(1), rules.curves_of([])) == (254.0, 6.0, [])


def test_one_reading_more_never_finds_less() -> None:
    lower = replace(THREE, readings=4, found=0.50, exact=0.30)
    pooled = rules.never_worse([ONE, TWO, THREE, AIMED, lower])

    assert [round(each.found, 3) for each in pooled] == [0.40, 0.55, 0.57, 0.72, 0.57]
    assert [each.exact for each in pooled] == [0.05, 0.12, 0.2, 0.3, 0.3]
    assert rules.never_worse(ALL) == ALL


def test_an_error_is_that_of_a_share_of_all_contests() -> None:
    assert replace(ONE, found=0.5).error == 0.05


def test_more_than_a_minute_is_told_beforehand() -> None:
    large = replace(DESIGN, ideas=500, jurors=100, readings=6, contests=24)
    assert rules.waiting_text(DESIGN) == "Das dauert bis zu einer Minute."
    assert rules.waiting_text(large).startswith("Das dauert etwa 2 Minuten. Sie können die Seite schließen")
    assert large.seconds > DESIGN.seconds
