"""Agreement of jurors, against published figures and slow definitions."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.fairness.cases import FairnessError
from app.fairness.crossed import fit
from app.fairness.products import Floats
from app.fairness.reliability import Level, decision_study, icc, kendall_w, krippendorff
from tests.fairness.reference import random_contest, table_of

GAP = float("nan")


def shrout_fleiss() -> Floats:
    return table_of("shrout_fleiss_1979.csv", "J1", "J2", "J3", "J4")


def test_correlations_of_shrout_and_fleiss() -> None:
    found = icc(shrout_fleiss())

    assert (found.icc1, found.icc_a1, found.icc_c1) == pytest.approx((0.165742, 0.289764, 0.714841), abs=1e-6)
    assert (found.icc1k, found.icc_ak, found.icc_ck) == pytest.approx((0.442797, 0.620051, 0.909316), abs=1e-6)


def test_intervals_of_shrout_and_fleiss() -> None:
    found = icc(shrout_fleiss()).intervals

    assert found["icc_a1"] == pytest.approx((0.018787, 0.761084), abs=1e-6)
    assert found["icc1"] == pytest.approx((-0.132932, 0.722560), abs=1e-6)
    assert found["icc_c1"] == pytest.approx((0.342465, 0.945858), abs=1e-6)
    assert found["icc_ck"] == pytest.approx((0.675675, 0.985892), abs=1e-6)
    # The mean of four, stepped up from the bounds of one.
    assert found["icc_ak"] == pytest.approx([4 * bound / (1 + 3 * bound) for bound in found["icc_a1"]])


def test_agreement_is_the_share_of_the_variance_between_units() -> None:
    table = shrout_fleiss()
    si, ji = np.indices(table.shape)
    fitted = fit(table.ravel(), si.ravel(), ji.ravel())

    whole = fitted.var_theta + fitted.var_beta + fitted.var_resid
    assert icc(table).icc_a1 == pytest.approx(fitted.var_theta / whole, abs=1e-6)
    assert icc(table).icc_ck == pytest.approx(decision_study(fitted, 4), abs=1e-6)


def test_raters_who_differ_only_in_level_are_consistent_and_do_not_agree() -> None:
    found = icc(np.array([[1.0, 4], [2, 5], [5, 8]]))

    assert (found.icc_c1, found.icc_ck, found.intervals["icc_c1"]) == (1.0, 1.0, (1.0, 1.0))
    assert found.icc_a1 < 0.6
    assert icc(np.array([[1.0, 1], [2, 2]])).intervals["icc_a1"] == (1.0, 1.0)


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ([[1.0, 2], [GAP, 3]], "incomplete"),
        ([[1.0, 2, 3]], "shape"),
        ([1.0, 2.0], "shape"),
        ([[2.0, 2], [2, 2]], "no_variation"),
    ],
)
def test_correlations_of_what_is_no_complete_table_are_refused(table: list[list[float]], code: str) -> None:
    for measure in (icc, kendall_w):
        with pytest.raises(FairnessError) as refused:
            measure(table)

        assert refused.value.code == code


def test_units_that_do_not_differ_at_all_have_no_correlation() -> None:
    with pytest.raises(FairnessError) as refused:
        icc(np.array([[1.0, 2, 4], [1, 2, 4]]))

    assert refused.value.code == "no_variation"


# ---------------------------------------------------------------- Krippendorff's alpha
@pytest.mark.parametrize(
    ("level", "expected"), [("nominal", 0.743421), ("ordinal", 0.815388), ("interval", 0.849107), ("ratio", 0.797403)]
)
def test_alpha_of_krippendorffs_own_example(level: Level, expected: float) -> None:
    table = table_of("krippendorff_2011.csv", "A", "B", "C", "D")

    assert krippendorff(table, level) == pytest.approx(expected, abs=1e-6)


def by_coincidences(table: Floats, level: Level) -> float:
    """Krippendorff's own way: the matrix of coincidences, pair by pair."""
    units = [row[np.isfinite(row)] for row in table if np.isfinite(row).sum() > 1]
    values = sorted({float(value) for unit in units for value in unit})
    matrix = np.zeros((len(values), len(values)))
    for unit in units:
        for one, other in itertools.permutations(unit, 2):
            matrix[values.index(one), values.index(other)] += 1 / (len(unit) - 1)
    counts = matrix.sum(axis=0)

    def metric(one: int, other: int) -> float:
        low, high = sorted((one, other))
        if level == "nominal":
            return float(one != other)
        if level == "ordinal":
            return float((counts[low : high + 1].sum() - (counts[low] + counts[high]) / 2) ** 2)
        whole = values[one] + values[other] if level == "ratio" else 1.0
        return ((values[one] - values[other]) / whole) ** 2 if whole else 0.0

    pairs = list(itertools.product(range(len(values)), repeat=2))
    observed = sum(matrix[one, other] * metric(one, other) for one, other in pairs)
    expected = sum(counts[one] * counts[other] * metric(one, other) for one, other in pairs) / (counts.sum() - 1)
    return float(1 - observed / expected)


