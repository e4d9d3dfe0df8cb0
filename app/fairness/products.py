"""NᵀWN for a sparse matrix of counts N and changing weights W, the costly part of every step of a fit."""

from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Above so many pairs of readings, blocks of a full matrix are quicker and smaller than a list of the pairs.
PAIRS_MAX = 4_000_000
_BLOCK = 2_000_000


class CrossProducts:
    """counts: (A, B), sparse. Which pairs of columns meet in which row is worked out once."""

    def __init__(self, counts: csr_array) -> None:
        counts.sort_indices()
        self._counts = counts
        in_row = np.diff(counts.indptr).astype(np.int64)
        self._is_listed = int((in_row * (in_row + 1)).sum()) // 2 <= PAIRS_MAX

    def of(self, weights: Floats) -> Floats:
        """(B, B): the lower triangle of NᵀWN for W = diag(weights), zero above it. weights: (A,)."""
        if not self._is_listed:
            return self._by_blocks(weights)
        size = self._counts.shape[1]
        rows, cells, products = self._pairs
        found = np.bincount(cells, weights=products * weights[rows], minlength=size * size)
        return np.asarray(found, dtype=np.float64).reshape(size, size)

    @cached_property
    def _pairs(self) -> tuple[Ints, Ints, Floats]:
        """Row, cell of the lower triangle and product of counts, for any two entries of a row and each with itself."""
        counts, size = self._counts, self._counts.shape[1]
        columns, starts = counts.indices.astype(np.int64), counts.indptr.astype(np.int64)
        rows = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
        entries = np.arange(len(columns))
        partners = entries - starts[rows] + 1
        first = np.repeat(entries, partners)
        second = np.arange(len(first)) - np.repeat(np.cumsum(partners) - partners, partners) + starts[rows[first]]
        return rows[first], columns[first] * size + columns[second], counts.data[first] * counts.data[second]

    def _by_blocks(self, weights: Floats) -> Floats:
        count, size = self._counts.shape
        found, step = np.zeros((size, size)), max(1, _BLOCK // size)
        for start in range(0, count, step):
            block = self._counts[start : start + step].toarray()
            found += (block * weights[start : start + step, None]).T @ block
        return np.tril(found)
