"""The parts of dealing out: the linear programme, and trades between two submissions."""

from collections import Counter
from itertools import product

import numpy as np
import pytest

from app.fairness.dealing import Table, deal
from app.fairness.graph import articulation_jurors, components
from app.fairness.swaps import Deal, exchange, mend


def test_the_cheapest_way_is_whole_and_no_other_is_cheaper() -> None:
    random = np.random.default_rng(2)
    cost = random.uniform(0, 1, (4, 3))
    table = Table(cost, np.ones(4, dtype=np.int64), np.zeros(3, dtype=np.int64), np.full(3, 2))

    dealt = deal(table)

    def price(jurors: tuple[int, ...]) -> float:
        loads = np.bincount(jurors, minlength=3)
        return float(cost[np.arange(4), jurors].sum()) if loads.max() <= 2 else np.inf

    assert price(tuple(dealt.pairs[:, 1].tolist())) == pytest.approx(min(map(price, product(range(3), repeat=4))))


def test_many_jurors_are_looked_through_until_nobody_is_missing() -> None:
    # The forty that look best are all full, so that only a wider look helps.
    cost = np.column_stack([np.zeros((50, 45)), np.ones((50, 155))])
    table = Table(cost, np.full(50, 2), np.zeros(200, dtype=np.int64), np.array([0] * 45 + [1] * 155))

    dealt = deal(table)

    assert (dealt.missing.sum(), len(dealt.pairs), dealt.pairs[:, 1].min() >= 45) == (0, 100, True)


def islands_of(cost_of_crossing: float) -> Deal:
    """Two groups of three submissions and three jurors, two readings each, all to be traded."""
    pairs = [
        (3 * group + number, 3 * group + (number + step) % 3)
        for group in (0, 1)
        for number in (0, 1, 2)
        for step in (0, 1)
    ]
    cost = np.where(np.arange(6)[:, None] // 3 == np.arange(6) // 3, 0.0, cost_of_crossing)
    return Deal.of(np.array(pairs), np.ones(len(pairs), dtype=bool), cost)


def test_parts_are_joined_at_any_price_and_jurors_freed() -> None:
    found = islands_of(10.0)
    exchange(found, np.random.default_rng(1))
    assert components(*found.pairs.T)[0] == 2

    mend(found)

    assert components(*found.pairs.T)[0] == 1
    assert articulation_jurors(*found.pairs.T) == []
    assert Counter(found.pairs[:, 0].tolist()) == Counter(found.pairs[:, 1].tolist()) == dict.fromkeys(range(6), 2)


def test_parts_between_which_nothing_may_be_traded_stay() -> None:
    found = islands_of(np.inf)

    mend(found)

    assert components(*found.pairs.T)[0] == 2


def test_what_a_trade_costs_is_what_it_changes() -> None:
    random = np.random.default_rng(3)
    pairs = np.array([(i, j) for i in range(12) for j in random.permutation(6)[:3]])
    found = Deal.of(pairs, np.ones(36, dtype=bool), random.uniform(0, 1, (12, 6)))

    def price() -> float:
        squares = float((found.meetings**2).sum()) / 2
        return float(found.cost[found.pairs[:, 0], found.pairs[:, 1]].sum()) + 0.15 * squares

    assert Deal.of(found.pairs, found.may_move, found.cost).meetings.tolist() == found.meetings.tolist()
    for _trade in range(50):
        one, other = random.integers(0, 36, 2)
        expected, before = float(found.prices(np.array([one]), np.array([other]))[0]), price()
        if np.isfinite(expected):
            found.trade(int(one), int(other))
            assert price() - before == pytest.approx(expected)
    assert Deal.of(found.pairs, found.may_move, found.cost).meetings.tolist() == found.meetings.tolist()