tables = st.lists(st.lists(st.integers(0, 4) | st.none(), min_size=3, max_size=3), min_size=2, max_size=6).map(
    lambda rows: np.array([[GAP if value is None else value for value in row] for row in rows], dtype=np.float64)
)


@settings(max_examples=40)
@given(tables, st.sampled_from(["nominal", "ordinal", "interval", "ratio"]))
def test_alpha_is_what_the_coincidences_say(table: Floats, level: Level) -> None:
    paired = table[np.isfinite(table).sum(axis=1) > 1]
    if len(np.unique(paired[np.isfinite(paired)])) < 2:
        with pytest.raises(FairnessError):
            krippendorff(table, level)
    else:
        assert krippendorff(table, level) == pytest.approx(by_coincidences(table, level), abs=1e-9)


def test_complete_data_count_every_value_once() -> None:
    # A known implementation takes a wrong number of values here and comes to less.
    table = np.array([[1.0, 2, 1], [3, 3, 2], [2, 1, 2], [1, 3, 3]])

    assert krippendorff(table, "interval") == pytest.approx(by_coincidences(table, "interval"))


def test_many_values_are_compared_in_blocks() -> None:
    table = np.random.default_rng(1).uniform(1, 9, (300, 2))

    assert krippendorff(table, "ratio") == pytest.approx(by_coincidences(table, "ratio"))


@pytest.mark.parametrize(
    ("table", "level", "code"),
    [
        ([[1.0, 2]], "cardinal", "unknown_level"),
        ([1.0, 2], "nominal", "shape"),
        ([[1.0, GAP], [GAP, 2]], "nominal", "no_pairs"),
        ([[1.0, 1], [1, GAP]], "nominal", "no_variation"),
    ],
)
def test_an_alpha_that_does_not_exist_is_refused(table: list[list[float]], level: Level, code: str) -> None:
    with pytest.raises(FairnessError) as refused:
        krippendorff(table, level)

    assert refused.value.code == code


# ---------------------------------------------------------------- rankings and decisions
def test_rankings_with_ties_agree_as_worked_by_hand() -> None:
    # Ranks 1, 2.5, 2.5, 4 and 1, 2, 3, 4: sums 2, 4.5, 5.5, 8; one tie of two.
    found = kendall_w(np.array([[1.0, 1], [2, 2], [2, 3], [3, 4]]))

    assert found.w == pytest.approx(12 * 18.5 / (4 * 60 - 2 * 6))
    assert found.chi2 == pytest.approx(6 * found.w)
    # With three degrees of freedom the chi-square distribution has a closed form.
    tail = math.erfc(math.sqrt(found.chi2 / 2)) + math.sqrt(2 * found.chi2 / math.pi) * math.exp(-found.chi2 / 2)
    assert (found.df, round(found.p, 9)) == (3, round(tail, 9))


def test_equal_rankings_agree_whole_and_opposite_ones_not_at_all() -> None:
    assert kendall_w(np.array([[1.0, 10], [2, 20], [3, 30]])).w == pytest.approx(1.0)
    assert kendall_w(np.array([[1.0, 30], [2, 20], [3, 10]])).w == pytest.approx(0.0)


def test_a_juror_without_any_difference_orders_nothing() -> None:
    with pytest.raises(FairnessError) as refused:
        kendall_w(np.array([[1.0, 2], [1, 2], [1, 2]]))

    assert refused.value.code == "no_variation"


def test_more_readings_are_worth_more() -> None:
    contest = random_contest(3, 60, 10, 3)
    fitted = fit(contest.y, contest.si, contest.ji)

    needed = 4 * fitted.var_resid / fitted.var_theta

    assert decision_study(fitted, needed) == pytest.approx(0.8)
    assert decision_study(fitted, 1) < decision_study(fitted, 3) < 1
    with pytest.raises(FairnessError):
        decision_study(fitted, 0)


def test_submissions_that_do_not_differ_are_told_apart_by_no_number_of_readings() -> None:
    same = fit([60.0, 40, 50, 40, 50, 60, 50, 60, 40], [0, 0, 0, 1, 1, 1, 2, 2, 2], [0, 1, 2] * 3)

    assert decision_study(same, math.inf) == 0.0
