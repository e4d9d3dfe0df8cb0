"""The model of severity: against lme4, against dense equations, and in what must hold for any contest."""

from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.fairness import products, variances
from app.fairness.cases import FairnessError
from app.fairness.crossed import Fit, adjusted_mean, fit, posterior
from app.fairness.equations import design_of, solve
from app.fairness.products import Floats, Ints
from app.fairness.variances import Goal, search, slopes
from tests.fairness.reference import Contest, column, contest_of, random_contest, rows_of, table_of

TRACKS = "syn_60x12_tracks_missing.csv"
SUBMISSIONS = "ref_syn_60x12_tracks_submission.csv"
JURORS = "ref_syn_60x12_tracks_juror.csv"


def fit_of(contest: Contest) -> Fit:
    return fit(contest.y, contest.si, contest.ji)


def shrout_fleiss() -> tuple[Floats, Ints, Ints]:
    table = table_of("shrout_fleiss_1979.csv", "J1", "J2", "J3", "J4")
    si, ji = np.indices(table.shape)
    return table.ravel(), si.ravel().astype(np.int64), ji.ravel().astype(np.int64)


# ---------------------------------------------------------------- references
def test_variances_of_shrout_and_fleiss_are_those_of_lme4() -> None:
    found = fit(*shrout_fleiss())

    assert (found.var_theta, found.var_beta, found.var_resid) == pytest.approx((2.555556, 5.244445, 1.019444), abs=2e-5)
    assert found.fixef == pytest.approx([5.291667], abs=1e-6)
    assert found.criterion == pytest.approx(91.278667, abs=2e-5)
    assert found.converged


def test_a_contest_with_categories_and_gaps_is_fitted_as_by_lme4() -> None:
    contest, ideas, jurors = contest_of(TRACKS), rows_of(SUBMISSIONS), rows_of(JURORS)

    found = fit(contest.y, contest.si, contest.ji, contest.columns)

    assert (found.var_theta, found.var_beta, found.var_resid) == pytest.approx(
        (83.737145, 30.193273, 95.625511), abs=2e-5
    )
    assert found.fixef == pytest.approx([62.609364, 2.826507, -2.292955], abs=1e-6)
    assert np.abs(found.theta - column(ideas, "blup")).max() < 1e-6
    assert np.abs(found.beta - column(jurors, "blup")).max() < 1e-6
    assert np.abs(np.sqrt(found.pev_theta) - column(ideas, "condsd")).max() < 1e-6
    assert np.abs(np.sqrt(found.pev_beta) - column(jurors, "condsd")).max() < 1e-6


def test_adjusted_means_are_those_of_the_reference() -> None:
    contest = contest_of(TRACKS)
    found = fit(contest.y, contest.si, contest.ji, contest.columns)

    adjusted = adjusted_mean(contest.y, contest.si, contest.ji, (found.var_beta / found.var_resid) ** 0.5)

    assert np.abs(adjusted - column(rows_of(SUBMISSIONS), "adj_mean")).max() < 1e-6


def dense(contest: Contest, found: Fit) -> tuple[Floats, Floats, float]:
    """γ with θ and β, and the restricted likelihood, from V itself: n × n, as in the textbook."""
    of_theta, of_beta = (np.eye(int(codes.max()) + 1)[codes] for codes in (contest.si, contest.ji))
    v = found.var_theta * of_theta @ of_theta.T + found.var_beta * of_beta @ of_beta.T
    v += found.var_resid * np.eye(len(contest.y))
    x, inverse = contest.columns, np.linalg.inv(v)
    gram = x.T @ inverse @ x
    gamma = np.asarray(np.linalg.solve(gram, x.T @ inverse @ contest.y), dtype=np.float64)
    rest = inverse @ (contest.y - x @ gamma)
    likelihood = np.linalg.slogdet(v)[1] + np.linalg.slogdet(gram)[1] + (contest.y - x @ gamma) @ rest
    likelihood += (len(contest.y) - x.shape[1]) * np.log(2 * np.pi)
    return gamma, found.var_theta * of_theta.T @ rest, float(likelihood)


@pytest.mark.parametrize("contest", [contest_of(TRACKS), random_contest(3, 9, 25, 6), random_contest(4, 30, 6, 2)])
def test_effects_and_criterion_are_those_of_the_dense_equations(contest: Contest) -> None:
    found = fit(contest.y, contest.si, contest.ji, contest.columns)

    gamma, theta, likelihood = dense(contest, found)

    assert found.fixef == pytest.approx(gamma, abs=1e-8)
    assert np.abs(found.theta - theta).max() < 1e-8
    assert found.criterion == pytest.approx(likelihood, abs=1e-7)


