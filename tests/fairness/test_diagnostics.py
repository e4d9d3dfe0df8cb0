"""What stands out in a juror's sheets: each flag by a juror made for it, and by none of the others."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from app.fairness.cases import Criterion, FairnessError, Rubric, Sheet
from app.fairness.crossed import Posterior, fit, posterior
from app.fairness.diagnostics import bias_effect, juror_stats, outlying
from app.fairness.snapshot import JurorStat
from app.fairness.totals import sheet_totals
from tests.fairness.reference import random_contest

KEYS = tuple("abcdef")
RUBRIC = Rubric(tuple(Criterion(key, Fraction(1), 20) for key in KEYS))
SEED = 3


def sheet(submission: str, juror: str, level: float, random: np.random.Generator) -> Sheet:
    points = np.clip(np.rint(level / 5 + random.normal(0, 2.0, len(KEYS))), 0, 20).astype(int).tolist()
    position = int(random.integers(1, 30))
    return Sheet(submission, juror, dict(zip(KEYS, points, strict=True)), float(random.uniform(300, 500)), position)


def round_of() -> list[Sheet]:
    """40 submissions, 8 jurors of equal mildness who read 15 each."""
    contest, random = random_contest(SEED, 40, 8, 3, severity=0.0), np.random.default_rng(SEED)
    quality = {code: contest.y[contest.si == code].mean() for code in range(40)}
    pairs = zip(contest.si.tolist(), contest.ji.tolist(), strict=True)
    return [sheet(contest.submissions[i], contest.jurors[j], quality[i], random) for i, j in pairs]


def stats_of(sheets: list[Sheet]) -> dict[object, JurorStat]:
    totals = sheet_totals(RUBRIC, sheets)
    found = juror_stats(totals, sheets, posterior(totals.y, totals.si, totals.ji, draws=500))
    return {stat.juror: stat for stat in found}


def as_juror(sheets: list[Sheet], change: Callable[[int, Sheet], Sheet]) -> JurorStat:
    """What is said of juror J000 after every sheet of theirs was changed, and that nothing is said of others."""
    own = [each for each in sheets if each.juror == "J000"]
    numbers = {each.submission: number for number, each in enumerate(own)}
    found = stats_of([change(numbers[each.submission], each) if each in own else each for each in sheets])
    assert {stat.flags for juror, stat in found.items() if juror != "J000"} == {()}
    return found["J000"]


def with_points(each: Sheet, points: Iterable[int]) -> Sheet:
    clipped = [min(max(value, 0), 20) for value in points]
    return replace(each, points=dict(zip(KEYS, clipped, strict=True)))


def points_of(each: Sheet) -> list[int]:
    return [points or 0 for points in each.points.values()]


def test_an_ordinary_juror_has_no_flag() -> None:
    found = stats_of(round_of())

    assert {stat.flags for stat in found.values()} == {()}
    assert sum(stat.n for stat in found.values()) == 120
    assert all(0.6 < (stat.resid_ratio or 0) < 1.5 for stat in found.values())
    assert all((stat.rest_corr or 0) > 0.5 for stat in found.values())
    assert all(0.6 < (stat.halo_index or 0) < 1.5 for stat in found.values())


@pytest.mark.parametrize(("step", "flag"), [(-3, "strict"), (3, "mild")])
def test_a_juror_at_another_level_is_strict_or_mild(step: int, flag: str) -> None:
    found = as_juror(round_of(), lambda _n, each: with_points(each, [value + step for value in points_of(each)]))

    assert found.flags == (flag,)
    assert found.severity is not None
    assert found.severity * step > 0
    assert abs(found.severity) > 5


def test_a_juror_who_throws_dice_is_irregular_and_unrelated() -> None:
    random = np.random.default_rng(4)

    found = as_juror(
        round_of(),
        lambda _n, each: with_points(each, (random.integers(0, 21) + random.integers(-2, 3, len(KEYS))).tolist()),
    )

    assert found.flags == ("irregular", "unrelated")
    assert (found.resid_ratio or 0) > 1.6


def test_a_juror_with_the_same_points_throughout_a_sheet_is_straight() -> None:
    found = as_juror(round_of(), lambda _n, each: with_points(each, [round(sum(points_of(each)) / 6)] * 6))

    assert found.flags == ("straight", "halo")
    assert (found.straightline_share, found.halo_index) == (1.0, 0.0)


def test_a_juror_who_hardly_tells_criteria_apart_has_a_halo() -> None:
    def flat(_number: int, each: Sheet) -> Sheet:
        mean = round(sum(points_of(each)) / 6)
        return with_points(each, [mean, mean, mean, mean, mean, mean + 1])

    assert as_juror(round_of(), flat).flags == ("halo",)


def test_a_juror_in_a_hurry_is_hasty() -> None:
    found = as_juror(round_of(), lambda _n, each: replace(each, seconds=50.0))

    assert (found.flags, found.median_seconds) == (("hasty",), 50.0)


def test_a_juror_who_becomes_milder_drifts() -> None:
    def later(number: int, each: Sheet) -> Sheet:
        step = round((number - 7) * 0.4)
        return replace(with_points(each, [value + step for value in points_of(each)]), position=number)

    found = as_juror(round_of(), later)

    assert found.flags == ("drift",)
    assert (found.drift_t or 0) > 3


def test_what_was_not_measured_is_not_said() -> None:
    bare = [Sheet(name, juror, {"a": 10}) for name in "xy" for juror in "jk"]
    totals = sheet_totals(Rubric(RUBRIC.criteria[:1]), bare)

    found, _other = juror_stats(totals, bare, None)

    assert (found.severity, found.severity_sd, found.resid_ratio, found.rest_corr) == (None, None, None, None)
    assert (found.halo_index, found.median_seconds, found.drift_t, found.flags) == (None, None, None, ())
    assert (found.n, found.raw_mean, found.straightline_share) == (2, 50.0, 0.0)


def test_figures_are_those_of_the_formulas() -> None:
    sheets = [Sheet("x", "j", {"a": 10, "b": 14}), Sheet("x", "k", {"a": 6, "b": 6}), Sheet("y", "j", {"a": 4, "b": 8})]
    sheets += [Sheet("y", "k", {"a": 8, "b": 12}), Sheet("z", "j", {"a": 2, "b": 2}), Sheet("z", "k", {"a": 0, "b": 0})]
    totals = sheet_totals(Rubric(RUBRIC.criteria[:2]), sheets)
    draws = Posterior(np.array([[40.0, 45, 5]]), np.array([[2.0, -2]]), np.ones(1), np.ones((1, 3)))

    found = juror_stats(totals, sheets, draws)[0]

    # Totals 60, 30, 30, 50, 10, 0; what remains 18, -8, -17, 7, 3, -3 for j, k in turn.
    own, of_all = (18**2 + 17**2 + 3**2) / 3, (18**2 + 8**2 + 17**2 + 7**2 + 3**2 + 3**2) / 6
    assert found.resid_ratio == pytest.approx((own / of_all) ** 0.5)
    assert found.rest_corr == pytest.approx(np.corrcoef([58, 28, 8], [32, 52, 2])[0, 1])
    assert found.halo_index == pytest.approx(((4 + 4 + 0) / 3) / ((4 + 0 + 4 + 4 + 0 + 0) / 6))
    assert (found.severity, found.severity_sd) == (2.0, 0.0)


# ---------------------------------------------------------------- properties of sheets
def test_the_effect_of_a_property_is_found_beside_quality_and_severity() -> None:
    contest, random = random_contest(2, 80, 10, 4), np.random.default_rng(2)
    flag = random.random(len(contest.y)) < 0.3

    found = bias_effect(contest.y + 6.0 * flag, contest.si, contest.ji, flag)

    assert found.n == int(flag.sum())
    assert found.estimate == pytest.approx(6.0, abs=2 * found.se)
    assert found.t == pytest.approx(found.estimate / found.se)
    assert 0.5 < found.se < 2


def test_an_effect_is_that_of_the_dense_equations() -> None:
    contest = random_contest(5, 20, 6, 3)
    flag = np.arange(60) % 3 == 0
    x = np.column_stack([np.ones(60), flag])
    fitted = fit(contest.y, contest.si, contest.ji, x)
    of_theta, of_beta = (np.eye(int(codes.max()) + 1)[codes] for codes in (contest.si, contest.ji))
    v = fitted.var_theta * of_theta @ of_theta.T + fitted.var_beta * of_beta @ of_beta.T + fitted.var_resid * np.eye(60)
    covariance = np.linalg.inv(x.T @ np.linalg.inv(v) @ x)

    found = bias_effect(contest.y, contest.si, contest.ji, flag)

    assert found.estimate == pytest.approx((covariance @ x.T @ np.linalg.inv(v) @ contest.y)[1])
    assert found.se == pytest.approx(covariance[1, 1] ** 0.5)


@pytest.mark.parametrize(
    ("flags", "code"),
    [([True] * 9 + [False] * 51, "small_group"), ([True] * 51 + [False] * 9, "small_group"), ([True], "shape")],
)
def test_groups_in_which_somebody_shows_through_are_refused(flags: list[bool], code: str) -> None:
    contest = random_contest(5, 20, 6, 3)

    with pytest.raises(FairnessError) as refused:
        bias_effect(contest.y, contest.si, contest.ji, flags)

    assert refused.value.code == code


def test_totals_that_are_all_equal_have_no_effect_to_measure() -> None:
    contest = random_contest(5, 20, 6, 3)

    with pytest.raises(FairnessError) as refused:
        bias_effect(np.zeros(60), contest.si, contest.ji, np.arange(60) % 2 == 0)

    assert refused.value.code == "no_variation"


def test_a_sheet_far_from_what_its_juror_and_its_submission_let_one_expect_stands_out() -> None:
    contest = random_contest(SEED, 40, 8, 3, severity=4.0)
    y = contest.y.copy()
    assert outlying(y, contest.si, contest.ji, limit=3.2) == []
    y[7] -= 60.0
    y[50] += 45.0
    found = outlying(y, contest.si, contest.ji, limit=3.2)
    assert sorted((each.sheet, each.points < 0) for each in found) == [(7, True), (50, False)]


def test_one_sheet_in_eighty_lies_beyond_two_and_a_half_deviations_by_chance() -> None:
    contest = random_contest(SEED, 400, 60, 3, severity=4.0)
    share = len(outlying(contest.y, contest.si, contest.ji)) / len(contest.y)
    assert share == pytest.approx(0.0124, abs=0.006)


def test_where_everything_is_explained_nothing_stands_out() -> None:
    assert outlying([10.0] * 6, [0, 0, 1, 1, 2, 2], [0, 1, 0, 1, 0, 1]) == []


def test_the_order_of_the_sheets_does_not_matter() -> None:
    contest = random_contest(SEED, 40, 8, 3, severity=4.0)
    y = contest.y.copy()
    y[7] -= 60.0
    turned = np.arange(len(y))[::-1]
    (forwards,) = outlying(y, contest.si, contest.ji, limit=3.2)
    (backwards,) = outlying(y[turned], contest.si[turned], contest.ji[turned], limit=3.2)
    assert backwards.sheet == len(y) - 1 - 7
    assert backwards.points == pytest.approx(forwards.points)
