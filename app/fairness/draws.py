"""What the sheets leave open: joint draws of all effects, the variance ratios integrated over a grid.

Given the ratios everything is exact: σ² is inverse chi-square with n - p degrees of freedom, effects are normal. The
ratios have a small grid in their logarithms around the mode, with half-t priors (3 degrees of freedom) on σ_θ/σ and
σ_β/σ.

Source: A. Gelman, "Prior distributions for variance parameters in hierarchical models", Bayesian Analysis 1 (2006), for
the priors; H. Rue, S. Martino and N. Chopin, "Approximate Bayesian inference for latent Gaussian models by using
integrated nested Laplace approximations", Journal of the Royal Statistical Society B 71 (2009), for the grid.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.linalg import lapack
from scipy.optimize import minimize

from app.fairness.equations import Design, Solution, solve
from app.fairness.products import Floats, Ints
from app.fairness.variances import Goal, slopes

# Bounds of log(σ_θ/σ) and log(σ_β/σ).
_LOWEST, _HIGHEST = math.log(1e-4), math.log(50.0)
_REACH = 3.2
_SPREAD = (0.05, 1.5)
_STEP = 0.05
# Points of the grid with less than this share of the best one are left out.
_NEGLIGIBLE = 1e-5


@dataclass(frozen=True)
class Grid:
    """G points of the ratios: logs (G, 2) of (t_a, t_b), weights (G,) that add up to 1.

    sigmas: (G,), the estimate of σ at each point; mean: (N,), the mean of x_iγ + θ_i over all points.
    """

    design: Design
    goal: Goal
    logs: Floats
    weights: Floats
    sigmas: Floats
    mean: Floats

    @property
    def hyper(self) -> Floats:
        """(G, 3): σ_θ/σ, σ_β/σ and σ at each point."""
        ratios = np.exp(self.logs)
        return np.column_stack([ratios[:, ::-1] if self.design.is_swapped else ratios, self.sigmas])


def integrate(design: Design, goal: Goal, prior: tuple[float, float], start: tuple[float, float], side: int) -> Grid:
    """Lay side × side points around the mode and weigh them.

    prior: scales of σ_θ/σ and σ_β/σ; start: ratios (g_a, g_b) where the search for the mode begins.
    """
    scales = np.array(prior[::-1] if design.is_swapped else prior, dtype=np.float64)
    centre, spread = _mode(design, goal, scales, start)
    steps = np.linspace(-_REACH, _REACH, side) if side > 1 else np.zeros(1)
    first, second = (centre[:, None] + spread[:, None] * steps).tolist()
    logs = np.array([(one, other) for one in first for other in second])
    means, heights, sigmas = [], [], []
    for point in logs:
        solution = solve(design, ratios_at(point))
        heights.append(-_depth(design, solution, goal, point, scales))
        sigmas.append(math.sqrt(goal.variance(design, solution)))
        means.append(totals_at(design, solution))
    weights = np.exp(np.array(heights) - max(heights))
    kept = weights > _NEGLIGIBLE
    weights = weights[kept] / weights[kept].sum()
    return Grid(design, goal, logs[kept], weights, np.array(sigmas)[kept], weights @ np.array(means)[kept])


def ratios_at(logs: Floats) -> tuple[float, float]:
    g_a, g_b = np.exp(2.0 * logs).tolist()
    return g_a, g_b


def totals_at(design: Design, solution: Solution) -> Floats:
    """(N,): x_iγ + θ_i at one point."""
    totals: Floats = design.rows @ (solution.gamma + design.shift) + solution.effects[int(design.is_swapped)]
    return totals


def _depth(design: Design, solution: Solution, goal: Goal, logs: Floats, scales: Floats) -> float:
    """-log of likelihood × prior of (log t_a, log t_b)."""
    priors = 2.0 * np.log1p(np.exp(2.0 * logs) / (3.0 * scales**2)) - logs
    return 0.5 * goal.value(design, solution) + float(priors.sum())


def _mode(design: Design, goal: Goal, scales: Floats, start: tuple[float, float]) -> tuple[Floats, Floats]:
    """Where the weight is highest, and how wide it is there in each direction; both (2,)."""

    def depth(logs: Floats) -> tuple[float, Floats]:
        solution = solve(design, ratios_at(logs))
        return _depth(design, solution, goal, logs, scales), _descent(design, solution, goal, logs, scales)

    begin = np.clip(0.5 * np.log(np.maximum(start, 1e-2)), _LOWEST, _HIGHEST)
    found = minimize(depth, begin, jac=True, method="L-BFGS-B", bounds=[(_LOWEST, _HIGHEST)] * 2)
    centre = np.asarray(found.x, dtype=np.float64)
    steps = _STEP * np.eye(2)
    curvature = np.array([depth(centre + step)[1] - depth(centre - step)[1] for step in steps]) / (2 * _STEP)
    values, vectors = np.linalg.eigh((curvature + curvature.T) / 2)
    inverse = (vectors / np.maximum(values, 1.0 / _SPREAD[1] ** 2)) @ vectors.T
    return centre, np.clip(np.sqrt(np.diag(inverse)), *_SPREAD)


def _descent(design: Design, solution: Solution, goal: Goal, logs: Floats, scales: Floats) -> Floats:
    gradient, _curvature = slopes(design, solution, goal)
    squares = np.exp(2.0 * logs)
    descent: Floats = gradient * squares + 4.0 * squares / (3.0 * scales**2 + squares) - 1.0
    return descent


def sample(grid: Grid, draws: int, seed: int) -> tuple[Floats, Floats]:
    """(draws, N) totals x_iγ + θ_i and (draws, J) mildnesses β, each draw of the same weight."""
    random = np.random.Generator(np.random.PCG64(seed))
    shares = _shares(grid.weights, draws, float(random.random()))
    design, ends = grid.design, np.cumsum(shares)
    sizes = (len(design.levels[0]), len(design.levels[1]))
    found = (np.empty((draws, sizes[0])), np.empty((draws, sizes[1])))
    for logs, share, end in zip(grid.logs, shares, ends, strict=True):
        if share:
            drawn = _draw(design, solve(design, ratios_at(logs)), grid.goal, int(share), random)
            found[0][end - share : end], found[1][end - share : end] = drawn
    return (found[1], found[0]) if design.is_swapped else found


def _shares(weights: Floats, draws: int, offset: float) -> Ints:
    """How many draws each point gets: systematic, so that no point gets one more or less than its weight says."""
    ends = np.floor(np.cumsum(weights) * draws + offset).astype(np.int64)
    ends[-1] = draws
    return np.diff(np.minimum(ends, draws), prepend=0)


def _draw(
    design: Design, solution: Solution, goal: Goal, count: int, random: np.random.Generator
) -> tuple[Floats, Floats]:
    """(count, A) and (count, B): draws at one point, x_iγ added to the submissions' side."""
    (g_a, g_b), shrink = solution.ratios, solution.shrink
    sigma = np.sqrt(_variances(design, solution, goal, count, random))
    fixed_factor = np.linalg.cholesky(np.linalg.inv(solution.inner[1:, 1:]))
    gamma = solution.gamma + sigma[:, None] * (random.standard_normal((count, design.fixed)) @ fixed_factor.T)
    noise = random.standard_normal((len(design.levels[1]), count))
    noise = np.asarray(lapack.dtrtrs(solution.factor, noise, lower=0)[0])
    weights_b = solution.weights[1]
    of_b = g_b * (weights_b[:, :1] - weights_b[:, 1:] @ gamma.T) + math.sqrt(g_b) * sigma * noise
    sums_a = design.sums[0]
    right = sums_a[:, :1] - sums_a[:, 1:] @ gamma.T - design.both_ways[0] @ of_b
    of_a = g_a * shrink[:, None] * right
    of_a += (math.sqrt(g_a) * np.sqrt(shrink))[:, None] * sigma * random.standard_normal(right.shape)
    level = design.rows @ (gamma + design.shift).T
    return (of_a.T, (of_b + level).T) if design.is_swapped else ((of_a + level).T, of_b.T)


def _variances(design: Design, solution: Solution, goal: Goal, count: int, random: np.random.Generator) -> Floats:
    """(count,): σ²."""
    if goal.residual is not None:
        return np.full(count, goal.residual)
    return solution.r2 / random.chisquare(goal.freedom(design), count)
