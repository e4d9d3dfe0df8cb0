"""The mean of a round, compared with a recount that shares no line with it."""

import uuid
from collections.abc import Mapping, Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.fairness.cases import Criterion as FairCriterion
from app.fairness.cases import Rubric as FairRubric
from app.policies.rules import MEAN, Terms
from app.ranking import rules
from app.ranking.rules import Entry, Ranking
from app.rubrics.rules import default_rubric
from app.snapshots.rules import FinalSheet

RUBRIC, OTHER = uuid.UUID(int=1), uuid.UUID(int=2)
DEFAULT = default_rubric()["criteria"]
WEIGHTS: dict[str, int] = {each["key"]: each["weight"] for each in DEFAULT}
SKIPPABLE = {each["key"] for each in DEFAULT if each["allow_na"]}
RUBRICS = {
    RUBRIC: FairRubric(
        tuple(
            FairCriterion(each["key"], Fraction(each["weight"]), each["max"], each["min"], allow_na=each["allow_na"])
            for each in DEFAULT
        ),
    ),
    OTHER: FairRubric((FairCriterion("novelty", Fraction(7), 10),)),
}
Points = Mapping[str, int | None]


def an_idea(number: int) -> Entry:
    return Entry(uuid.UUID(int=number), number, f"Idee {number}", "Klima", 1)


def a_sheet(idea: Entry, juror: int, points: Points) -> FinalSheet:
    return FinalSheet(idea.submission_id, uuid.UUID(int=juror), RUBRIC, points)


def the_same(points: int, **but: int | None) -> Points:
    return {key: but.get(key, points) for key in WEIGHTS}


def seen(ranking: Ranking) -> list[tuple[int | None, int, Fraction | None]]:
    return [(place.rank, place.entry.number, place.mean) for place in ranking.places]


def terms(readings_min: int = 1, *ties: str) -> Terms:
    return Terms(MEAN, tie_rules=ties, readings_min=readings_min)


def ranking_of(ideas: Sequence[Entry], sheets: Sequence[FinalSheet], by: Terms | None = None) -> Ranking:
    return rules.ranking_of(ideas, sheets, RUBRICS, by or terms())


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
    return ranking_of(list(ideas.values()), sheets)


def means_of(ranking: Ranking) -> dict[int, Fraction]:
    return {place.entry.number: place.mean for place in ranking.everything if place.mean is not None}


@given(contests(may_skip=False))
def test_every_mean_is_that_of_an_independent_recount(contest: list[tuple[int, Points]]) -> None:
    assert means_of(ranked(contest)) == recount(contest)


@given(contests(may_skip=True))
def test_it_still_is_where_criteria_were_not_assessable(contest: list[tuple[int, Points]]) -> None:
    assert means_of(ranked(contest)) == recount(contest)


@given(contests(may_skip=True))
def test_ranks_count_the_better_ones_and_nobody_is_lost(contest: list[tuple[int, Points]]) -> None:
    ranking = ranked(contest)
    means = [place.mean for place in ranking.places if place.mean is not None]
    assert means == sorted(means, reverse=True)
    assert [place.rank for place in ranking.places] == [1 + sum(other > mean for other in means) for mean in means]
    assert [place.rank for place in ranking.apart] == [None] * len(ranking.apart)
    assert sorted(place.entry.number for place in ranking.everything) == [1, 2, 3, 4, 5]


def test_equal_means_share_a_rank_in_the_order_of_their_numbers_and_the_next_is_counted_on() -> None:
    ideas = [an_idea(number) for number in (1, 2, 3, 4)]
    points = {1: (2, 2), 2: (4, 4), 3: (3, 5), 4: (1, 1)}
    sheets = [a_sheet(idea, juror, the_same(points[idea.number][juror])) for idea in ideas for juror in (0, 1)]
    ranking = ranking_of(ideas, sheets)
    assert [(rank, number) for rank, number, _mean in seen(ranking)] == [(1, 2), (1, 3), (3, 1), (4, 4)]
    assert [place.is_shared for place in ranking.places] == [True, True, False, False]


def test_thirds_are_told_apart_that_floating_point_would_mix_up() -> None:
    one, other = an_idea(1), an_idea(2)
    thirds = [a_sheet(one, 9, the_same(3, novelty=4)), a_sheet(one, 8, the_same(3)), a_sheet(one, 7, the_same(3))]
    twice = [a_sheet(other, juror, the_same(3)) for juror in (9, 8)]
    assert seen(ranking_of([one, other], [*thirds, *twice])) == [(1, 1, Fraction(184, 3)), (2, 2, Fraction(60))]


def test_a_skipped_criterion_neither_helps_nor_harms_against_the_mean_of_all() -> None:
    idea = an_idea(1)
    sheets = [a_sheet(idea, 9, the_same(4, teamwork=None)), a_sheet(idea, 8, the_same(4, teamwork=2))]
    (place,) = ranking_of([idea], sheets).places
    # The one who skipped was as generous as the other elsewhere, so teamwork counts 2 for both.
    assert [(total.value, total.is_filled_in) for total in place.totals] == [
        (Fraction(76), False),
        (Fraction(76), True),
    ]


