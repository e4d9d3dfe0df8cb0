"""What else a plan has when it is asked for: several kinds of readers, strange fields, and a spread over categories."""

from collections import Counter
from collections.abc import Hashable
from dataclasses import replace as changed
from itertools import product

import numpy as np

from app.fairness.assignment import Plan, Problem, Reading, plan
from app.fairness.mixing import Mix

SUBMISSIONS = [f"S{number:02}" for number in range(36)]
JURORS = [f"J{number:02}" for number in range(9)]
KINDS = {juror: ("school", "company", "city")[number % 3] for number, juror in enumerate(JURORS)}
CATEGORIES: dict[str, int] = {submission: number % 4 for number, submission in enumerate(SUBMISSIONS)}
# Every juror knows two of the four fields.
MATCH: dict[Reading, float] = {
    (submission, juror): 1.0
    for submission, juror in product(SUBMISSIONS, JURORS)
    if (CATEGORIES[submission] + int(juror[1:])) % 4 < 2
}
PROBLEM = Problem(SUBMISSIONS, JURORS, 3, dict.fromkeys(JURORS, 12), set(), MATCH, seed=7)


CATEGORY_OF: dict[Hashable, Hashable] = dict(CATEGORIES.items())
KIND_OF: dict[Hashable, Hashable] = dict(KINDS.items())


def kinds_of(found: Plan) -> Counter[int]:
    """How many submissions have readers of how many kinds."""
    readers: dict[object, set[str]] = {}
    for submission, juror in found.pairs:
        readers.setdefault(submission, set()).add(KINDS[str(juror)])
    return Counter(len(kinds) for kinds in readers.values())


def strange_readings(found: Plan) -> dict[object, int]:
    return Counter(juror for pair in found.pairs for juror in [pair[1]] if pair not in MATCH)


def test_every_submission_has_readers_of_every_kind() -> None:
    assert kinds_of(plan(PROBLEM))[3] < 36
    assert kinds_of(plan(changed(PROBLEM, kinds=KIND_OF))) == {3: 36}


def test_a_fifth_of_what_everybody_reads_is_strange_to_them_and_not_much_more() -> None:
    found = plan(changed(PROBLEM, outside=0.2))
    assert min(strange_readings(plan(PROBLEM))[juror] for juror in JURORS) < 3
    assert [strange_readings(found)[juror] for juror in JURORS] == [3] * 9
    assert Counter(juror for _submission, juror in found.pairs) == dict.fromkeys(JURORS, 12)


def test_who_knows_no_field_better_reads_in_all_of_them() -> None:
    found = plan(changed(PROBLEM, match={}, categories=CATEGORY_OF))
    piles = Counter((juror, CATEGORIES[str(submission)]) for submission, juror in found.pairs)
    assert set(piles.values()) <= {2, 3, 4}
    assert len(piles) == 36


def test_the_same_seed_gives_the_same_plan_in_whatever_order_ids_come() -> None:
    problem = changed(PROBLEM, kinds=KIND_OF, categories=CATEGORY_OF, outside=0.2)
    turned = changed(problem, submissions=SUBMISSIONS[::-1], jurors=JURORS[::-1])
    assert plan(problem) == plan(turned)


def test_the_price_of_a_trade_is_what_it_changes() -> None:
    random = np.random.Generator(np.random.PCG64(3))
    pairs = np.array([(i, (i + step) % 5) for i in range(10) for step in (0, 1)])
    kinds, categories = np.array([0, 1, -1, 0, 2]), np.arange(10) % 3
    match = random.uniform(size=(10, 5))
    mix = Mix.of(pairs, kinds, categories, match, 0.4)
    for _trial in range(40):
        one, other = (int(number) for number in random.choice(len(pairs), 2, replace=False))
        (i, a), (k, b) = pairs[one].tolist(), pairs[other].tolist()
        if i == k or a == b:
            continue
        price = float(mix.prices(pairs[[one]], pairs[[other]])[0])
        before = worth(mix)
        mix.trade(i, a, k, b)
        assert abs(worth(mix) - before - price) < 1e-9
        mix.trade(i, b, k, a)
        assert abs(worth(mix) - before) < 1e-9


def worth(mix: Mix) -> float:
    """The price of everything, counted anew."""
    lacking = int((mix.readers == 0).sum())
    crowd = int(np.maximum(mix.wanted - mix.strange, 0).sum())
    return 4.0 * lacking + 2.0 * crowd + 0.1 * int((mix.piles**2).sum())
