"""The mean of a round, compared with a recount that shares no line with it."""

import uuid
from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ideas.models import Submission
from app.ranking import rules
from app.ranking.rules import FinalSheet, Ranking
from app.rubrics.models import Criterion
from app.rubrics.rules import default_rubric

RUBRIC = uuid.UUID(int=1)
DEFAULT = default_rubric()["criteria"]
CRITERIA = [
    Criterion(
        rubric_id=RUBRIC, key=each["key"], position=number, weight=each["weight"], low=each["min"], high=each["max"],
        is_required=each["required"], may_be_skipped=each["allow_na"],
    )
    for number, each in enumerate(DEFAULT)
]  # fmt: skip
WEIGHTS: dict[str, int] = {each["key"]: each["weight"] for each in DEFAULT}
SKIPPABLE = {each["key"] for each in DEFAULT if each["allow_na"]}
Points = Mapping[str, int | None]


def an_idea(number: int) -> Submission:
    return Submission(id=uuid.UUID(int=number))


def a_sheet(submission: Submission, juror: int, points: Points) -> FinalSheet:
    return FinalSheet(submission.id, uuid.UUID(int=juror), RUBRIC, CRITERIA, points)


def the_same(points: int, **but: int | None) -> Points:
    return {key: but.get(key, points) for key in WEIGHTS}


def seen(ranking: Ranking) -> list[tuple[int, int, Fraction]]:
    return [(place.rank, place.submission.id.int, place.mean) for place in ranking.places]


def recount(sheets: list[tuple[int, Points]]) -> dict[int, Fraction]:
    """The mean of every idea, by hand: 100 · Σ w·p / (5 · Σ w), a gap filled as the section on totals says."""
    given_points = {key: [p for _idea, said in sheets if (p := said[key]) is not None] for key in WEIGHTS}
    means = {key: Fraction(sum(found), len(found)) for key, found in given_points.items() if found}
    totals: dict[int, list[Fraction]] = {}
    for idea, said in sheets:
        judged = {key: points for key in means if (points := said[key]) is not None}
        above = sum((Fraction(WEIGHTS[key], 5) * (judged[key] - means[key]) for key in judged), Fraction())
        level = sum((Fraction(WEIGHTS[key], 5) * means[key] for key in means), Fraction())
        total = 100 * (above / sum(WEIGHTS[key] for key in judged) + level / sum(WEIGHTS[key] for key in means))
        totals.setdefault(idea, []).append(total)
    return {idea: sum(found, Fraction()) / len(found) for idea, found in totals.items()}


def points_of_sheet(*, may_skip: bool) -> st.SearchStrategy[Points]:
    return st.fixed_dictionaries(
        {key: st.one_of(st.integers(0, 5), st.none()) if may_skip and key in SKIPPABLE else st.integers(0, 5)
         for key in WEIGHTS},
    )  # fmt: skip


def contests(*, may_skip: bool) -> st.SearchStrategy[list[tuple[int, Points]]]:
    """Sheets as (number of the idea, points)."""
    return st.lists(st.tuples(st.integers(1, 5), points_of_sheet(may_skip=may_skip)), max_size=12)


def ranked(contest: list[tuple[int, Points]]) -> Ranking:
    ideas = {number: an_idea(number) for number in range(1, 6)}
    sheets = [a_sheet(ideas[number], 100 + juror, points) for juror, (number, points) in enumerate(contest)]
    return rules.ranking_of(list(ideas.values()), sheets)


@given(contests(may_skip=False))
def test_every_mean_is_that_of_an_independent_recount(contest: list[tuple[int, Points]]) -> None:
    assert {idea: mean for _rank, idea, mean in seen(ranked(contest))} == recount(contest)


@given(contests(may_skip=True))
def test_it_still_is_where_criteria_were_not_assessable(contest: list[tuple[int, Points]]) -> None:
    assert {idea: mean for _rank, idea, mean in seen(ranked(contest))} == recount(contest)