def test_a_sheet_that_skips_too_much_does_not_count_and_is_told() -> None:
    idea = an_idea(1)
    rubric = FairRubric(tuple(FairCriterion(key, Fraction(1), 5, allow_na=True) for key in ("a", "b", "c", "d")))
    sheet = FinalSheet(idea.submission_id, uuid.uuid4(), RUBRIC, {"a": 5, "b": None, "c": 5, "d": 5})
    ranking = rules.ranking_of([idea], [sheet], {RUBRIC: rubric}, terms())
    assert ranking.places == []
    assert [(place.entry.number, place.unusable, place.mean) for place in ranking.apart] == [(1, 1, None)]


def test_sheets_of_two_versions_of_a_rubric_are_each_counted_by_their_own() -> None:
    idea = an_idea(1)
    newer = FinalSheet(idea.submission_id, uuid.UUID(int=8), OTHER, {"novelty": 10})
    (place,) = ranking_of([idea], [a_sheet(idea, 9, the_same(3)), newer]).places
    assert place.mean == Fraction(80)


def test_sheets_about_what_was_withdrawn_move_nothing() -> None:
    idea, withdrawn = an_idea(1), an_idea(2)
    sheets = [a_sheet(idea, 9, the_same(4, teamwork=None)), a_sheet(idea, 8, the_same(4))]
    with_more = [*sheets, *(a_sheet(withdrawn, juror, the_same(0)) for juror in (7, 8, 9))]
    assert seen(ranking_of([idea], with_more)) == seen(ranking_of([idea], sheets))


@pytest.mark.parametrize(
    ("counts", "needed", "apart"),
    [
        ([2, 2, 1, 0], 2, [3, 4]),
        ([2, 1, 0, 0], 1, [3, 4]),
        ([3, 1, 3, 2], 3, [2, 4]),
        ([1, 1, 1, 1], 2, [1, 2, 3, 4]),
    ],
)
def test_ideas_with_fewer_sheets_than_laid_down_stand_apart(counts: list[int], needed: int, apart: list[int]) -> None:
    ideas = [an_idea(number) for number in range(1, len(counts) + 1)]
    sheets = [a_sheet(idea, juror, the_same(3)) for idea, count in zip(ideas, counts, strict=True)
              for juror in range(count)]  # fmt: skip
    ranking = ranking_of(ideas, sheets, terms(needed))
    assert [place.entry.number for place in ranking.apart] == apart


@pytest.mark.parametrize(
    ("ties", "ranks"),
    [
        ((), [(1, 1), (1, 2), (1, 3)]),
        (("novelty",), [(1, 2), (2, 1), (2, 3)]),
        (("novelty", "digital"), [(1, 2), (2, 3), (3, 1)]),
        (("courage",), [(1, 1), (1, 2), (1, 3)]),
    ],
)
def test_equal_means_are_told_apart_by_the_tie_rules_in_their_order(
    ties: tuple[str, ...], ranks: list[tuple[int, int]]
) -> None:
    ideas = [an_idea(number) for number in (1, 2, 3)]
    said = [the_same(3), the_same(3, novelty=4, benefit=2), the_same(3, digital=4, feasibility=2)]
    sheets = [a_sheet(idea, 9, points) for idea, points in zip(ideas, said, strict=True)]
    found = seen(ranking_of(ideas, sheets, terms(1, *ties)))
    assert [(rank, number) for rank, number, _mean in found] == ranks
    assert {mean for _rank, _number, mean in found} == {Fraction(60)}


@pytest.mark.parametrize(
    ("points", "median", "spread"),
    [
        ([], None, None),
        ([4], Fraction(80), (Fraction(80), Fraction(80))),
        ([5, 2], Fraction(70), (Fraction(40), Fraction(100))),
        ([1, 5, 2], Fraction(40), (Fraction(20), Fraction(100))),
        ([0, 3, 4, 5], Fraction(70), (Fraction(0), Fraction(100))),
    ],
)
def test_median_and_spread_are_those_of_the_totals(
    points: list[int], median: Fraction | None, spread: tuple[Fraction, Fraction] | None
) -> None:
    idea = an_idea(1)
    (place,) = ranking_of([idea], [a_sheet(idea, juror, the_same(p)) for juror, p in enumerate(points)]).everything
    assert (place.median, place.spread) == (median, spread)


@pytest.mark.parametrize(("teamwork", "has_filled_in"), [(3, False), (None, True)])
def test_the_ranking_knows_whether_a_note_about_gaps_is_needed(teamwork: int | None, has_filled_in: bool) -> None:  # noqa: FBT001 # a case
    idea = an_idea(1)
    assert ranking_of([idea], [a_sheet(idea, 9, the_same(3, teamwork=teamwork))]).has_filled_in == has_filled_in
