"""The additive model of judging: total = level + quality of the submission + mildness of the juror + chance.

Both effects are random, so a juror is corrected only as far as the sheets bear it out. Signs: a positive beta is a mild
juror, who gives more points than others.

Source: for the model and its predictions see `equations`, for the search `variances`; for treating the raters of a
competition as a random effect, C. R. Henderson (1975) and N. T. Longford, "Reliability of essay rating and score
adjustment", Journal of Educational and Behavioral Statistics 19 (1994).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.linalg import lapack

from app.fairness.cases import FairnessError
from app.fairness.draws import Grid, integrate, sample
from app.fairness.equations import Design, Solution, codes_of, counts_of, design_of, factor_of
from app.fairness.products import CrossProducts, Floats
from app.fairness.variances import Goal, search


@dataclass(frozen=True)
class Fit:
    """A fitted model, in points of the totals (variances in points²).

    var_theta, var_beta, var_resid: variances between submissions, between jurors, and of chance. fixef: (p,).
    theta: (N,) and beta: (J,) best linear unbiased predictions; pev_theta and pev_beta their prediction error variances
    given the fixed effects (the conditional variances of lme4). criterion: -2 log (restricted) likelihood.
    """

    var_theta: float
    var_beta: float
    var_resid: float
    fixef: Floats
    theta: Floats
    beta: Floats
    pev_theta: Floats
    pev_beta: Floats
    criterion: float
    converged: bool


def fit(
    y: npt.ArrayLike,
    si: npt.ArrayLike,
    ji: npt.ArrayLike,
    X: npt.ArrayLike | None = None,  # noqa: N803 -- the letter of the model
    reml: bool = True,  # noqa: FBT001, FBT002 -- called by position from outside
) -> Fit:
    """Fit the model to n sheets by restricted maximum likelihood, or by full maximum likelihood.

    y: (n,) totals; si, ji: (n,) codes of submissions and jurors, 0 … without gaps; X: (n, p) fixed effects, an
    intercept if None. Never builds an n × n matrix. Variances may be 0; standard deviations are sought up to 50 times
    that of chance. Raises FairnessError: see `equations.design_of`, and "numeric".
    """
    design, goal = design_of(y, si, ji, X), Goal(is_restricted=reml)
    found = search(design, goal)
    return fit_at(design, found.solution, goal, has_converged=found.has_converged)


def fit_at(design: Design, solution: Solution, goal: Goal, *, has_converged: bool) -> Fit:
    """What a solution says in points."""
    residual = goal.variance(design, solution)
    effects, errors = solution.effects, _error_variances(design, solution)
    which = int(design.is_swapped)
    return Fit(
        var_theta=residual * solution.ratios[which],
        var_beta=residual * solution.ratios[1 - which],
        var_resid=residual,
        fixef=solution.gamma + design.shift,
        theta=effects[which],
        beta=effects[1 - which],
        pev_theta=residual * errors[which],
        pev_beta=residual * errors[1 - which],
        criterion=goal.value(design, solution),
        converged=has_converged,
    )


def _error_variances(design: Design, solution: Solution) -> tuple[Floats, Floats]:
    """(A,) and (B,): Var(predicted - true) of both factors given the fixed effects, in units of σ²."""
    (g_a, g_b), shrink, inverse = solution.ratios, solution.shrink, solution.inverse
    whole = np.tril(inverse) + np.tril(inverse, -1).T
    shared = np.asarray(design.counts.multiply(design.counts @ whole).sum(axis=1)).ravel()
    return g_a * shrink + g_a**2 * g_b * shrink**2 * shared, g_b * np.diag(inverse)


def total_errors(design: Design, solution: Solution) -> Floats:
    """(N,): Var(predicted - true) of x_iγ + θ_i in units of σ², the uncertainty of γ included."""
    which = int(design.is_swapped)
    moves = design.rows - solution.ratios[which] * solution.weights[which][:, 1:]
    of_fixed = np.einsum("ij,ij->i", moves, np.linalg.solve(solution.inner[1:, 1:], moves.T).T)
    errors: Floats = _error_variances(design, solution)[which] + of_fixed
    return errors


def adjusted_mean(y: npt.ArrayLike, si: npt.ArrayLike, ji: npt.ArrayLike, t_beta: float) -> Floats:
    """(N,): the mean of each submission's totals without the mildness of who gave them, submissions not shrunk.

    y, si, ji: (n,) as in `fit`; t_beta: σ_β/σ, 0 gives plain means. Submissions are fixed effects, jurors random ones.
    Raises FairnessError "shape", "bad_code".
    """
    totals = np.asarray(y, dtype=np.float64)
    submissions, jurors = codes_of(si, totals.size), codes_of(ji, totals.size)
    read, reads = np.bincount(submissions), np.bincount(jurors)
    means = np.bincount(submissions, weights=totals) / read
    counts = counts_of(submissions, jurors)
    system = -(t_beta**2) * CrossProducts(counts).of(1.0 / read)
    system.flat[:: len(reads) + 1] += 1.0 + t_beta**2 * reads
    right = t_beta**2 * np.bincount(jurors, weights=totals - means[submissions])
    beta = np.asarray(lapack.dpotrs(factor_of(system), right, lower=0)[0])
    adjusted: Floats = means - (counts @ beta) / read
    return adjusted


@dataclass(frozen=True)
class Posterior:
    """Draws of what the sheets leave open, each of the same weight.

    total: (draws, N), x_iγ + θ_i, what a submission would get from a jury of average mildness; beta: (draws, J);
    weights: (G,) of the points of the grid; hyper: (G, 3), σ_θ/σ, σ_β/σ and σ at each of them.
    """

    total: Floats
    beta: Floats
    weights: Floats
    hyper: Floats


def posterior(  # noqa: PLR0913, PLR0917 -- data, model, and how finely to draw: each has its default
    y: npt.ArrayLike,
    si: npt.ArrayLike,
    ji: npt.ArrayLike,
    X: npt.ArrayLike | None = None,  # noqa: N803 -- the letter of the model
    draws: int = 4000,
    seed: int = 0,
    prior: tuple[float, float] = (1.0, 0.5),
    grid: int = 11,
) -> Posterior:
    """Draw from the joint posterior of totals and mildness, the variance ratios integrated over grid × grid points.

    y, si, ji, X as in `fit` (a row of X counts as the mean over the submission's sheets); prior: scales of the half-t
    priors of σ_θ/σ and σ_β/σ. The same input and seed give the same draws. Raises FairnessError as `fit`, and
    "not_positive" for draws, grid or prior.
    """
    if draws < 1 or grid < 1 or min(prior) <= 0:
        raise FairnessError("not_positive", f"draws {draws}, grid {grid}, prior {prior}")
    design, goal = design_of(y, si, ji, X), Goal()
    start = search(design, goal).solution.ratios
    return posterior_of(integrate(design, goal, prior, start, grid), draws, seed)


def posterior_of(grid: Grid, draws: int, seed: int) -> Posterior:
    """The draws of a grid that has been laid."""
    total, beta = sample(grid, draws, seed)
    return Posterior(total, beta, grid.weights, grid.hyper)
