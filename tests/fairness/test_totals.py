"""Totals are exact, and an independent recount from the formulas comes to the same."""

from collections import defaultdict
from collections.abc import Hashable, Mapping
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.fairness.cases import Criterion, FairnessError, Rubric, Sheet
from app.fairness.totals import Dropped, sheet_totals


def rubric_of(*weights: int, high: int = 5, skippable: str = "") -> Rubric:
    """Criteria a, b, c … with these weights."""
    keys = "abcdefgh"[: len(weights)]
    return Rubric(
        tuple(
            Criterion(key, Fraction(weight), high, allow_na=key in skippable)
            for key, weight in zip(keys, weights, strict=True)
        )
    )


def sheet(submission: Hashable, juror: Hashable, *points: int | None) -> Sheet:
    return Sheet(submission, juror, dict(zip("abcdefgh", points, strict=False)))


def exactly(*totals: int) -> tuple[Fraction, ...]:
    return tuple(map(Fraction, totals))


def test_a_total_weighs_shares_of_the_highest_points() -> None:
    found = sheet_totals(rubric_of(20, 30, 50), [sheet("idea", "juror", 5, 3, 1)])

    assert found.totals == (Fraction(20 * 5 + 30 * 3 + 50 * 1, 5),)
    assert found.y == (48.0,)


def test_totals_stay_exact_where_floating_point_does_not() -> None:
    found = sheet_totals(rubric_of(1, 1, 1, high=3), [sheet("idea", "juror", 1, 1, 2)])

    assert found.totals == (Fraction(400, 9),)


def test_nothing_is_zero_and_everything_a_hundred() -> None:
    rubric = rubric_of(7, 0, 2)

    found = sheet_totals(rubric, [sheet("idea", "hard", 0, 0, 0), sheet("idea", "kind", 5, 5, 5)])

    assert found.totals == exactly(0, 100)


def test_every_id_gets_one_code_in_the_order_of_appearance() -> None:
    sheets = [sheet("x", "ann", 1), sheet("y", "bob", 2), sheet("x", "bob", 3), sheet(7, "ann", 4)]

    found = sheet_totals(rubric_of(1), sheets)

    assert (found.submissions, found.jurors) == (("x", "y", 7), ("ann", "bob"))
    assert (found.si, found.ji) == ((0, 1, 0, 2), (0, 1, 1, 0))


def test_no_sheets_give_no_totals() -> None:
    found = sheet_totals(rubric_of(1), [])

    assert (found.totals, found.y, found.si, found.submissions, found.dropped) == ((), (), (), (), ())


def test_skipping_a_hard_criterion_is_no_advantage() -> None:
    rubric = rubric_of(80, 20, skippable="b")
    sheets = [sheet("one", "ann", 4, 2), sheet("two", "ann", 4, 0), sheet("three", "ann", 4, None)]

    found = sheet_totals(rubric, sheets)

    # The mean of b is 1: the third sheet stands where the first two stand on average.
    assert found.totals == exactly(72, 64, 68)
    assert found.dropped == ()


def test_a_sheet_with_less_than_four_fifths_judged_is_dropped() -> None:
    rubric = rubric_of(79, 21, skippable="b")

    found = sheet_totals(rubric, [sheet("one", "ann", 4, None), sheet("two", "ann", 4, 5)])

    assert (found.submissions, found.dropped) == (("two",), (Dropped("one", "ann", "incomplete"),))


def test_a_dropped_sheet_moves_no_mean() -> None:
    rubric = rubric_of(50, 30, 20, skippable="bc")
    dropped = sheet("one", "ann", 0, None, 5)

    without = sheet_totals(rubric, [sheet("two", "ann", 4, 5, 1), sheet("three", "ann", 4, 5, None)])
    with_it = sheet_totals(rubric, [dropped, sheet("two", "ann", 4, 5, 1), sheet("three", "ann", 4, 5, None)])

    assert with_it.totals == without.totals
    assert [each.submission for each in with_it.dropped] == ["one"]


@pytest.mark.parametrize("points", [{"a": 4}, {"a": 4, "b": None}])
def test_a_sheet_that_leaves_out_what_may_not_be_skipped_is_dropped(points: Mapping[str, int | None]) -> None:
    found = sheet_totals(rubric_of(90, 10), [Sheet("one", "ann", points)])

    assert (found.totals, found.dropped) == ((), (Dropped("one", "ann", "incomplete"),))


def test_a_criterion_that_nobody_could_judge_counts_for_nobody() -> None:
    rubric = rubric_of(80, 20, skippable="b")

    found = sheet_totals(rubric, [sheet("one", "ann", 5, None), sheet("two", "ann", 2, None)])

    assert found.totals == exactly(100, 40)


def test_weights_of_zero_count_the_same_for_all() -> None:
    assert sheet_totals(rubric_of(0, 0), [sheet("one", "ann", 5, 0)]).totals == exactly(50)


def test_only_judgements_of_the_submissions_category_count() -> None:
    rubric = Rubric(
        (
            Criterion("all", Fraction(1), 5),
            Criterion("green", Fraction(1), 5, categories=frozenset({"climate"})),
            Criterion("pages", Fraction(9), 5, kind="measurement"),
        )
    )
    points = {"all": 5, "green": 0, "pages": 0}
    sheets = [Sheet("wind", "ann", points), Sheet("app", "ann", points), Sheet("lost", "ann", points)]

    assert sheet_totals(rubric, sheets, {"wind": "climate", "app": "work"}).totals == exactly(50, 100, 100)