@given(contests(may_skip=True))
def test_ranks_count_the_better_ones_and_nobody_is_lost(contest: list[tuple[int, Points]]) -> None:
    ranking = ranked(contest)
    means = [place.mean for place in ranking.places]
    assert means == sorted(means, reverse=True)
    assert [place.rank for place in ranking.places] == [1 + sum(other > mean for other in means) for mean in means]
    everybody = [place.submission.id.int for place in ranking.places] + [e.submission.id.int for e in ranking.unranked]
    assert sorted(everybody) == [1, 2, 3, 4, 5]


def test_equal_means_share_a_rank_in_the_order_of_their_numbers_and_the_next_is_counted_on() -> None:
    first, second, third, fourth = (an_idea(number) for number in (1, 2, 3, 4))
    sheets = [a_sheet(first, 9, the_same(2)), a_sheet(second, 9, the_same(4)), a_sheet(third, 9, the_same(3)),
              a_sheet(third, 8, the_same(5)), a_sheet(fourth, 9, the_same(1))]  # fmt: skip
    ranking = rules.ranking_of([first, second, third, fourth], sheets)
    assert [(rank, idea) for rank, idea, _mean in seen(ranking)] == [(1, 2), (1, 3), (3, 1), (4, 4)]


def test_thirds_are_told_apart_that_floating_point_would_mix_up() -> None:
    one, other = an_idea(1), an_idea(2)
    thirds = [a_sheet(one, 9, the_same(3, novelty=4)), a_sheet(one, 8, the_same(3)), a_sheet(one, 7, the_same(3))]
    ranking = rules.ranking_of([one, other], [*thirds, a_sheet(other, 9, the_same(3))])
    assert seen(ranking) == [(1, 1, Fraction(184, 3)), (2, 2, Fraction(60))]


def test_a_skipped_criterion_neither_helps_nor_harms_against_the_mean_of_all() -> None:
    idea = an_idea(1)
    sheets = [a_sheet(idea, 9, the_same(4, teamwork=None)), a_sheet(idea, 8, the_same(4, teamwork=2))]
    (place,) = rules.ranking_of([idea], sheets).places
    # The one who skipped was as generous as the other elsewhere, so teamwork counts 2 for both.
    assert [(total.value, total.is_filled_in) for total in place.totals] == [
        (Fraction(76), True),
        (Fraction(76), False),
    ]


def test_a_sheet_that_skips_too_much_does_not_count_and_is_told() -> None:
    idea = an_idea(1)
    criteria = [Criterion(rubric_id=RUBRIC, key=key, position=1, weight=1, low=0, high=5, is_required=True,
                          may_be_skipped=True) for key in ("a", "b", "c", "d")]  # fmt: skip
    sheet = FinalSheet(idea.id, uuid.uuid4(), RUBRIC, criteria, {"a": 5, "b": None, "c": 5, "d": 5})
    ranking = rules.ranking_of([idea], [sheet])
    assert ranking.places == []
    assert [(each.submission.id.int, each.unusable) for each in ranking.unranked] == [(1, 1)]


def test_sheets_of_two_versions_of_a_rubric_are_each_counted_by_their_own() -> None:
    idea = an_idea(1)
    other = [Criterion(rubric_id=uuid.UUID(int=2), key="novelty", position=1, weight=7, low=0, high=10,
                       is_required=True, may_be_skipped=False)]  # fmt: skip
    newer = FinalSheet(idea.id, uuid.UUID(int=8), uuid.UUID(int=2), other, {"novelty": 10})
    (place,) = rules.ranking_of([idea], [a_sheet(idea, 9, the_same(3)), newer]).places
    assert place.mean == Fraction(80)


def test_a_place_is_found_by_its_submission() -> None:
    idea, unread = an_idea(1), an_idea(2)
    ranking = rules.ranking_of([idea, unread], [a_sheet(idea, 9, the_same(3))])
    found = ranking.place_of(idea.id)
    assert found is not None
    assert (found.rank, ranking.place_of(unread.id)) == (1, None)


@pytest.mark.parametrize(("teamwork", "has_filled_in"), [(3, False), (None, True)])
def test_the_ranking_knows_whether_a_note_about_gaps_is_needed(teamwork: int | None, has_filled_in: bool) -> None:  # noqa: FBT001 # a case
    idea = an_idea(1)
    assert rules.ranking_of([idea], [a_sheet(idea, 9, the_same(3, teamwork=teamwork))]).has_filled_in == has_filled_in