@pytest.mark.parametrize("reml", [True, False])
def test_no_other_variances_are_likelier(reml: bool) -> None:  # noqa: FBT001 -- a parameter of the test
    contest, goal = random_contest(7, 40, 8, 3), Goal(is_restricted=reml)
    design = design_of(contest.y, contest.si, contest.ji, None)
    best = search(design, goal)
    g_a, g_b = best.solution.ratios

    nearby = [
        goal.value(design, solve(design, (g_a * one, g_b * other)))
        for one in (0.99, 1.0, 1.01)
        for other in (0.99, 1.0, 1.01)
    ]

    assert min(nearby) >= best.value - 1e-9
    assert fit(contest.y, contest.si, contest.ji, reml=reml).criterion == pytest.approx(best.value)


def test_slopes_are_those_of_small_steps() -> None:
    contest = random_contest(8, 20, 7, 3)
    design, goal, step = design_of(contest.y, contest.si, contest.ji, None), Goal(), 1e-5

    gradient, _curvature = slopes(design, solve(design, (0.8, 0.3)), goal)

    by_steps = [
        (goal.value(design, solve(design, above)) - goal.value(design, solve(design, below))) / (2 * step)
        for above, below in (((0.8 + step, 0.3), (0.8 - step, 0.3)), ((0.8, 0.3 + step), (0.8, 0.3 - step)))
    ]
    assert gradient == pytest.approx(by_steps, rel=1e-6)


def test_many_readings_are_multiplied_in_blocks_to_the_same_end(monkeypatch: pytest.MonkeyPatch) -> None:
    contest = random_contest(9, 30, 10, 5)
    listed = fit_of(contest)

    monkeypatch.setattr(products, "PAIRS_MAX", 0)

    assert fit_of(contest).theta == pytest.approx(listed.theta, abs=1e-9)


# ---------------------------------------------------------------- edges
def test_no_difference_between_jurors_is_a_variance_of_zero() -> None:
    quality = np.array([50.0, 60, 70, 80, 90])
    y = np.column_stack([quality - 1, quality + 1, quality - 1, quality + 1])
    noise = np.array([[1.0, -1, -1, 1]]) * np.array([[1.0], [-1], [1], [-1], [0]])
    si, ji = np.indices(y.shape)

    found = fit((quality[:, None] + 5 * noise).ravel(), si.ravel(), ji.ravel())

    assert (found.var_beta, found.beta.tolist(), found.pev_beta.tolist()) == (0.0, [0.0] * 4, [0.0] * 4)
    assert found.var_theta > 0
    assert found.converged


def test_nothing_but_chance_leaves_every_submission_at_the_mean() -> None:
    y = np.array([[60.0, 40, 50], [40, 50, 60], [50, 60, 40]])
    si, ji = np.indices(y.shape)

    found = fit(y.ravel(), si.ravel(), ji.ravel())

    assert (found.var_theta, found.var_beta) == (0.0, 0.0)
    assert found.fixef + found.theta == pytest.approx([50.0] * 3)


def test_totals_that_are_all_equal_have_no_variance() -> None:
    found = fit([70.0] * 6, [0, 0, 1, 1, 2, 2], [0, 1, 1, 2, 2, 0])

    assert (found.var_theta, found.var_beta, found.converged) == (0.0, 0.0, True)
    assert found.var_resid == pytest.approx(0.0, abs=1e-12)
    assert found.fixef.tolist() == [70.0]


def test_totals_without_chance_are_explained_to_the_bound() -> None:
    quality, mildness = np.array([40.0, 55, 60, 80]), np.array([-6.0, 0, 6])
    y = quality[:, None] + mildness
    si, ji = np.indices(y.shape)

    found = fit(y.ravel(), si.ravel(), ji.ravel())

    assert found.fixef + found.theta == pytest.approx(quality, abs=0.05)


def test_steps_that_run_out_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(variances, "ITERATIONS_MAX", 1)

    assert not fit_of(random_contest(1, 20, 5, 3)).converged


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (([1.0, 2], [0, 1], [0]), "shape"),
        (([], [], []), "shape"),
        (([1.0, 2], [0, 1], [0, 0], [[1.0]]), "shape"),
        (([1.0, float("nan")], [0, 1], [0, 0]), "not_finite"),
        (([1.0, 2], [0, -1], [0, 0]), "bad_code"),
        (([1.0, 2, 3], [0, 2, 2], [0, 0, 1]), "bad_code"),
        (([1.0], [0], [0]), "too_few"),
        (([1.0, 2, 3], [0, 1, 2], [0, 0, 1], [[1.0, 2], [1, 2], [1, 2]]), "rank_deficient"),
        (([1.0, 2, 3], [0, 1, 2], [0, 0, 1], [[1.0, 0], [1, 0], [1, 0]]), "rank_deficient"),
    ],
)
def test_input_that_makes_no_sense_is_refused(arguments: tuple[Any, ...], code: str) -> None:
    with pytest.raises(FairnessError) as refused:
        fit(*arguments)

    assert refused.value.code == code


