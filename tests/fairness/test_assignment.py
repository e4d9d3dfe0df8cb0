"""Dealing out readings: what may never happen, what should be as good as can be, and what is said when it cannot be."""

from collections import Counter
from dataclasses import replace as changed
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.fairness.assignment import Infeasible, Plan, Problem, Reading, plan, replace
from app.fairness.cases import FairnessError
from app.fairness.graph import components


def names_of(submissions: int, jurors: int) -> tuple[list[str], list[str]]:
    return [f"S{number:03}" for number in range(submissions)], [f"J{number:02}" for number in range(jurors)]


def problem_of(submissions: int, jurors: int, readings: int, *, load: int | None = None, seed: int = 0) -> Problem:
    ids, people = names_of(submissions, jurors)
    most = -(-submissions * readings // jurors) if load is None else load
    return Problem(ids, people, readings, dict.fromkeys(people, most), set(), seed=seed)


def parts(found: Plan) -> int:
    submissions, jurors = (sorted({pair[side] for pair in found.pairs}, key=str) for side in (0, 1))
    codes = [(submissions.index(submission), jurors.index(juror)) for submission, juror in found.pairs]
    return components(*zip(*codes, strict=True))[0]


def test_every_submission_is_read_as_often_as_was_asked() -> None:
    problem = problem_of(40, 8, 3)

    found = plan(problem)

    assert Counter(submission for submission, _juror in found.pairs) == dict.fromkeys(problem.submissions, 3)
    assert Counter(juror for _submission, juror in found.pairs) == dict.fromkeys(problem.jurors, 15)
    assert len(set(found.pairs)) == 120
    assert (found.missing, found.metrics.load_min, found.metrics.load_max) == ({}, 15, 15)


def test_readings_hang_together_even_if_anybody_drops_out() -> None:
    found = plan(problem_of(40, 8, 2))

    assert (found.metrics.components, found.metrics.articulation) == (1, ())
    assert parts(found) == 1
    for juror in problem_of(40, 8, 2).jurors:
        left = [pair for pair in found.pairs if pair[1] != juror]
        assert len({submission for submission, _juror in left}) == 40
        assert parts(changed(found, pairs=tuple(left))) == 1


def test_who_knows_a_field_reads_in_it() -> None:
    problem = problem_of(30, 6, 2, load=14)
    pairs = product(*names_of(30, 6))
    match: dict[Reading, float] = {(s, j): 1.0 for s, j in pairs if int(s[1:]) % 3 == int(j[1:]) % 3}

    found = plan(changed(problem, match=match))

    assert found.metrics.match > 0.6
    assert found.metrics.match == pytest.approx(sum(pair in match for pair in found.pairs) / 60)
    # Three fields with two jurors each would be three islands; a few readings outside of the own field join them.
    assert (found.metrics.components, found.metrics.articulation) == (1, ())


def test_pairs_of_jurors_meet_more_evenly_than_by_chance() -> None:
    found = plan(problem_of(60, 10, 3))

    assert found.metrics.lambda2 / 18 > 0.65


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_ids_decides_nothing(order: int) -> None:
    problem = problem_of(20, 6, 3, seed=4)
    turned = changed(problem, submissions=names_of(20, 6)[0][::order], jurors=set(problem.jurors))

    assert plan(turned) == plan(problem)


def test_another_seed_deals_otherwise() -> None:
    assert plan(problem_of(20, 6, 3, seed=4)).pairs != plan(problem_of(20, 6, 3, seed=5)).pairs


@settings(max_examples=25)
@given(st.integers(0, 10**6))
def test_conflicts_caps_and_fixed_pairs_hold(seed: int) -> None:
    random = np.random.default_rng(seed)
    problem = problem_of(int(random.integers(4, 20)), int(random.integers(4, 9)), 2, seed=seed)
    pairs = list(product(problem.submissions, problem.jurors))
    conflicts = {pair for pair in pairs if random.random() < 0.15}
    fixed = {pair for pair in pairs if pair not in conflicts and random.random() < 0.05}
    loads = {juror: load + 2 + int(random.integers(0, 3)) for juror, load in problem.loads.items()}
    problem = changed(problem, conflicts=conflicts, fixed=fixed, loads=loads)

    try:
        found = plan(problem)
    except FairnessError as error:
        found, code = None, error.code
    if found is None:
        assert code == "infeasible"
        return
    counts = Counter(submission for submission, _juror in found.pairs)
    fixed_counts = Counter(submission for submission, _juror in fixed)
    used = Counter(juror for _submission, juror in found.pairs)
    fixed_loads = Counter(juror for _submission, juror in fixed)
    assert fixed <= set(found.pairs)
    assert not conflicts & set(found.pairs)
    assert len(set(found.pairs)) == len(found.pairs)
    assert all(counts[submission] == max(2, fixed_counts[submission]) for submission in problem.submissions)
    assert all(used[juror] <= max(loads[juror], fixed_loads[juror]) for juror in problem.jurors)
    assert found.metrics.components == parts(found)


def test_parts_that_cannot_be_joined_are_told() -> None:
    problem = problem_of(4, 4, 2, load=2)
    home = {"S000": {"J00", "J01"}, "S001": {"J00", "J01"}, "S002": {"J02", "J03"}, "S003": {"J02", "J03"}}
    conflicts: set[Reading] = {(s, j) for s, j in product(*names_of(4, 4)) if j not in home[s]}

    assert plan(changed(problem, conflicts=conflicts)).metrics.components == 2


# ---------------------------------------------------------------- when it cannot be done
def infeasible(problem: Problem) -> Infeasible:
    with pytest.raises(FairnessError) as refused:
        plan(problem)
    assert refused.value.code == "infeasible"
    assert isinstance(refused.value.detail, Infeasible)
    return refused.value.detail


def test_full_jurors_are_named_with_the_fewest_readings_more() -> None:
    detail = infeasible(problem_of(10, 4, 3, load=7))

    # 30 readings, room for 28.
    assert sum(lack.readings for lack in detail.lacks) == 2
    assert {relaxation.kind for relaxation in detail.relaxations} == {"load"}
    assert sum(relaxation.by for relaxation in detail.relaxations) == 2
    for lack in detail.lacks:
        assert (set(lack.possible), set(lack.full)) == ({"J00", "J01", "J02", "J03"}, {"J00", "J01", "J02", "J03"})


def test_a_submission_that_nearly_nobody_may_read_is_named() -> None:
    problem = problem_of(10, 4, 3, load=10)

    detail = infeasible(changed(problem, conflicts={("S003", "J00"), ("S003", "J02")}))

    ((lack),) = detail.lacks
    assert (lack.submission, lack.readings, lack.possible, lack.full) == ("S003", 1, ("J01", "J03"), ())
    ((relaxation),) = detail.relaxations
    assert (relaxation.kind, relaxation.id, relaxation.by) == ("readings", "S003", 1)


def test_the_relaxations_make_it_possible() -> None:
    problem = changed(problem_of(12, 5, 3, load=6), conflicts={("S000", f"J{number:02}") for number in range(3)})
    detail = infeasible(problem)
    loads = dict(problem.loads)
    fewer = {}
    for relaxation in detail.relaxations:
        if relaxation.kind == "load":
            loads[relaxation.id] += relaxation.by
        else:
            fewer[relaxation.id] = relaxation.by

    eased = changed(problem, loads=loads, submissions=[each for each in problem.submissions if each not in fewer])

    assert fewer == {"S000": 1}
    assert plan(eased).missing == {}


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"submissions": ["S", "S"]}, "duplicate_id"),
        ({"readings": 0}, "not_positive"),
        ({"loads": {}}, "no_load"),
        ({"fixed": {("S000", "nobody")}}, "unknown_id"),
        ({"fixed": {("S000", "J00")}, "conflicts": {("S000", "J00")}}, "fixed_conflict"),
    ],
)
def test_a_problem_that_makes_no_sense_is_refused(wrong: dict[str, Any], code: str) -> None:
    with pytest.raises(FairnessError) as refused:
        plan(changed(problem_of(4, 4, 2), **wrong))

    assert refused.value.code == code


