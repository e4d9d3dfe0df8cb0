"""Pictures of how sheets and criteria fit together."""

import random
from dataclasses import replace

import pytest

from app.insights.rules import Chart
from app.patterns import rules
from app.patterns.rules import Grid, Judged
from tests.insights.test_rules import TERMS, a_ranking
from tests.snapshots.test_rules import QUESTIONS, RUBRIC, a_contest


def a_judged(seed: int = 3) -> Judged:
    ranking, contest = a_ranking(seed), a_contest(random.Random(seed), TERMS)  # noqa: S311 # the same contest each time
    jurors = sorted({sheet.juror_id for sheet in contest.sheets}, key=str)
    numbers = {juror: number for number, juror in enumerate(jurors, 1)}
    return Judged(ranking, contest.sheets, {RUBRIC: QUESTIONS}, {"benefit": "Nutzen", "novelty": "Neuheit"}, numbers)


def pictures(judged: Judged) -> dict[str, Grid | Chart]:
    return {picture.key: picture for picture in rules.pictures_of(judged)}


def grid(judged: Judged, key: str) -> Grid:
    found = pictures(judged)[key]
    assert isinstance(found, Grid)
    return found


def test_every_picture_says_in_its_table_what_it_shows() -> None:
    found = pictures(a_judged())

    assert list(found) == ["disagreement", "criteria", "alikeness", "methods"]
    for picture in found.values():
        assert {len(row.cells) + 1 for row in picture.rows} == {len(picture.headers)}


def test_without_sheets_there_is_nothing_to_show() -> None:
    assert rules.pictures_of(replace(a_judged(), sheets=[])) == []


def test_a_sheet_is_compared_with_what_was_to_be_expected_of_it() -> None:
    judged = a_judged()
    place, juror = judged.ranking.places[0], min(judged.numbers, key=lambda each: judged.numbers[each])
    shown = grid(judged, "disagreement")
    total = judged.totals.get((place.entry.submission_id, juror))
    assert judged.ranking.snapshot is not None
    (stat,) = (each for each in judged.ranking.snapshot.ranking.juror_stats if each.juror == juror)
    assert place.fair is not None
    assert (place.fair.adjusted_mean, stat.severity) != (None, None)

    expected = (place.fair.adjusted_mean or 0.0) + (stat.severity or 0.0)
    assert shown.rows[0].label == f"Idee {place.entry.number}"
    if total is None:
        assert shown.rows[0].cells[0] == "–"
    else:
        assert int(shown.rows[0].cells[0].replace("\N{MINUS SIGN}", "-")) == round(total - expected)


def test_ideas_whose_sheets_lie_far_apart_have_a_star() -> None:
    judged = a_judged()
    far = [place.totals[0].value - place.totals[-1].value > rules.FAR_APART for place in judged.ranking.everything]
    assert [row.is_marked for row in grid(judged, "disagreement").rows] == far
    assert True in far


def test_criteria_have_mean_spread_agreement_and_both_ends() -> None:
    judged = a_judged()
    points = [sheet.points["benefit"] or 0 for sheet in judged.sheets]
    chart = pictures(judged)["criteria"]
    assert isinstance(chart, Chart)
    row = chart.rows[0]

    assert row.label == "Nutzen"
    assert row.values[0] == pytest.approx(20 * sum(points) / len(points))
    assert row.cells[3] == f"{100 * points.count(0) / len(points):.0f} %"


def test_criteria_that_rise_together_are_counted_and_constant_ones_are_left_out() -> None:
    judged = a_judged()
    alike = [replace(each, points={**each.points, "novelty": each.points["benefit"]}) for each in judged.sheets]
    flat = [replace(each, points={**each.points, "novelty": 3}) for each in judged.sheets]

    same, constant = (grid(replace(judged, sheets=sheets), "alikeness") for sheets in (alike, flat))
    assert [row.cells for row in same.rows] == [("–", "1,0"), ("1,0", "–")]
    assert "1 Paar liegt über 0,8" in same.summary
    assert [row.cells for row in constant.rows] == [("–", "–")] * 2


def test_fields_stand_beside_one_another_and_the_picture_holds_them_all() -> None:
    shown = grid(a_judged(), "disagreement")

    assert shown.x(1) - shown.x(0) == 46
    assert shown.y(1) - shown.y(0) == 24
    assert shown.width >= shown.x(len(shown.columns) - 1) + 46
    assert shown.height >= shown.y(len(shown.rows))