@pytest.mark.parametrize(
    ("criteria", "code"),
    [
        ((), "empty_rubric"),
        ((Criterion("a", Fraction(1), 5, kind="info"),), "empty_rubric"),
        ((Criterion("a", Fraction(1), 5), Criterion("a", Fraction(2), 5)), "duplicate_key"),
        ((Criterion("a", Fraction(-1), 5),), "negative_weight"),
        ((Criterion("a", Fraction(1), 3, min=3),), "no_range"),
        ((Criterion("a", Fraction(1), 0, min=-5),), "no_range"),
    ],
)
def test_a_rubric_by_which_nobody_can_judge_is_refused(criteria: tuple[Criterion, ...], code: str) -> None:
    with pytest.raises(FairnessError) as refused:
        sheet_totals(Rubric(criteria), [])

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("sheets", "code"),
    [
        ([sheet("one", "ann", 6)], "points_out_of_range"),
        ([sheet("one", "ann", -1)], "points_out_of_range"),
        ([Sheet("one", "ann", {"z": 1})], "unknown_criterion"),
        ([sheet("one", "ann", 1), sheet("one", "ann", 2)], "duplicate_sheet"),
    ],
)
def test_sheets_that_make_no_sense_are_refused(sheets: list[Sheet], code: str) -> None:
    with pytest.raises(FairnessError) as refused:
        sheet_totals(rubric_of(1), sheets)

    assert refused.value.code == code


def test_a_submission_to_which_nothing_applies_is_refused() -> None:
    rubric = Rubric((Criterion("green", Fraction(1), 5, categories=frozenset({"climate"})),))

    with pytest.raises(FairnessError) as refused:
        sheet_totals(rubric, [Sheet("app", "ann", {"green": 1})])

    assert (refused.value.code, refused.value.detail) == ("no_criteria", "app")


# ---------------------------------------------------------------- an independent recount, straight from the formulas
@st.composite
def contests(draw: st.DrawFn) -> tuple[Rubric, list[Sheet]]:
    count = draw(st.integers(1, 5))
    criteria = tuple(
        Criterion(
            key,
            Fraction(draw(st.integers(0, 40)), draw(st.integers(1, 7))),
            draw(st.integers(1, 10)),
            allow_na=draw(st.booleans()),
        )
        for key in "abcde"[:count]
    )
    pairs = draw(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3)), max_size=12, unique=True))

    def points() -> dict[str, int | None]:
        return {
            each.key: draw(st.integers(0, each.max) | st.none()) if each.allow_na else draw(st.integers(0, each.max))
            for each in criteria
        }

    return Rubric(criteria), [Sheet(submission, juror, points()) for submission, juror in pairs]


def recount(rubric: Rubric, sheets: list[Sheet]) -> dict[tuple[Hashable, Hashable], Fraction]:
    """The same by hand: sums over plain dictionaries, sheet by sheet, the two formulas apart."""
    weight = {each.key: each.weight for each in rubric.criteria}
    if not any(weight.values()):
        weight = dict.fromkeys(weight, Fraction(1))
    high = {each.key: each.max for each in rubric.criteria}
    kept = [
        each
        for each in sheets
        if sum(weight[key] for key, points in each.points.items() if points is not None) * 10
        >= sum(weight.values()) * 8
    ]
    given_points = defaultdict(list)
    for each in kept:
        for key, points in each.points.items():
            if points is not None:
                given_points[key].append(points)
    return {(each.submission, each.juror): _by_hand(each, weight, high, given_points) for each in kept}


def _by_hand(
    each: Sheet, weight: dict[str, Fraction], high: dict[str, int], given_points: Mapping[str, list[int]]
) -> Fraction:
    scored = {key: points for key, points in each.points.items() if points is not None}
    if len(scored) == len(weight):
        return (
            100 * sum((weight[k] * Fraction(p, high[k]) for k, p in scored.items()), Fraction()) / sum(weight.values())
        )
    mean = {key: Fraction(sum(points)) / len(points) for key, points in given_points.items()}
    judged = sum((weight[k] * (p - mean[k]) / high[k] for k, p in scored.items()), Fraction())
    level = sum((weight[k] * mean[k] / high[k] for k in mean), Fraction()) / sum(weight[k] for k in mean)
    return 100 * (judged / sum(weight[k] for k in scored) + level)


@given(contests())
def test_a_recount_by_hand_comes_to_the_same_fractions(contest: tuple[Rubric, list[Sheet]]) -> None:
    rubric, sheets = contest
    found = sheet_totals(rubric, sheets)
    pairs = [(found.submissions[i], found.jurors[j]) for i, j in zip(found.si, found.ji, strict=True)]

    assert dict(zip(pairs, found.totals, strict=True)) == recount(rubric, sheets)
    assert len(found.totals) + len(found.dropped) == len(sheets)


@given(contests(), st.randoms())
def test_the_order_of_sheets_changes_no_total(contest: tuple[Rubric, list[Sheet]], random: Random) -> None:
    rubric, sheets = contest
    shuffled = random.sample(sheets, len(sheets))

    assert sorted(sheet_totals(rubric, shuffled).totals) == sorted(sheet_totals(rubric, sheets).totals)
