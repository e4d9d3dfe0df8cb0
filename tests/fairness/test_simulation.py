"""The simulator: repeatable, and its figures are where theory puts them."""

from itertools import combinations

import numpy as np
import pytest

from app.fairness.cases import FairnessError
from app.fairness.simulation import Contest, kendall_tau, simulate

SMALL = Contest(24, 6, 3, severity_sd=8.0)


def test_the_same_seed_holds_the_same_contests() -> None:
    one, same, other = (simulate(SMALL, "fairwert", 3, contests=2, seed=seed) for seed in (1, 1, 2))

    assert one == same
    assert one != other


def test_severity_costs_the_mean_and_hardly_the_fairwert() -> None:
    severe = Contest(40, 8, 3, severity_sd=12.0)

    pairs = [
        [simulate(severe, method, 5, contests=4, seed=seed) for method in ("mean", "fairwert")] for seed in range(5)
    ]

    assert min(fair.tau - mean.tau for mean, fair in pairs) > 0.03
    assert sum(fair.found - mean.found for mean, fair in pairs) / len(pairs) > 0.03


def test_readings_where_they_matter_find_more_than_the_same_number_for_all() -> None:
    # About 0.09 more, with a standard error of 0.05 over these; the benchmark holds hundreds.
    contest = Contest(60, 10, 3, severity_sd=6.0)

    pairs = [
        [simulate(contest, "fairwert", 3, rounds, contests=12, seed=seed).found for rounds in (1, 3)]
        for seed in range(4)
    ]

    assert sum(adaptive - uniform for uniform, adaptive in pairs) / len(pairs) > 0


def test_without_any_error_everything_is_found() -> None:
    exact = Contest(12, 6, 3, severity_sd=0.0, noise_sd=0.0, criterion_sd=0.0, quality_sd=20.0)

    found = simulate(exact, "mean", 12, contests=3)

    assert (found.found, found.exact, found.calibration, found.coverage) == (1.0, 1.0, (), None)
    assert found.tau > 0.6


def test_calibration_counts_every_chance_once() -> None:
    found = simulate(SMALL, "fairwert", 3, contests=5, seed=3)

    assert sum(each.cases for each in found.calibration) == 120
    assert sum(each.claimed * each.cases for each in found.calibration) == pytest.approx(15)
    assert sum(each.observed * each.cases for each in found.calibration) == pytest.approx(15)
    assert all(each.low <= each.claimed <= each.low + 0.1 for each in found.calibration)
    assert 0.8 < (found.coverage or 0) <= 1


def test_tau_is_that_of_its_definition() -> None:
    random = np.random.default_rng(1)
    one, other = random.integers(0, 6, 15).astype(float), random.integers(0, 6, 15).astype(float)
    pairs = [(np.sign(one[i] - one[j]), np.sign(other[i] - other[j])) for i, j in combinations(range(15), 2)]
    untied = [sum(pair[side] != 0 for pair in pairs) for side in (0, 1)]

    assert kendall_tau(one, other) == pytest.approx(sum(a * b for a, b in pairs) / (untied[0] * untied[1]) ** 0.5)
    assert kendall_tau(one, -one) == pytest.approx(-1.0)
    assert kendall_tau(one, np.zeros(15)) == 0.0


def test_a_contest_of_nobody_is_refused() -> None:
    with pytest.raises(FairnessError) as refused:
        simulate(Contest(10, 0, 3, 6.0), "mean", 3)

    assert refused.value.code == "not_positive"
