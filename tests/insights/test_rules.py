"""Pictures of a snapshot, as rows on a scale."""

import random
import uuid

import pytest

from app.insights import rules
from app.insights.rules import Chart
from app.policies.rules import Terms
from app.ranking.rules import Entry, Ranking, ranking_of
from app.snapshots import rules as snapshots
from app.snapshots.rules import Stored
from tests.snapshots.test_rules import a_contest
from tests.support.rounds import AFTERWARDS

TERMS = Terms(places=2, readings_min=1)


def a_ranking(seed: int = 3, *, is_ranked: bool = True) -> Ranking:
    contest = a_contest(random.Random(seed), TERMS)  # noqa: S311 # the same contest each time
    found = snapshots.snapshot_by(contest)
    stored = Stored(uuid.uuid4(), contest.input_digest, contest.policy.digest, 1, {}, "", AFTERWARDS, found)
    ids = sorted({sheet.submission_id for sheet in contest.sheets}, key=str)
    entries = [Entry(id_, number, f"Idee {number}", "Klima", 1, 9) for number, id_ in enumerate(ids, 1)]
    return ranking_of(entries, contest.sheets, contest.rubrics, TERMS, stored if is_ranked else None)


def charts(ranking: Ranking) -> dict[str, Chart]:
    stats = ranking.snapshot.ranking.juror_stats if ranking.snapshot else ()
    jurors = {uuid.UUID(str(stat.juror)): number for number, stat in enumerate(stats, 1)}
    totals = {juror: [10.0 * number, 50.0, 70.0] for juror, number in jurors.items()}
    return {chart.key: chart for chart in rules.charts_of(ranking, totals, jurors)}


def test_a_snapshot_has_a_picture_of_everything_it_knows_and_without_one_there_is_none() -> None:
    assert list(charts(a_ranking())) == ["sheets", "totals", "severities", "places", "chances", "means"]
    assert charts(a_ranking(is_ranked=False)) == {}


def test_rows_come_in_the_official_order_and_say_in_the_table_what_the_picture_shows() -> None:
    ranking = a_ranking()
    found = charts(ranking)
    labels = [f"Idee {place.entry.number}" for place in ranking.places]

    assert [row.label for row in found["places"].rows] == [row.label for row in found["means"].rows] == labels
    for chart in found.values():
        assert {len(row.cells) + 1 for row in chart.rows} == {len(chart.headers)}
    first = ranking.places[0]
    assert first.mean is not None
    assert found["means"].rows[0].values[0] == pytest.approx(float(first.mean))


def test_what_the_sheets_leave_open_is_marked_and_counted_in_words() -> None:
    ranking = a_ranking()
    open_ = [each for each in ranking.places if each.fair is not None and each.fair.zone == "decision"]
    chances = charts(ranking)["chances"]

    assert len(open_) > 1
    assert [row.is_undecided for row in chances.rows].count(True) == len(open_)
    assert [row.cells[1] for row in chances.rows].count("Jury entscheidet") == len(open_)
    assert charts(ranking)["places"].summary.startswith(f"Bei {len(open_)} Ideen können die Bögen nicht sagen")


def test_marks_stand_on_the_scale_and_nothing_leaves_the_picture() -> None:
    chart = Chart("x", "X", "", ("A",), (), 0.0, 100.0)

    assert (chart.x(0), chart.x(50), chart.x(100), chart.x(170)) == ("130.0", "375.0", "620.0", "620.0")
    assert (chart.ticks, chart.y(1) - chart.y(0), chart.height) == ([0, 25, 50, 75, 100], 22, 34)


def test_what_is_counted_has_whole_numbers_beside_it() -> None:
    ticks = [Chart("x", "X", "", ("A",), (), start, end).ticks for start, end in ((0.0, 3.0), (1.0, 18.0), (0.0, 8.0))]
    assert ticks == [[0, 1, 2, 3], [1, 5, 9, 13, 17], [0, 2, 4, 6, 8]]


def test_a_long_ranking_is_shown_as_far_as_it_is_open() -> None:
    ranking = a_ranking()
    many = Ranking([*ranking.places] * 50, [], TERMS, ranking.snapshot)

    assert len(charts(many)["chances"].rows) == rules.ROWS_MAX
