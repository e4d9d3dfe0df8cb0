"""The mixed-model equations of two crossed factors, reduced to the smaller one.

The model is y = Xγ + Z_θ θ + Z_β β + ε. With ratios g_θ = σ_θ²/σ² and g_β = σ_β²/σ², V = I + g_θ Z_θZ_θᵀ + g_β Z_βZ_βᵀ
is never built: the larger factor a is absorbed (its block is diagonal), and what remains is a matrix S as large as the
smaller factor b. Everything stays finite at ratios of 0. Memory: O(n + A + B²).

Source: C. R. Henderson, "Best linear unbiased estimation and prediction under a selection model", Biometrics 31 (1975);
the profiled criterion as in D. Bates, M. Mächler, B. Bolker and S. Walker, "Fitting linear mixed-effects models using
lme4", Journal of Statistical Software 67 (2015).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.linalg import lapack
from scipy.sparse import csr_array

from app.fairness.cases import FairnessError
from app.fairness.products import CrossProducts, Floats, Ints

Counts = Floats | csr_array

_JITTER = 1e-10
_SINGULAR = 1e-10
_FULL_MAX = 50_000


@dataclass(frozen=True)
class Design:
    """What stays the same while the ratios change. D = [y - ȳ, X] has 1 + p columns.

    counts: (A, B) readings of each pair; levels: (A,) and (B,) readings of each level; sums: (A, 1 + p) and (B, 1 + p)
    sums of D by level; inner: (1 + p, 1 + p), DᵀD; shift: (p,) what centring took from the fixed effects.
    `is_swapped` if the jurors are the larger factor.
    """

    size: int
    counts: csr_array
    levels: tuple[Floats, Floats]
    sums: tuple[Floats, Floats]
    inner: Floats
    shift: Floats
    is_swapped: bool
    products: CrossProducts

    @property
    def fixed(self) -> int:
        return len(self.shift)

    @cached_property
    def both_ways(self) -> tuple[Counts, Counts]:
        """The counts (A, B) and turned (B, A) for products; small ones in full, which spares more than it wastes."""
        if self.counts.shape[0] * self.counts.shape[1] <= _FULL_MAX:
            full = self.counts.toarray()
            return full, np.ascontiguousarray(full.T)
        return self.counts, self.counts.T.tocsr()

    @cached_property
    def rows(self) -> Floats:
        """(N, p): the row of X of each submission, the mean of its sheets if they differ."""
        which = int(self.is_swapped)
        return self.sums[which][:, 1:] / self.levels[which][:, None]


@dataclass(frozen=True)
class Solution:
    """The equations solved at ratios (g_a, g_b).

    shrink: (A,), 1 / (1 + g_a n_a); information: (B, B), the lower triangle of Z_bᵀV_a⁻¹Z_b; factor: the upper Cholesky
    factor of S = I + g_b · information; weights: (A, 1 + p) and (B, 1 + p), Z_aᵀV⁻¹D and Z_bᵀV⁻¹D; inner:
    (1 + p, 1 + p), DᵀV⁻¹D; gamma: (p,), still without the shift; r2: yᵀPy; log_v and log_x: log|V| and log|XᵀV⁻¹X|.
    """

    ratios: tuple[float, float]
    shrink: Floats
    information: Floats
    factor: Floats
    weights: tuple[Floats, Floats]
    inner: Floats
    gamma: Floats
    r2: float
    log_v: float
    log_x: float

    @cached_property
    def pulls(self) -> tuple[Floats, Floats]:
        """(A,) and (B,): Z_aᵀPy and Z_bᵀPy. Times the ratio they are the best predictions of the effects."""
        of_a, of_b = (weights[:, 0] - weights[:, 1:] @ self.gamma for weights in self.weights)
        return of_a, of_b

    @property
    def effects(self) -> tuple[Floats, Floats]:
        """(A,) and (B,): the best predictions of the effects of both factors."""
        return self.ratios[0] * self.pulls[0], self.ratios[1] * self.pulls[1]

    @cached_property
    def inverse(self) -> Floats:
        """(B, B): the lower triangle of S⁻¹; what stands above it means nothing."""
        found, _info = lapack.dpotri(self.factor, lower=0)
        return np.asarray(found).T


def design_of(y: npt.ArrayLike, si: npt.ArrayLike, ji: npt.ArrayLike, x: npt.ArrayLike | None) -> Design:
    """Check the input and add up what the equations need (y, si, ji: n each; x: (n, p), None for an intercept only).

    Raises FairnessError: "shape", "not_finite", "bad_code" (negative, or left out), "too_few" (n ≤ p),
    "rank_deficient".
    """
    totals, columns = np.asarray(y, dtype=np.float64), _columns(x, np.size(y))
    submissions, jurors = codes_of(si, totals.size), codes_of(ji, totals.size)
    if not (np.isfinite(totals).all() and np.isfinite(columns).all()):
        raise FairnessError("not_finite")
    if totals.size <= columns.shape[1]:
        raise FairnessError("too_few", f"{totals.size} sheets for {columns.shape[1]} fixed effects")
    ones, mean = _ones_from(columns), float(totals.mean())
    shift = mean * ones
    data = np.column_stack([totals - columns @ shift, columns])
    is_swapped = int(jurors.max()) > int(submissions.max())
    codes = (jurors, submissions) if is_swapped else (submissions, jurors)
    counts = counts_of(*codes)
    levels = (np.bincount(codes[0]).astype(np.float64), np.bincount(codes[1]).astype(np.float64))
    sums = (_sums(codes[0], data), _sums(codes[1], data))
    inner = data.T @ data
    return Design(totals.size, counts, levels, sums, inner, shift, is_swapped, CrossProducts(counts))


def codes_of(codes: npt.ArrayLike, size: int) -> Ints:
    """One code for each of `size` sheets, 0 … without gaps; raises FairnessError "shape" or "bad_code"."""
    found = np.asarray(codes, dtype=np.int64)
    if found.shape != (size,) or not size:
        raise FairnessError("shape", f"{found.shape} codes for {size} totals")
    if found.min() < 0 or found.max() >= size or not np.bincount(found).all():
        raise FairnessError("bad_code", "codes run from 0 without gaps")
    return found


def counts_of(rows: Ints, columns: Ints) -> csr_array:
    """How often each pair of codes occurs, sparse."""
    shape = (int(rows.max()) + 1, int(columns.max()) + 1)
    counts = csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)
    counts.sum_duplicates()
    return counts


def _columns(x: npt.ArrayLike | None, size: int) -> Floats:
    columns = np.ones((size, 1)) if x is None else np.asarray(x, dtype=np.float64)
    if columns.ndim != 2 or len(columns) != size or not columns.shape[1]:  # noqa: PLR2004 -- a matrix has two sides
        raise FairnessError("shape", f"X is {columns.shape} for {size} totals")
    return columns


def _ones_from(columns: Floats) -> Floats:
    """(p,): the combination of columns that is 1 everywhere, 0 if there is none. Refuses columns that depend."""
    gram = columns.T @ columns
    scale = np.sqrt(np.diag(gram))
    if not scale.all() or np.linalg.eigvalsh(gram / np.outer(scale, scale))[0] < _SINGULAR:
        raise FairnessError("rank_deficient", f"X has {columns.shape[1]} columns")
    found = np.linalg.solve(gram, columns.sum(axis=0))
    return found if np.allclose(columns @ found, 1.0, rtol=0.0, atol=1e-9) else np.zeros_like(found)


def _sums(codes: Ints, data: Floats) -> Floats:
    return np.column_stack([np.bincount(codes, weights=column) for column in data.T])


def solve(design: Design, ratios: tuple[float, float]) -> Solution:
    """Solve the equations at ratios (g_a, g_b) ≥ 0. Raises FairnessError "numeric" if there is no Cholesky factor."""
    g_a, g_b = ratios
    sums_a, sums_b = design.sums
    shrink = 1.0 / (1.0 + g_a * design.levels[0])
    information = -g_a * design.products.of(shrink)
    _add_to_diagonal(information, design.levels[1])
    system = g_b * information
    _add_to_diagonal(system, 1.0)
    factor = factor_of(system)
    scaled = shrink[:, None] * sums_a
    right = sums_b - g_a * (design.both_ways[1] @ scaled)
    weights_b = np.asarray(lapack.dpotrs(factor, right, lower=0)[0])
    weights_a = scaled - g_b * shrink[:, None] * (design.both_ways[0] @ weights_b)
    inner = design.inner - g_a * (sums_a.T @ scaled) - g_b * (right.T @ weights_b)
    gamma = np.linalg.solve(inner[1:, 1:], inner[1:, 0])
    log_v = float(-np.log(shrink).sum() + 2.0 * np.log(np.diag(factor)).sum())
    log_x = float(np.linalg.slogdet(inner[1:, 1:])[1])
    r2 = max(float(inner[0, 0] - inner[0, 1:] @ gamma), 0.0)
    return Solution(ratios, shrink, information, factor, (weights_a, weights_b), inner, gamma, r2, log_v, log_x)


def factor_of(lower: Floats) -> Floats:
    """(B, B): the upper Cholesky factor of a matrix given by its lower triangle; jitter once, then FairnessError."""
    found, info = lapack.dpotrf(lower.T, lower=0)
    if info:
        jittered = lower.copy()
        _add_to_diagonal(jittered, _JITTER * float(np.trace(lower)))
        found, info = lapack.dpotrf(jittered.T, lower=0)
    if info or not np.isfinite(found[-1, -1]):
        raise FairnessError("numeric", "no Cholesky factor")
    return np.asarray(found)


def _add_to_diagonal(matrix: Floats, values: Floats | float) -> None:
    matrix.flat[:: len(matrix) + 1] += values
