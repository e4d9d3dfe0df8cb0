"""Places and chances from draws that are counted by hand, and the ways of other contests."""

from typing import cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.fairness.baselines import Baseline, baseline
from app.fairness.cases import FairnessError
from app.fairness.chances import p_above, p_top, places_of, quantiles_of, rank_intervals
from app.fairness.crossed import Posterior
from app.fairness.order import order_of

# Four draws of three submissions.
DRAWS = np.array([[9.0, 5, 1], [8, 6, 2], [3, 7, 2], [9, 4, 5]])


def posterior(total: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Posterior:
    return Posterior(total, np.zeros((len(total), 1)), np.ones(1), np.ones((1, 3)))


def test_places_count_from_the_highest_total() -> None:
    assert places_of(DRAWS).tolist() == [[1, 2, 3], [1, 2, 3], [2, 1, 3], [1, 3, 2]]
    assert places_of(np.array([[5.0, 5, 6]])).tolist() == [[2, 3, 1]]


def test_chances_are_shares_of_draws() -> None:
    assert p_top(posterior(DRAWS), 1).tolist() == [0.75, 0.25, 0.0]
    assert p_top(posterior(DRAWS), 2).tolist() == [1.0, 0.75, 0.25]
    assert p_top(posterior(DRAWS), 5).tolist() == [1.0, 1.0, 1.0]
    assert (p_above(posterior(DRAWS), 0, 1), p_above(posterior(DRAWS), 1, 2)) == (0.75, 0.75)
    assert p_above(posterior(np.array([[1.0, 1], [2, 1]])), 0, 1) == 0.75


def test_intervals_are_places_that_occur() -> None:
    assert rank_intervals(posterior(DRAWS), 0.9).tolist() == [[1, 2], [1, 3], [2, 3]]
    assert rank_intervals(posterior(DRAWS), 0.5).tolist() == [[1, 1], [1, 2], [2, 3]]


@given(st.integers(0, 1000), st.sampled_from([0.5, 0.8, 0.9, 0.95]))
def test_intervals_are_quantiles_by_the_inverted_distribution(seed: int, level: float) -> None:
    total = np.random.default_rng(seed).normal(size=(40, 6))
    places = places_of(total)

    low, high = (
        np.quantile(places, round(share, 6), axis=0, method="inverted_cdf")
        for share in ((1 - level) / 2, (1 + level) / 2)
    )

    assert rank_intervals(posterior(total), level).tolist() == np.column_stack([low, high]).tolist()


def test_quantiles_in_blocks_are_quantiles() -> None:
    total = np.random.default_rng(1).normal(size=(50, 600))

    low, high = quantiles_of(total, (0.05, 0.95))

    assert np.array_equal([low, high], np.quantile(total, (0.05, 0.95), axis=0))


def test_more_submissions_than_small_numbers_count_are_placed_all_the_same() -> None:
    total = np.arange(40_000.0)[None, :]

    assert places_of(total)[0, [0, -1]].tolist() == [40_000, 1]


@pytest.mark.parametrize("level", [0.0, 1.0, 90.0])
def test_an_interval_needs_a_share(level: float) -> None:
    with pytest.raises(FairnessError) as refused:
        rank_intervals(posterior(DRAWS), level)

    assert refused.value.code == "not_a_share"


def test_nobody_has_a_place_before_the_first() -> None:
    with pytest.raises(FairnessError) as refused:
        p_top(posterior(DRAWS), 0)

    assert refused.value.code == "not_positive"


def test_scores_that_show_equal_share_a_group() -> None:
    assert order_of([61.004, 70.0, 60.996, 61.006], []) == [[1], [3], [0, 2]]
    assert order_of([61.004, 70.0, 60.996], [lambda group: [[code] for code in reversed(group)]]) == [[1], [2], [0]]


# ---------------------------------------------------------------- other contests
# Submission 0 is read by jurors 0, 1 and 2, submission 1 by jurors 0 and 1, submission 2 by juror 0.
Y, SI, JI = [90.0, 60, 0, 70, 40, 50], [0, 0, 0, 1, 1, 2], [0, 1, 2, 0, 1, 0]


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("mean", [50.0, 55, 50]),
        ("median", [60.0, 55, 50]),
        ("trimmed", [60.0, 55, 50]),
        # Means of jurors 70, 50, 0; of all 310/6.
        ("centred", [310 / 6 + 10, 310 / 6 - 5, 310 / 6 - 20]),
        # Standard deviations 20, √200 and none.
        ("z", [(1 + 10 / 200**0.5 + 0) / 3, (0 - 10 / 200**0.5) / 2, -1.0]),
        # Juror 0: 1, 1/2, 0; juror 1: 1, 0; juror 2 has one.
        ("borda", [(1 + 1 + 0.5) / 3, 0.25, 0.0]),
    ],
)
def test_other_ways_are_worked_out_by_hand(method: Baseline, expected: list[float]) -> None:
    assert baseline(method, Y, SI, JI) == pytest.approx(expected)


def test_ties_of_a_juror_count_half() -> None:
    assert baseline("borda", [5.0, 5, 1], [0, 1, 2], [0, 0, 0]).tolist() == [0.75, 0.75, 0.0]


@pytest.mark.parametrize("method", ["mean", "median", "trimmed", "centred", "z", "borda"])
def test_the_order_of_sheets_changes_no_score(method: Baseline) -> None:
    backwards = baseline(method, Y[::-1], SI[::-1], JI[::-1])

    assert backwards == pytest.approx(baseline(method, Y, SI, JI))


@pytest.mark.parametrize("way", ["dice", ""])
def test_an_unknown_way_is_refused(way: str) -> None:
    with pytest.raises(FairnessError) as refused:
        baseline(cast("Baseline", way), Y, SI, JI)

    assert refused.value.code == "unknown_method"