# ---------------------------------------------------------------- what must hold for any contest
@settings(max_examples=40)
@given(st.integers(0, 50), st.randoms(use_true_random=False))
def test_the_order_of_sheets_moves_no_effect(seed: int, random: Random) -> None:
    contest = random_contest(seed, 12, 5, 3)
    order = np.array(random.sample(range(len(contest.y)), len(contest.y)))

    found, shuffled = fit_of(contest), fit(contest.y[order], contest.si[order], contest.ji[order])

    assert shuffled.theta == pytest.approx(found.theta, abs=1e-6)
    assert shuffled.beta == pytest.approx(found.beta, abs=1e-6)


@settings(max_examples=40)
@given(st.integers(0, 50), st.permutations(range(12)))
def test_other_codes_move_effects_along(seed: int, codes: list[int]) -> None:
    contest = random_contest(seed, 12, 5, 3)

    found, renamed = fit_of(contest), fit(contest.y, np.array(codes)[contest.si], contest.ji)

    assert renamed.theta[codes] == pytest.approx(found.theta, abs=1e-6)


@settings(max_examples=40)
@given(st.integers(0, 50), st.floats(-30, 30), st.floats(0.1, 5))
def test_another_scale_moves_effects_along(seed: int, shift: float, scale: float) -> None:
    contest = random_contest(seed, 12, 5, 3)

    found, moved = fit_of(contest), fit(shift + scale * contest.y, contest.si, contest.ji)

    assert moved.theta == pytest.approx(scale * found.theta, abs=1e-5)
    assert moved.fixef == pytest.approx(shift + scale * found.fixef, abs=1e-5)


def test_a_juror_who_becomes_stricter_changes_hardly_anything() -> None:
    contest = random_contest(5, 60, 10, 3)
    strict = contest.y - np.where(contest.ji == 0, 15.0, 0.0)

    before, after = (posterior(y, contest.si, contest.ji, draws=500).total.mean(axis=0) for y in (contest.y, strict))

    moved = np.bincount(contest.si, weights=strict - contest.y) / 3
    assert np.abs(moved[moved < 0]).mean() == pytest.approx(5.0)
    # What remains is the share of a strictness that might as well be chance, and the level of the whole jury.
    assert np.abs(after - before).max() < 2.6


# ---------------------------------------------------------------- draws
def test_draws_agree_with_the_exact_answers_of_the_reference() -> None:
    contest, ideas = contest_of(TRACKS), rows_of(SUBMISSIONS)

    found = posterior(contest.y, contest.si, contest.ji, contest.columns, draws=8000)

    assert np.abs(found.total.mean(axis=0) - column(ideas, "fairwert")).max() < 0.6
    assert found.total.std(axis=0) == pytest.approx(column(ideas, "post_sd"), rel=0.1)
    assert found.weights.sum() == pytest.approx(1.0)
    assert found.hyper.shape == (len(found.weights), 3)
    centre = found.weights @ found.hyper
    assert centre == pytest.approx([(83.737 / 95.626) ** 0.5, (30.193 / 95.626) ** 0.5, 95.626**0.5], rel=0.15)


@pytest.mark.parametrize(("submissions", "jurors"), [(20, 6), (6, 20)])
def test_draws_have_the_shape_that_was_asked_for(submissions: int, jurors: int) -> None:
    contest = random_contest(2, submissions, jurors, 6)

    found = posterior(contest.y, contest.si, contest.ji, draws=300, grid=5)

    assert (found.total.shape, found.beta.shape) == ((300, submissions), (300, jurors))
    of_fit = fit_of(contest)
    assert np.corrcoef(found.total.mean(axis=0), of_fit.theta)[0, 1] > 0.95
    assert np.corrcoef(found.beta.mean(axis=0), of_fit.beta)[0, 1] > 0.95


def test_the_same_seed_gives_the_same_draws() -> None:
    contest = random_contest(2, 20, 6, 3)

    one, same, other = (posterior(contest.y, contest.si, contest.ji, draws=100, seed=seed) for seed in (1, 1, 2))

    assert one.total.tobytes() == same.total.tobytes()
    assert one.total.tobytes() != other.total.tobytes()


def test_draws_of_a_contest_without_differences_stay_finite() -> None:
    found = posterior([60.0, 40, 50, 40, 50, 60, 50, 60, 40], [0, 0, 0, 1, 1, 1, 2, 2, 2], [0, 1, 2] * 3, draws=200)

    assert np.isfinite(found.total).all()
    assert found.total.std() > 1


@pytest.mark.parametrize("wrong", [{"draws": 0}, {"grid": 0}, {"prior": (1.0, 0.0)}])
def test_draws_that_cannot_be_made_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(FairnessError) as refused:
        posterior([1.0, 2, 3], [0, 0, 1], [0, 1, 1], **wrong)

    assert refused.value.code == "not_positive"


def test_means_without_severity_are_plain_means() -> None:
    assert adjusted_mean([1.0, 3, 5], [0, 0, 1], [0, 1, 1], 0.0).tolist() == [2.0, 5.0]
