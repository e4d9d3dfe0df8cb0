"""A thousand small contests of chance, each recounted from the published words of the method alone.

The recount below shares no line with the program: it takes a contest as plain numbers and applies, in exact fractions,
"100 times the sum of weight × points / highest points over the sum of weights", the mean of all sheets for what was
skipped, "at least 0.8 of the weight judged", one place for equal means that no tie rule tells apart, and too few sheets
apart. Some criteria do not count, some are for one of two categories only, and some give up to a hundred points.
"""

import random
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from statistics import median
from typing import Any

import pytest

from app.fairness.cases import Criterion, Kind, Rubric
from app.policies.rules import MEAN, Terms
from app.ranking import rules
from app.ranking.rules import Entry, Ranking
from app.snapshots.rules import FinalSheet

CONTESTS, IN_ONE_TEST = 1000, 100
Row = tuple[int | None, int, Fraction | None, int, Fraction | None, tuple[Fraction, Fraction] | None]


@dataclass(frozen=True)
class Question:
    """A criterion of the contest."""

    key: str
    weight: int
    low: int
    high: int
    may_be_skipped: bool
    counts: bool = True
    only_for: str | None = None

    def is_for(self, idea: int) -> bool:
        return self.only_for in {None, category_of(idea)}


def category_of(idea: int) -> str:
    return "odd" if idea % 2 else "even"


@dataclass(frozen=True)
class Said:
    """A sheet: who says what of which idea, by which rubric."""

    idea: int
    juror: int
    rubric: int
    points: dict[str, int | None]


@dataclass
class Contest:
    """Ideas are numbers; of the withdrawn ones there are sheets but no entry. Nobody reads the idea of a colleague."""

    ideas: list[int]
    withdrawn: set[int]
    rubrics: dict[int, list[Question]]
    needed: int
    ties: tuple[str, ...]
    sheets: list[Said] = field(default_factory=list)


def contest_of(chance: random.Random) -> Contest:
    ideas = list(range(1, chance.randint(1, 9)))
    withdrawn = {i for i in ideas if chance.random() < 0.1}
    ties = chance.choice(((), ("k0",), ("k1", "k0"), ("k9", "k2", "k0")))
    contest = Contest(ideas, withdrawn, {}, chance.choice((1, 2, 2, 3)), ties)
    for rubric in range(chance.choice((1, 1, 1, 2))):
        contest.rubrics[rubric] = [_question(chance, number) for number in range(chance.randint(1, 7))]
        if chance.random() < 0.5:
            contest.rubrics[rubric][1:] = [_narrowed(chance, each) for each in contest.rubrics[rubric][1:]]
    colleagues = {(idea, chance.randint(0, 5)) for idea in ideas}
    frankness, spread = chance.random(), chance.choice((1, 2, 6))
    for idea in ideas:
        for juror in range(6):
            if (idea, juror) not in colleagues and chance.random() < frankness:
                contest.sheets.append(_sheet(chance, contest, idea, juror, spread))
    chance.shuffle(contest.sheets)
    return contest


def _question(chance: random.Random, number: int) -> Question:
    low, high = chance.choice(((0, 5), (0, 5), (0, 3), (1, 10), (0, 100)))
    return Question(f"k{number}", chance.choice((0, 1, 2, 5, 10, 15, 20, 33)), low, high, chance.random() < 0.5)


def _narrowed(chance: random.Random, question: Question) -> Question:
    """The same criterion for one category only, or for none that counts, or as it is."""
    category = chance.choice((None, None, "odd", "even"))
    return replace(question, counts=chance.random() < 0.8, only_for=category)


def _sheet(chance: random.Random, contest: Contest, idea: int, juror: int, spread: int) -> Said:
    """Points from a narrow range, so that means are often equal."""
    rubric = chance.choice(list(contest.rubrics))
    points: dict[str, int | None] = {}
    for question in contest.rubrics[rubric]:
        if not question.is_for(idea):
            continue
        given = chance.randint(question.low, min(question.high, question.low + spread))
        points[question.key] = None if question.may_be_skipped and chance.random() < 0.25 else given
    return Said(idea, juror, rubric, points)


