"""What else a plan shall have: readers of several kinds for each submission, and several fields for each juror.

kinds: each submission shall have readers of every kind there is, as far as it has readings enough. Fields: at least a
share of what a juror reads lies outside of what they know best, so that fields are compared by the same people; beyond
that a juror's readings spread over categories.

The price of a plan is KIND for each kind that a submission lacks, OUTSIDE for each reading a juror has too many of
inside, and SPREAD · Σ n² with n the readings of a juror in a category.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from app.fairness.products import Floats, Ints

_KIND, _OUTSIDE, _SPREAD = 4.0, 2.0, 0.1
# From here on a juror counts as knowing a field.
_KNOWN = 0.5


@dataclass(frozen=True)
class Mix:
    """What a plan has at present; arrays that are changed with it.

    kinds: (J,) codes of kinds, -1 for none; categories: (N,) codes; outside: (N, J), where a juror is not at home;
    readers: (N, kinds) how many of each kind read a submission; piles: (J, categories) readings; strange: (J,) readings
    outside; wanted: (J,) how many of these there shall be.
    """

    kinds: Ints
    categories: Ints
    outside: Ints
    readers: Ints
    piles: Ints
    strange: Ints
    wanted: Ints

    @classmethod
    def of(cls, pairs: Ints, kinds: Ints, categories: Ints, match: Floats, share: float) -> "Mix":
        """From the pairs (submission, juror) of a plan; share: of a juror's readings, outside at least."""
        (size, jurors), (si, ji) = match.shape, pairs.T
        outside = (match < _KNOWN).astype(np.int64)
        readers = np.zeros((size, int(kinds.max(initial=-1)) + 1), dtype=np.int64)
        piles = np.zeros((jurors, int(categories.max(initial=-1)) + 1), dtype=np.int64)
        has_kind = kinds[ji] >= 0
        np.add.at(readers, (si[has_kind], kinds[ji][has_kind]), 1)
        np.add.at(piles, (ji, categories[si]), 1)
        strange = np.bincount(ji, weights=outside[si, ji], minlength=jurors).astype(np.int64)
        wanted = np.ceil(share * np.bincount(ji, minlength=jurors) - 1e-9).astype(np.int64)
        return cls(kinds, categories, outside, readers, piles, strange, wanted)

    def prices(self, one: Ints, other: Ints) -> Floats:
        """(m,): what trading the jurors of pairs (m, 2) costs beside everything else; negative if it is better so."""
        (i, a), (k, b) = one.T, other.T
        found: Floats = _KIND * (self._lack(i, a, b) + self._lack(k, b, a)).astype(np.float64)
        found += _OUTSIDE * (self._crowd(a, i, k) + self._crowd(b, k, i))
        found += _SPREAD * (self._heap(a, i, k) + self._heap(b, k, i))
        return found

    def _lack(self, submission: Ints, leaves: Ints, comes: Ints) -> Ints:
        """How many kinds more a submission lacks then."""
        gone, new = self.kinds[leaves], self.kinds[comes]
        if not self.readers.shape[1]:
            return np.zeros(len(submission), dtype=np.int64)
        loses = (gone >= 0) & (self.readers[submission, gone] == 1)
        gains = (new >= 0) & (self.readers[submission, new] == 0)
        change: Ints = np.where(gone == new, 0, loses.astype(np.int64) - gains)
        return change

    def _crowd(self, juror: Ints, gives: Ints, takes: Ints) -> Ints:
        """How many readings more a juror has too many of inside."""
        strange = self.strange[juror]
        after = strange - self.outside[gives, juror] + self.outside[takes, juror]
        wanted = self.wanted[juror]
        change: Ints = np.maximum(wanted - after, 0) - np.maximum(wanted - strange, 0)
        return change

    def _heap(self, juror: Ints, gives: Ints, takes: Ints) -> Ints:
        """How much more Σ n² of a juror is."""
        less, more = self.categories[gives], self.categories[takes]
        change: Ints = np.where(less == more, 0, 2 * (self.piles[juror, more] - self.piles[juror, less] + 1))
        return change

    def trade(self, i: int, a: int, k: int, b: int) -> None:
        """Submission i goes from juror a to b, and k from b to a."""
        for submission, leaves, comes in ((i, a, b), (k, b, a)):
            for juror, change in ((leaves, -1), (comes, 1)):
                if self.kinds[juror] >= 0:
                    self.readers[submission, self.kinds[juror]] += change
                self.piles[juror, self.categories[submission]] += change
                self.strange[juror] += change * self.outside[submission, juror]

    def is_lacking(self, submission: int, juror: int) -> bool:
        """Whether a submission lacks a kind, or its reader has too few readings outside."""
        lacks_kind = bool((self.readers[submission] == 0).any())
        return lacks_kind or bool(self.strange[juror] < self.wanted[juror])

    def touched(self, a: int, b: int) -> Iterator[tuple[int, int]]:
        """On what the price of a trade depends: both jurors, as (-2, …)."""
        yield from ((-2, a), (-2, b))