def test_nothing_to_read_is_a_plan_of_nothing() -> None:
    found = plan(problem_of(0, 3, 2, load=5))

    assert (found.pairs, found.missing, found.metrics.components, found.metrics.match) == ((), {}, 0, 0.0)


# ---------------------------------------------------------------- dropping out
def test_what_a_juror_leaves_is_dealt_anew_and_nothing_else_moves() -> None:
    problem = problem_of(30, 8, 3, load=16)
    before = plan(problem)

    after = replace(before, problem, "J03")

    kept = {pair for pair in before.pairs if pair[1] != "J03"}
    assert kept < set(after.pairs)
    assert "J03" not in {juror for _submission, juror in after.pairs}
    assert Counter(submission for submission, _juror in after.pairs) == dict.fromkeys(problem.submissions, 3)
    assert after.missing == {}
    assert max(Counter(juror for _submission, juror in after.pairs).values()) <= 16


def test_what_was_read_stays_when_the_reader_leaves() -> None:
    problem = problem_of(30, 8, 3, load=16)
    before = plan(problem)
    read = {next(pair for pair in before.pairs if pair[1] == "J03")}

    after = replace(before, changed(problem, fixed=read), ["J03"])

    assert {pair for pair in after.pairs if pair[1] == "J03"} == read
    assert Counter(submission for submission, _juror in after.pairs) == dict.fromkeys(problem.submissions, 3)


def test_a_pair_that_was_declined_goes_to_somebody_else() -> None:
    problem = problem_of(30, 8, 3, load=16)
    before = plan(problem)
    declined = before.pairs[5]

    after = replace(before, problem, [declined])

    assert len(set(after.pairs) - set(before.pairs)) == 1
    assert declined not in after.pairs
    assert len(after.pairs) == 90


def test_readings_for_which_nobody_is_left_are_missing() -> None:
    problem = problem_of(6, 3, 2)

    after = replace(plan(problem), problem, {"J00", "J01"})

    assert sum(after.missing.values()) == 12 - len(after.pairs)
    assert {juror for _submission, juror in after.pairs} == {"J02"}
    assert len(after.pairs) == 4


def test_a_juror_who_is_no_longer_in_the_list_can_leave() -> None:
    problem = problem_of(12, 5, 2, load=8)
    without = changed(problem, jurors=names_of(12, 5)[1][1:])

    after = replace(plan(problem), without, "J00")

    assert "J00" not in {juror for _submission, juror in after.pairs}
    assert len(after.pairs) == 24


def test_somebody_unknown_cannot_leave() -> None:
    problem = problem_of(6, 3, 2)

    for nobody in ("J99", ["J99"], 7):
        with pytest.raises(FairnessError) as refused:
            replace(plan(problem), problem, nobody)
        assert refused.value.code == "unknown_id"