# ---------------------------------------------------------------- counted again
def recount(contest: Contest) -> list[Row]:
    """Place, number, mean, how many sheets count, median and spread: the ranked ideas, then the others by number."""
    present = [idea for idea in contest.ideas if idea not in contest.withdrawn]
    totals: dict[int, list[Fraction]] = {idea: [] for idea in present}
    by_rubric: dict[int, list[Said]] = {}
    for rubric, questions in contest.rubrics.items():
        weights = {idea: _weights(questions, idea) for idea in present}
        tops = {q.key: q.high for q in questions}
        usable = [
            sheet
            for sheet in contest.sheets
            if sheet.rubric == rubric and sheet.idea in totals and _is_usable(sheet, weights[sheet.idea])
        ]
        by_rubric[rubric] = usable
        for sheet in usable:
            totals[sheet.idea].append(_total(sheet, usable, weights[sheet.idea], tops))
    ranked = [idea for idea in present if len(totals[idea]) >= contest.needed]
    keys = {idea: (_sum(totals[idea]) / len(totals[idea]), *_ties(contest, idea, by_rubric)) for idea in ranked}
    rows = [
        _row(idea, totals[idea], 1 + len([other for other in ranked if keys[other] > keys[idea]])) for idea in ranked
    ]
    rows.sort(key=lambda row: (row[0] or 0, row[1]))
    return rows + [_row(idea, totals[idea], None) for idea in present if idea not in ranked]


def _ties(contest: Contest, idea: int, by_rubric: dict[int, list[Said]]) -> list[Fraction]:
    """The mean points of an idea in each criterion that breaks ties, where it counts; -1 without any."""
    found = []
    for key in contest.ties:
        given = [
            points
            for rubric, sheets in by_rubric.items()
            for sheet in sheets
            if sheet.idea == idea
            and any(q.key == key and q.counts for q in contest.rubrics[rubric])
            and (points := sheet.points.get(key)) is not None
        ]
        found.append(Fraction(sum(given), len(given)) if given else Fraction(-1))
    return found


def _row(idea: int, found: list[Fraction], place: int | None) -> Row:
    if not found:
        return (place, idea, None, 0, None, None)
    mean = _sum(found) / len(found)
    return (place, idea, mean, len(found), Fraction(median(found)), (min(found), max(found)))


def _weights(questions: list[Question], idea: int) -> dict[str, Fraction]:
    """Of what counts for this idea; if all are 0 they count the same."""
    weights = {q.key: Fraction(q.weight) for q in questions if q.counts and q.is_for(idea)}
    return weights if any(weights.values()) else dict.fromkeys(weights, Fraction(1))


def _is_usable(sheet: Said, weights: dict[str, Fraction]) -> bool:
    judged = _sum(weights[key] for key in weights if sheet.points[key] is not None)
    return 10 * judged >= 8 * sum(weights.values())


def _total(sheet: Said, usable: list[Said], weights: dict[str, Fraction], tops: dict[str, int]) -> Fraction:
    means: dict[str, Fraction] = {}
    for key in weights:
        given = [p for other in usable if (p := other.points.get(key)) is not None]
        if given:
            means[key] = Fraction(sum(given), len(given))
    scored = {key: p for key in means if (p := sheet.points[key]) is not None}
    if len(scored) == len(means):
        return 100 * _sum(weights[k] * p / tops[k] for k, p in scored.items()) / _sum(weights[k] for k in scored)
    above = _sum(weights[key] * (p - means[key]) / tops[key] for key, p in scored.items())
    level = _sum(weights[key] * means[key] / tops[key] for key in means)
    return 100 * (above / _sum(weights[k] for k in scored) + level / _sum(weights[k] for k in means))


def _sum(parts: Iterable[Fraction]) -> Fraction:
    return sum(parts, Fraction(0))


