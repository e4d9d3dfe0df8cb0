"""Dealing out readings as a transport problem, solved as a linear programme.

Every submission sends its open readings to jurors; the matrix of such a problem is totally unimodular, so the corner in
which the dual simplex method ends is whole-numbered.

Source: A. J. Hoffman and J. B. Kruskal, "Integral boundary points of convex polyhedra" (1956); Q. Huangfu and J. A. J.
Hall, "Parallelizing the dual revised simplex method", Mathematical Programming Computation 10 (2018), for HiGHS; C. J.
Taylor, "On the optimal assignment of conference papers to reviewers" (2008), for reviewing as such a problem.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, hstack

from app.fairness.cases import FairnessError
from app.fairness.products import Floats, Ints

_CANDIDATES = (40, 160)
_MISSING = 50.0
# A reading above the even share, above one and a half of it, and above the cap.
_UNEVEN, _BURDENED, _EXTRA = 0.5, 1.5, 20.0
_BURDEN = 1.5


@dataclass(frozen=True)
class Table:
    """N submissions and J jurors by code.

    cost: (N, J), infinite where a reading must not be or is fixed; open: (N,) readings to be dealt; fixed: (J,) those
    each juror has; caps: (J,) the most each may have.
    """

    cost: Floats
    open: Ints
    fixed: Ints
    caps: Ints


@dataclass(frozen=True)
class Dealt:
    """pairs: (n, 2) codes; missing: (N,) readings without a juror; extra: (J,) readings above the caps."""

    pairs: Ints
    missing: Ints
    extra: Ints


def deal(table: Table, *, beyond_caps: bool = False) -> Dealt:
    """The cheapest way to deal: among the cheapest jurors of each submission, among more if readings are missing.

    Readings above an even share cost more, so that loads are even where little speaks against it. With `beyond_caps`
    loads may exceed the caps, at a price that keeps this as rare as possible. Raises FairnessError "numeric".
    """
    most = table.cost.shape[1]
    for width in (*(number for number in _CANDIDATES if number < most), most):
        dealt = _deal_among(table, *_candidates(table.cost, width), beyond_caps=beyond_caps)
        if not dealt.missing.any() and not dealt.extra.any():
            break
    return dealt


def _deal_among(table: Table, submission: Ints, juror: Ints, *, beyond_caps: bool) -> Dealt:
    """The variables: a reading of each candidate pair; missing ones of each submission; three steps of each load."""
    (size, jurors), edges = table.cost.shape, len(submission)
    even, steps = _steps(table)
    ones, span, eye = np.ones(edges), np.arange(edges), _identity(jurors)
    sent = csr_array((ones, (submission, span)), shape=(size, edges))
    received = csr_array((ones, (juror, span)), shape=(jurors, edges))
    prices = (_MISSING, size), (_UNEVEN, jurors), (_BURDENED, jurors), (_EXTRA, jurors)
    highest = [ones, table.open, *steps, np.full(jurors, size if beyond_caps else 0)]
    found = linprog(  # type: ignore[call-overload]  # takes sparse matrices and arrays of bounds, as its stubs do not say
        c=np.concatenate([table.cost[submission, juror], *(np.full(count, price) for price, count in prices)]),
        A_eq=hstack([sent, _identity(size), csr_array((size, 3 * jurors))], format="csr"),
        b_eq=table.open,
        A_ub=hstack([received, csr_array((jurors, size)), -eye, -eye, -eye], format="csr"),
        b_ub=even,
        bounds=np.column_stack([np.zeros(edges + size + 3 * jurors), np.concatenate(highest)]),
        method="highs-ds",
    )
    if found.status:
        raise FairnessError("numeric", str(found.message))
    values = np.rint(found.x).astype(np.int64)
    is_dealt = values[:edges] > 0
    pairs = np.column_stack([submission[is_dealt], juror[is_dealt]])
    return Dealt(pairs, values[edges : edges + size], values[edges + size + 2 * jurors :])


def _steps(table: Table) -> tuple[Ints, tuple[Ints, Ints]]:
    """(J,) each: the room in the even share, from there to one and a half of it, and from there to the cap."""
    share = _even_share(table)
    burden = int(np.ceil(_BURDEN * share))
    tops = [np.minimum(table.caps, height) for height in (share, burden)] + [table.caps]
    rooms = [np.maximum(top - table.fixed, 0) for top in tops]
    return rooms[0], (rooms[1] - rooms[0], rooms[2] - rooms[1])


def _even_share(table: Table) -> int:
    """The lowest common load under which, caps respected, all readings have room."""
    wanted, low, high = int(table.open.sum() + table.fixed.sum()), 0, int(table.caps.max(initial=0))
    while low < high:
        middle = (low + high) // 2
        if np.minimum(table.caps, middle).sum() >= wanted:
            high = middle
        else:
            low = middle + 1
    return low


def _identity(size: int) -> csr_array:
    span = np.arange(size)
    return csr_array((np.ones(size), (span, span)), shape=(size, size))


def _candidates(cost: Floats, width: int) -> tuple[Ints, Ints]:
    """The cheapest jurors of each submission, as many as `width`, that may read it."""
    if width == cost.shape[1]:
        submission, juror = np.nonzero(np.isfinite(cost))
        return submission, juror
    juror = np.sort(np.argpartition(cost, width - 1, axis=1)[:, :width], axis=1).ravel()
    submission = np.repeat(np.arange(len(cost)), width)
    may = np.isfinite(cost[submission, juror])
    return submission[may], juror[may]
