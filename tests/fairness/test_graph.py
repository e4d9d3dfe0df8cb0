"""Parts, cuts and links of the graph of who reads what, against slow definitions."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.fairness.cases import FairnessError
from app.fairness.graph import (
    articulation_jurors,
    components,
    lambda2,
    linking_proposals,
    reinforcing_proposals,
)
from tests.fairness.reference import contest_of, random_contest

Pairs = list[tuple[int, int]]


def codes(pairs: Pairs) -> tuple[list[int], list[int]]:
    """Gapless codes of submissions and jurors."""
    of_submission = {each: code for code, each in enumerate(sorted({submission for submission, _juror in pairs}))}
    of_juror = {each: code for code, each in enumerate(sorted({juror for _submission, juror in pairs}))}
    return [of_submission[submission] for submission, _juror in pairs], [
        of_juror[juror] for _submission, juror in pairs
    ]


def parts(pairs: Pairs) -> int:
    """The definition: nodes merged until nothing moves."""
    label = {("s", submission): submission for submission, _juror in pairs}
    label |= {("j", juror): -1 - juror for _submission, juror in pairs}
    for _node in label:
        for submission, juror in pairs:
            label["s", submission] = label["j", juror] = min(label["s", submission], label["j", juror])
    return len(set(label.values()))


graphs = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 5)), min_size=1, max_size=18, unique=True)


def test_two_islands_are_two_parts_of_twelve() -> None:
    contest = contest_of("syn_24x6_two_islands.csv")

    count, of_submission, of_juror = components(contest.si, contest.ji)

    assert (count, np.bincount(of_submission).tolist(), np.bincount(of_juror).tolist()) == (2, [12, 12], [3, 3])
    assert lambda2(contest.si, contest.ji) == pytest.approx(0.0, abs=1e-9)
    (submission, juror), *rest = linking_proposals(contest.si, contest.ji, set())
    assert rest == []
    assert of_submission[submission] != of_juror[juror]


def test_parts_are_numbered_by_their_first_submission() -> None:
    count, of_submission, of_juror = components([0, 1, 2, 2], [1, 0, 1, 2])

    assert (count, of_submission.tolist(), of_juror.tolist()) == (2, [0, 1, 0], [1, 0, 0])


def test_nothing_has_no_parts() -> None:
    count, of_submission, of_juror = components([], [])

    assert (count, of_submission.size, of_juror.size) == (0, 0, 0)
    assert articulation_jurors([], []) == []
    assert linking_proposals([], [], set()) == []
    assert lambda2([], []) == 0.0


@pytest.mark.parametrize(("si", "ji", "code"), [([0, 1], [0], "shape"), ([0, -1], [0, 0], "bad_code")])
def test_codes_that_make_no_sense_are_refused(si: list[int], ji: list[int], code: str) -> None:
    with pytest.raises(FairnessError) as refused:
        components(si, ji)

    assert refused.value.code == code


@settings(max_examples=40)
@given(graphs)
def test_parts_are_counted_as_by_merging(pairs: Pairs) -> None:
    assert components(*codes(pairs))[0] == parts(pairs)


@settings(max_examples=40)
@given(graphs)
def test_a_cut_is_a_juror_without_whom_there_are_more_parts(pairs: Pairs) -> None:
    si, ji = codes(pairs)
    coded, whole = list(zip(si, ji, strict=True)), parts(pairs)

    def without(juror: int) -> int:
        kept = [pair for pair in coded if pair[1] != juror]
        lost = {submission for submission, _juror in coded} - {submission for submission, _juror in kept}
        return len(lost) + (parts(kept) if kept else 0)

    assert articulation_jurors(si, ji) == [juror for juror in sorted(set(ji)) if without(juror) > whole]


def test_a_long_chain_is_no_deep_recursion() -> None:
    length = 5000
    si = np.repeat(np.arange(length), 2)[1:]
    ji = np.repeat(np.arange(length), 2)[:-1]

    assert articulation_jurors(si, ji) == list(range(length - 1))


@settings(max_examples=40)
@given(graphs)
def test_links_make_one_part_of_all_with_as_few_readings_as_possible(pairs: Pairs) -> None:
    si, ji = codes(pairs)

    links = linking_proposals(si, ji, set())

    assert len(links) == parts(pairs) - 1
    assert parts([*zip(si, ji, strict=True), *links]) == 1


@settings(max_examples=40)
@given(graphs, st.sets(st.tuples(st.integers(0, 7), st.integers(0, 5))))
def test_no_link_breaks_a_conflict(pairs: Pairs, conflicts: set[tuple[int, int]]) -> None:
    si, ji = codes(pairs)

    assert not set(linking_proposals(si, ji, conflicts)) & conflicts
    assert not set(reinforcing_proposals(si, ji, conflicts)) & conflicts


def test_links_burden_those_who_have_least_to_read() -> None:
    # Submissions 0 and 1 with jurors 0 and 1, who read both; submission 2 with juror 2, who reads only it.
    links = linking_proposals([0, 0, 1, 1, 2], [0, 1, 0, 1, 2], {(0, 2)})

    assert links == [(1, 2)]


def test_a_part_that_may_not_be_linked_is_left_out() -> None:
    conflicts = {(0, 1), (1, 0), (1, 2), (2, 1)}

    assert linking_proposals([0, 1, 2], [0, 1, 2], conflicts) == [(0, 2)]


def test_nothing_hangs_on_one_juror_after_the_proposed_readings() -> None:
    # Juror 1 alone joins the submissions of juror 0 and those of juror 2.
    si, ji = [0, 0, 1, 1, 2, 2, 3, 3], [0, 1, 0, 1, 1, 2, 1, 2]
    assert articulation_jurors(si, ji) == [1]

    more = reinforcing_proposals(si, ji, set())

    assert len(more) == 1
    assert articulation_jurors([*si, more[0][0]], [*ji, more[0][1]]) == []


def test_firmness_is_an_eigenvalue_of_the_information_about_jurors() -> None:
    contest = random_contest(1, 30, 8, 3)
    counts = np.zeros((30, 8))
    np.add.at(counts, (contest.si, contest.ji), 1)
    information = np.diag(counts.sum(axis=0)) - counts.T @ counts / 3

    assert lambda2(contest.si, contest.ji) == pytest.approx(np.linalg.eigvalsh(information)[1])


def test_a_complete_table_is_as_firm_as_can_be() -> None:
    si, ji = np.indices((7, 4))

    assert lambda2(si.ravel(), ji.ravel()) == pytest.approx(7.0)
    assert lambda2([0, 1], [0, 0]) == 0.0
