"""The search for the variance ratios: average-information steps on the profiled likelihood, safe at zero.

Source: A. R. Gilmour, R. Thompson and B. R. Cullis, "Average information REML", Biometrics 51 (1995), here for the two
ratios with the residual variance profiled out, with projection to the boundary (D. P. Bertsekas, "Projected Newton
methods", SIAM Journal on Control and Optimization 20 (1982)).
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.linalg import lapack

from app.fairness.equations import Design, Solution, solve
from app.fairness.products import Floats

# σ_θ ≤ 50 σ and σ_β ≤ 50 σ.
RATIO_MAX = 2500.0
ITERATIONS_MAX = 200
_START = 0.5
_DONE = 1e-13
# Below this promise of a step its outcome is lost in rounding and is not compared any more.
_TINY = 1e-7
_HALVINGS = 30
_ENOUGH = 1e-4
_RIDGE = 1e-12
_NOTHING = 1e-100


@dataclass(frozen=True)
class Goal:
    """What is minimised: -2 log of the restricted or full likelihood, σ² profiled out unless `residual` gives it."""

    is_restricted: bool = True
    residual: float | None = None

    def freedom(self, design: Design) -> int:
        return design.size - design.fixed if self.is_restricted else design.size

    def variance(self, design: Design, solution: Solution) -> float:
        """σ²."""
        return solution.r2 / self.freedom(design) if self.residual is None else self.residual

    def value(self, design: Design, solution: Solution) -> float:
        freedom = self.freedom(design)
        logs = solution.log_v + (solution.log_x if self.is_restricted else 0.0)
        if self.residual is not None:
            return logs + freedom * math.log(2 * math.pi * self.residual) + solution.r2 / self.residual
        return logs + freedom * (1.0 + math.log(2 * math.pi * max(solution.r2 / freedom, _NOTHING)))


@dataclass(frozen=True)
class Found:
    """Where the search ended. `has_converged` is False if the steps ran out; the solution is the best one seen."""

    solution: Solution
    value: float
    has_converged: bool


def search(design: Design, goal: Goal) -> Found:
    """Minimise the goal over both ratios in [0, RATIO_MAX]. Raises FairnessError "numeric"."""
    solution = solve(design, (_START, _START))
    value = goal.value(design, solution)
    for _step in range(ITERATIONS_MAX):
        gradient, curvature = slopes(design, solution, goal)
        ratios = np.array(solution.ratios)
        step = _step_of(ratios, gradient, curvature)
        promise = -float(gradient @ step)
        if promise <= _DONE:
            return Found(solution, value, has_converged=True)
        better = _along(design, goal, Found(solution, value, has_converged=False), gradient, step)
        if better is None:
            return Found(solution, value, has_converged=promise < _TINY)
        solution, value = better.solution, better.value
    return Found(solution, value, has_converged=False)


def _step_of(ratios: Floats, gradient: Floats, curvature: Floats) -> Floats:
    """The Newton step of the ratios that may move: not those held by a bound."""
    is_free = ((ratios > 0) | (gradient < 0)) & ((ratios < RATIO_MAX) | (gradient > 0))
    step = np.zeros(2)
    if is_free.any():
        matrix = curvature[np.ix_(is_free, is_free)]
        matrix = matrix + np.eye(len(matrix)) * (_RIDGE * np.trace(matrix) + _NOTHING)
        step[is_free] = np.linalg.solve(matrix, -gradient[is_free])
    return step


def _along(design: Design, goal: Goal, here: Found, gradient: Floats, step: Floats) -> Found | None:
    """The first point on the way that is better enough, halving the step; None if there is none."""
    start = np.array(here.solution.ratios)
    is_last_digit = -float(gradient @ step) < _TINY
    for halving in range(_HALVINGS):
        g_a, g_b = np.clip(start + step * 0.5**halving, 0.0, RATIO_MAX).tolist()
        solution = solve(design, (g_a, g_b))
        value = goal.value(design, solution)
        gain = _ENOUGH * float(gradient @ (np.array([g_a, g_b]) - start))
        if is_last_digit or value <= here.value + min(gain, 0.0):
            return Found(solution, value, has_converged=False)
    return None


def slopes(design: Design, solution: Solution, goal: Goal) -> tuple[Floats, Floats]:
    """The gradient (2,) and the average-information curvature (2, 2) of the goal in (g_a, g_b)."""
    scale = goal.variance(design, solution)
    quadratic = np.array([float(pull @ pull) for pull in solution.pulls])
    scale = max(scale, _NOTHING)
    traces = np.array(_traces(design, solution, is_restricted=goal.is_restricted))
    inner = _working_products(design, solution) / scale
    if goal.residual is None:
        inner = inner - np.outer(quadratic, quadratic) / (scale**2 * goal.freedom(design))
    return traces - quadratic / scale, inner


def _traces(design: Design, solution: Solution, *, is_restricted: bool) -> tuple[float, float]:
    """tr(P Z_iZ_iᵀ), or tr(V⁻¹ Z_iZ_iᵀ) for the full likelihood."""
    shrink, (_g_a, g_b) = solution.shrink, solution.ratios
    of_b = _trace_of_product(solution.inverse, solution.information)
    of_a = float(design.levels[0] @ shrink)
    of_a -= g_b * _trace_of_product(solution.inverse, design.products.of(shrink**2))
    if is_restricted:
        inner = solution.inner[1:, 1:]
        of_a, of_b = (
            trace - float(np.trace(np.linalg.solve(inner, weights[:, 1:].T @ weights[:, 1:])))
            for trace, weights in zip((of_a, of_b), solution.weights, strict=True)
        )
    return of_a, of_b


def _trace_of_product(first: Floats, second: Floats) -> float:
    """The trace of the product of two symmetric matrices, `second` holding zeros above its diagonal."""
    product = first * second
    return float(2.0 * product.sum() - np.trace(product))


def _working_products(design: Design, solution: Solution) -> Floats:
    """(2, 2): q_iᵀPq_j for the working vectors q_i = Z_iZ_iᵀPy, from sums by level as the equations themselves."""
    (of_a, of_b), (counts, turned) = solution.pulls, design.both_ways
    (g_a, g_b), shrink = solution.ratios, solution.shrink
    counted_a, counted_b = counts @ of_b, turned @ of_a
    sums_a = np.column_stack([design.levels[0] * of_a, counted_a])
    sums_b = np.column_stack([counted_b, design.levels[1] * of_b])
    pulls = np.array([[of_a @ sums_a[:, 0], of_a @ counted_a], [of_a @ counted_a, of_b @ sums_b[:, 1]]])
    scaled = shrink[:, None] * sums_a
    right = sums_b - g_a * (turned @ scaled)
    solved = np.asarray(lapack.dpotrs(solution.factor, right, lower=0)[0])
    products: Floats = pulls - g_a * (sums_a.T @ scaled) - g_b * (right.T @ solved)
    fixed = np.column_stack(
        [weights[:, 1:].T @ pull for weights, pull in zip(solution.weights, solution.pulls, strict=True)]
    )
    return products - fixed.T @ np.linalg.solve(solution.inner[1:, 1:], fixed)
