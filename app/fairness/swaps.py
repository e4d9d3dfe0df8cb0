"""Exchanging readings of a plan: two submissions trade a juror each, so that loads stay as they are.

What is lowered is cost + 0.15 · Σ K², K being how many submissions two jurors share: pairs of jurors shall meet evenly,
or their severities are compared only through others. Then parts are joined and jurors freed on whom a part hangs alone.

Source: exchange algorithms for designs of incomplete blocks, J. A. John and E. R. Williams, "Cyclic and Computer
Generated Designs" (1995).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.fairness.graph import articulation_jurors, components, gapless
from app.fairness.mixing import Mix
from app.fairness.products import Floats, Ints

_MEETING = 0.15
_ROUNDS = 150
# So many rounds without any gain end the exchange.
_PATIENCE = 8
_GAIN = 1e-9
# Trades tried for each repair, the cheapest first.
_TRIES = 200

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Deal:
    """A plan whose arrays are being changed.

    pairs: (n, 2) codes of submission and juror; may_move: (n,), False for what is fixed; cost: (N, J), infinite where a
    reading must not be; readers: (N, r) jurors of each submission, -1 beyond; meetings: (J, J), symmetric, K; mix: what
    else the plan shall have, if anything.
    """

    pairs: Ints
    may_move: Flags
    cost: Floats
    readers: Ints
    meetings: Ints
    mix: Mix | None = None

    @classmethod
    def of(cls, pairs: Ints, may_move: Flags, cost: Floats, mix: Mix | None = None) -> "Deal":
        size, jurors = cost.shape
        counts = np.bincount(pairs[:, 0], minlength=size)
        readers = np.full((size, max(int(counts.max(initial=0)), 1)), -1)
        order = np.argsort(pairs[:, 0], kind="stable")
        columns = np.arange(len(pairs)) - np.repeat(np.cumsum(counts) - counts, counts)
        readers[pairs[order, 0], columns] = pairs[order, 1]
        meetings = np.zeros((jurors, jurors), dtype=np.int64)
        for one in range(readers.shape[1]):
            for other in range(readers.shape[1]):
                both = (readers[:, one] >= 0) & (readers[:, other] >= 0) & (one != other)
                np.add.at(meetings, (readers[both, one], readers[both, other]), 1)
        return cls(pairs.copy(), may_move, cost, readers, meetings, mix)

    def prices(self, one: Ints, other: Ints) -> Floats:
        """(m,): what it costs to trade the jurors of these pairs, infinite where that must not be."""
        (i, a), (k, b) = self.pairs[one].T, self.pairs[other].T
        readers_i, readers_k = self.readers[i], self.readers[k]
        is_wrong = (i == k) | (readers_i == b[:, None]).any(axis=1) | (readers_k == a[:, None]).any(axis=1)
        with np.errstate(invalid="ignore"):  # infinite minus infinite, where something is fixed
            found = self.cost[i, b] + self.cost[k, a] - self.cost[i, a] - self.cost[k, b]
        others_i = (readers_i >= 0) & (readers_i != a[:, None])
        others_k = (readers_k >= 0) & (readers_k != b[:, None])
        closer = self.meetings[b[:, None], readers_i] - self.meetings[a[:, None], readers_i] + 1
        apart = self.meetings[a[:, None], readers_k] - self.meetings[b[:, None], readers_k] + 1
        both = (readers_i[:, :, None] == readers_k[:, None, :]) & others_i[:, :, None] & others_k[:, None, :]
        squares = 2 * ((closer * others_i).sum(axis=1) + (apart * others_k).sum(axis=1)) - 4 * both.sum(axis=(1, 2))
        is_wrong |= ~(self.may_move[one] & self.may_move[other]) | ~np.isfinite(found)
        if self.mix is not None:
            found += self.mix.prices(self.pairs[one], self.pairs[other])
        return np.where(is_wrong, np.inf, found + _MEETING * squares)

    def trade(self, one: int, other: int) -> None:
        """The pairs exchange their jurors; done twice, nothing has changed."""
        (i, a), (k, b) = self.pairs[one].tolist(), self.pairs[other].tolist()
        for submission, leaves, comes in ((i, a, b), (k, b, a)):
            row = self.readers[submission]
            rest = row[(row >= 0) & (row != leaves)]
            self.meetings[leaves, rest] -= 1
            self.meetings[rest, leaves] -= 1
            self.meetings[comes, rest] += 1
            self.meetings[rest, comes] += 1
            row[row == leaves] = comes
        if self.mix is not None:
            self.mix.trade(i, a, k, b)
        self.pairs[one, 1], self.pairs[other, 1] = b, a

    def touched(self, one: int, other: int) -> set[tuple[int, int]]:
        """The meetings on which the price of a trade depends, and, as (-1, …), the submissions."""
        (i, a), (k, b) = self.pairs[one].tolist(), self.pairs[other].tolist()
        others = {*self.readers[i].tolist(), *self.readers[k].tolist()}
        also = set() if self.mix is None else set(self.mix.touched(a, b))
        return {(-1, i), (-1, k)} | {(min(own, each), max(own, each)) for own in (a, b) for each in others} | also


def exchange(deal: Deal, random: np.random.Generator) -> None:
    """Trade as long as chance finds something better: all pairs are set against one another, round after round."""
    movable, idle = np.flatnonzero(deal.may_move), 0
    for _round in range(_ROUNDS):
        if len(movable) < 2 or idle == _PATIENCE:  # noqa: PLR2004 -- a trade needs two
            return
        shuffled = random.permutation(movable)
        half = len(shuffled) // 2
        one, other = shuffled[:half], shuffled[half : 2 * half]
        prices = deal.prices(one, other)
        gains = np.flatnonzero(prices < -_GAIN)
        idle = 0 if len(gains) else idle + 1
        touched: set[tuple[int, int]] = set()
        for index in gains[np.argsort(prices[gains], kind="stable")].tolist():
            depends = deal.touched(int(one[index]), int(other[index]))
            if touched.isdisjoint(depends):
                deal.trade(int(one[index]), int(other[index]))
            touched |= depends


def round_off(deal: Deal) -> None:
    """Where the mix still lacks something, look at every trade and make the best, instead of leaving it to chance."""
    for one in np.flatnonzero(deal.may_move).tolist() if deal.mix is not None else []:
        if deal.mix is not None and deal.mix.is_lacking(*deal.pairs[one].tolist()):
            other = np.flatnonzero(deal.may_move)
            prices = deal.prices(np.full(len(other), one), other)
            best = int(prices.argmin())
            if prices[best] < -_GAIN:
                deal.trade(one, int(other[best]))


def mend(deal: Deal) -> None:
    """Join parts, then free jurors on whom a part hangs alone, each by the cheapest trade that does it, if any does.

    Where nobody shares a submission no trade changes anything, and looking for one would take long.
    """
    if np.bincount(gapless(deal.pairs[:, 0])).max(initial=0) <= 1:
        return
    count, parts = _parts(deal)
    while count > 1 and _try(deal, parts):
        count, parts = _parts(deal)
    stubborn: set[int] = set()
    while cuts := [juror for juror in _cuts(deal) if juror not in stubborn]:
        if not _try(deal, _parts_without(deal, cuts[0])):
            stubborn.add(cuts[0])


def _parts(deal: Deal) -> tuple[int, Ints]:
    """How many parts there are, and in which each pair is."""
    submissions = gapless(deal.pairs[:, 0])
    count, of_submission, _of_juror = components(submissions, gapless(deal.pairs[:, 1]))
    return count, of_submission[submissions]


def _cuts(deal: Deal) -> list[int]:
    return articulation_jurors(*deal.pairs.T)


def _parts_without(deal: Deal, juror: int) -> Ints:
    """In which part each pair would be without this juror, -1 for the pairs of the juror."""
    rest = deal.pairs[:, 1] != juror
    _count, of_submission, _of_juror = components(*deal.pairs[rest].T)
    found = np.full(len(deal.pairs), -1)
    found[rest] = of_submission[deal.pairs[rest, 0]]
    return found


def _try(deal: Deal, parts: Ints) -> bool:
    """Trade between the smallest part and the others, the cheapest first, until there are fewer parts or cuts."""
    if (parts == parts.max()).all():
        return False
    now = _parts(deal)[0], len(_cuts(deal))
    counts = np.bincount(parts[parts >= 0])
    smallest = int(np.where(counts > 0, counts, counts.max() + 1).argmin())
    inside, outside = np.flatnonzero(parts == smallest), np.flatnonzero((parts >= 0) & (parts != smallest))
    one, other = (grid.ravel() for grid in np.meshgrid(inside[:_TRIES], outside, indexing="ij"))
    prices = deal.prices(one, other)
    for index in np.argsort(prices, kind="stable")[:_TRIES].tolist():
        if not np.isfinite(prices[index]):
            return False
        deal.trade(int(one[index]), int(other[index]))
        if (_parts(deal)[0], len(_cuts(deal))) < now:
            return True
        deal.trade(int(one[index]), int(other[index]))
    return False