# ---------------------------------------------------------------- and by the program
def ranked(contest: Contest, sheets: list[Said]) -> list[Row]:
    rubrics = {uuid.UUID(int=number): _rubric(questions) for number, questions in contest.rubrics.items()}
    entries = [
        Entry(uuid.UUID(int=idea), idea, f"Idee {idea}", "Klima", 1, category_id=_CATEGORIES[category_of(idea)])
        for idea in contest.ideas
        if idea not in contest.withdrawn
    ]
    terms = Terms(MEAN, tie_rules=contest.ties, readings_min=contest.needed)
    return _rows(rules.ranking_of(entries, [_final(sheet) for sheet in sheets], rubrics, terms))


_CATEGORIES = {"odd": uuid.UUID(int=1001), "even": uuid.UUID(int=1002)}


def _rubric(questions: list[Question]) -> Rubric:
    return Rubric(tuple(_criterion(question) for question in questions))


def _criterion(question: Question) -> Criterion:
    kind: Kind = "judgement" if question.counts else "measurement"
    only = frozenset() if question.only_for is None else frozenset({str(_CATEGORIES[question.only_for])})
    weight, skips = Fraction(question.weight), question.may_be_skipped
    return Criterion(question.key, weight, question.high, question.low, kind, allow_na=skips, categories=only)


def _final(sheet: Said) -> FinalSheet:
    return FinalSheet(
        uuid.UUID(int=sheet.idea), uuid.UUID(int=100 + sheet.juror), uuid.UUID(int=sheet.rubric), sheet.points
    )


def _rows(ranking: Ranking) -> list[Row]:
    return [
        (place.rank, place.entry.number, place.mean, len(place.totals), place.median, place.spread)
        for place in ranking.everything
    ]


@pytest.mark.parametrize("first", range(0, CONTESTS, IN_ONE_TEST))
def test_a_thousand_contests_come_out_as_recounted_and_the_same_in_any_order(first: int) -> None:
    for seed in range(first, first + IN_ONE_TEST):
        chance = random.Random(seed)  # noqa: S311 # the same contests each time
        contest = contest_of(chance)
        expected = recount(contest)
        assert ranked(contest, contest.sheets) == expected, seed
        assert ranked(contest, chance.sample(contest.sheets, len(contest.sheets))) == expected, seed


def test_the_contests_hold_everything_that_is_hard() -> None:
    """Otherwise a thousand of them would prove little."""
    found = {"ties": 0, "gaps": 0, "unusable": 0, "two rubrics": 0, "withdrawn": 0, "apart": 0, "no weights": 0}
    found |= {"tie rules that decide": 0, "scoped": 0, "uncounted": 0, "of hundred": 0}
    for seed in range(CONTESTS):
        contest: Any = contest_of(random.Random(seed))  # noqa: S311 # as above
        rows = recount(contest)
        ranks = [row[0] for row in rows if row[0] is not None]
        gaps = [sheet for sheet in contest.sheets if None in sheet.points.values()]
        found["ties"] += len(set(ranks)) < len(ranks)
        means = [row[2] for row in rows if row[0] is not None]
        found["tie rules that decide"] += len(set(means)) < len(set(ranks))
        found["gaps"] += bool(gaps)
        found["unusable"] += sum(row[3] for row in rows) < len(
            [sheet for sheet in contest.sheets if sheet.idea not in contest.withdrawn]
        )
        found["two rubrics"] += len({sheet.rubric for sheet in contest.sheets}) > 1
        found["withdrawn"] += any(sheet.idea in contest.withdrawn for sheet in contest.sheets)
        found["apart"] += any(row[0] is None and row[3] for row in rows)
        found["no weights"] += any(all(not q.weight for q in each) for each in contest.rubrics.values())
        questions = [question for each in contest.rubrics.values() for question in each]
        found["scoped"] += any(question.only_for for question in questions)
        found["uncounted"] += any(not question.counts for question in questions)
        found["of hundred"] += any(question.high == 100 for question in questions)
    assert {name: count > 10 for name, count in found.items()} == dict.fromkeys(found, True), found
