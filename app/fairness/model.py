"""What the model says about one body of totals: the step between the sheets and a ranking, without ids."""

import math
from dataclasses import dataclass

import numpy as np

from app.fairness.cases import FairnessError, Policy
from app.fairness.chances import Places, places_of
from app.fairness.crossed import Fit, Posterior, adjusted_mean, fit_at, posterior_of, total_errors
from app.fairness.draws import integrate, totals_at
from app.fairness.equations import Design, design_of
from app.fairness.products import Floats, Ints
from app.fairness.variances import Found, Goal, search

JURORS_FEW = 5
# Below this σ_β/σ jurors are practically equally strict.
NO_SEVERITY = 1e-3
_GRID = 11


@dataclass(frozen=True)
class Model:
    """(N,) each: fairwert, its standard error sd, adjusted mean; (draws, N): places in every draw.

    `is_careful` if few jurors or sheets made it average over the grid; `is_floored` if chance was all but absent and
    its variance was set to that of rounding.
    """

    fit: Fit
    fairwert: Floats
    sd: Floats
    adjusted: Floats
    posterior: Posterior
    places: Places
    is_careful: bool
    is_floored: bool

    @property
    def has_severity(self) -> bool:
        return self.fit.var_beta > NO_SEVERITY**2 * self.fit.var_resid


def model_of(y: Floats, codes: tuple[Ints, Ints], x: Floats | None, policy: Policy, step: float) -> Model:
    """Fit and draw. codes: of submissions and jurors; x: (n, p) or None; step: the smallest change of a total.

    Raises FairnessError "numeric" if the search does not converge or a matrix has no factor, and those of
    `equations.design_of`.
    """
    design = design_of(y, *codes, x)
    goal, found, is_floored = _searched(design, step**2 / 12.0)
    fit = fit_at(design, found.solution, goal, has_converged=True)
    grid = integrate(design, goal, policy.prior, found.solution.ratios, _GRID)
    posterior = posterior_of(grid, policy.draws, policy.seed)
    jurors = len(fit.beta)
    is_careful = jurors < JURORS_FEW or len(y) < len(fit.theta) + jurors
    fairwert = grid.mean if is_careful else totals_at(design, found.solution)
    errors = np.sqrt(total_errors(design, found.solution) * fit.var_resid)
    return Model(
        fit=fit,
        fairwert=fairwert,
        sd=posterior.total.std(axis=0) if is_careful else errors,
        adjusted=adjusted_mean(y, *codes, math.sqrt(fit.var_beta / fit.var_resid)),
        posterior=posterior,
        places=places_of(posterior.total),
        is_careful=is_careful,
        is_floored=is_floored,
    )


def _searched(design: Design, floor: float) -> tuple[Goal, Found, bool]:
    """Chance has at least the variance of rounding: a total that moves in steps is known no better."""
    goal = Goal()
    found = search(design, goal)
    is_floored = goal.variance(design, found.solution) < floor
    if is_floored:
        goal = Goal(residual=floor)
        found = search(design, goal)
    if not found.has_converged:
        raise FairnessError("numeric", "the search for variances did not end")
    return goal, found, is_floored
