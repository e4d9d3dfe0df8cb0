"""What a snapshot is written down as, and how it is counted again."""

import random
import uuid
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from app.fairness.cases import Criterion, Rubric
from app.policies.rules import MEAN, Policy, Terms, digest_of
from app.snapshots import rules
from app.snapshots.rules import Contest, FinalSheet

ROUND = uuid.UUID("00000000-0000-4000-8000-00000000002a")
RUBRIC = uuid.UUID(int=1)
QUESTIONS = Rubric((Criterion("benefit", Fraction(3), 5), Criterion("novelty", Fraction(2), 5)))
CONTESTS, IN_ONE_TEST = 1000, 100


def a_contest(chance: random.Random, terms: Terms | None = None) -> Contest:
    """Ideas of one category or two, each read by some of up to six jurors, some of whom are strict."""
    terms = terms or Terms(places=2, readings_min=chance.choice((1, 2)))
    jurors = range(chance.choice((2, 4, 5, 6, 7)))
    strictness = {juror: chance.choice((-1, 0, 0, 1)) for juror in jurors}
    sheets = []
    for idea in range(1, chance.randint(2, 7) + 1):
        level = chance.randint(1, 4)
        for juror in chance.sample(jurors, chance.randint(1, len(jurors))):
            points = {
                c.key: min(5, max(0, level + strictness[juror] + chance.choice((-1, 0, 0, 1))))
                for c in QUESTIONS.criteria
            }
            sheets.append(FinalSheet(uuid.UUID(int=idea), uuid.UUID(int=100 + juror), RUBRIC, points))
    chance.shuffle(sheets)
    return Contest(policy(terms), sheets, {RUBRIC: QUESTIONS}, {sheet.submission_id: "one" for sheet in sheets})


def policy(terms: Terms) -> Policy:
    return Policy(uuid.UUID(int=7), ROUND, terms, digest_of(ROUND, terms), 1, None)


def total_of(sheet: FinalSheet) -> Fraction:
    """By hand: 100 · (3·benefit + 2·novelty) / 25."""
    return Fraction(100 * (3 * (sheet.points["benefit"] or 0) + 2 * (sheet.points["novelty"] or 0)), 25)


def counted(contest: Contest) -> dict[uuid.UUID, list[tuple[uuid.UUID, Fraction]]]:
    found: dict[uuid.UUID, list[tuple[uuid.UUID, Fraction]]] = {}
    for sheet in contest.sheets:
        found.setdefault(sheet.submission_id, []).append((sheet.juror_id, total_of(sheet)))
    return {idea: said for idea, said in found.items() if len(said) >= contest.policy.terms.readings_min}


def fair_values(said: dict[uuid.UUID, list[tuple[uuid.UUID, Fraction]]], found: Any) -> dict[uuid.UUID, float]:  # noqa: ANN401 # a snapshot
    """The best linear unbiased predictions from the full matrix V of all totals, by the variances that were found."""
    rows = [(idea, juror, float(total)) for idea, totals in said.items() for juror, total in totals]
    ideas, jurors = ([row[place] for row in rows] for place in (0, 1))
    y = np.array([row[2] for row in rows])
    same_idea = np.array([[float(a == b) for b in ideas] for a in ideas])
    same_juror = np.array([[float(a == b) for b in jurors] for a in jurors])
    between, severity, chance = found.variances.submission, found.variances.juror, found.variances.residual
    inverse = np.linalg.inv(between * same_idea + severity * same_juror + chance * np.eye(len(y)))
    mean = inverse.sum(axis=0) @ y / inverse.sum()
    return {
        idea: float(mean + between * np.array([float(other == idea) for other in ideas]) @ inverse @ (y - mean))
        for idea in said
    }


@pytest.mark.parametrize("first", range(0, CONTESTS, IN_ONE_TEST))
def test_a_thousand_contests_come_out_as_recounted(first: int) -> None:
    """Means as exact fractions and the Fairwert to 1e-6, counted again without a line of the program's."""
    recounted = 0
    for seed in range(first, first + IN_ONE_TEST):
        contest = a_contest(random.Random(seed))  # noqa: S311 # the same contests each time
        said, found = counted(contest), rules.snapshot_by(contest)
        means = {idea: sum((total for _j, total in totals), Fraction()) / len(totals) for idea, totals in said.items()}
        assert {entry.submission: entry.raw_mean for entry in found.entries} == means, seed
        scores: dict[Any, float] = {idea: float(mean) for idea, mean in means.items()}
        # Of few jurors the Fairwert is a mean over many variances, which is tried in the tests of the model.
        if found.method_used == "fairwert" and "FEW_JURORS" not in found.fallbacks:
            recounted += 1
            scores = fair_values(said, found)
            assert {entry.submission: entry.fairwert for entry in found.entries} == pytest.approx(scores, abs=1e-6)
        if "FEW_JURORS" not in found.fallbacks:
            for entry in found.entries:
                own = scores[entry.submission]
                assert entry.place > sum(score > own + 0.01 for score in scores.values()), seed
                assert entry.place <= len(scores) - sum(score < own - 0.01 for score in scores.values()), seed
    assert recounted > IN_ONE_TEST / 5


def test_what_is_written_down_is_read_again_and_written_down_the_same() -> None:
    for seed in range(20):
        found = rules.snapshot_by(a_contest(random.Random(seed)))  # noqa: S311 # the same contests each time
        text = rules.text_of(found)
        read = rules.snapshot_in(text)

        assert rules.text_of(read) == text
        assert [each.submission for each in read.entries] == [each.submission for each in found.entries]
        assert [each.raw_mean for each in read.entries] == [each.raw_mean for each in found.entries]
        assert (read.fallbacks, read.juror_stats == ()) == (found.fallbacks, found.juror_stats == ())


def test_shuffled_rows_give_the_same_bytes_and_another_point_gives_others() -> None:
    contest = a_contest(random.Random(3))  # noqa: S311 # the same contest each time
    shuffled = replace(contest, sheets=random.Random(4).sample(list(contest.sheets), len(contest.sheets)))  # noqa: S311 # as above
    first, *rest = contest.sheets
    changed = replace(contest, sheets=[replace(first, points={**first.points, "novelty": 0}), *rest])
    texts = [rules.text_of(rules.snapshot_by(each)) for each in (contest, shuffled, changed)]

    assert (texts[0] == texts[1], texts[0] == texts[2]) == (True, False)
    assert contest.input_digest == shuffled.input_digest
    assert contest.input_digest != changed.input_digest


def test_without_a_sheet_that_counts_there_is_nothing_to_rank() -> None:
    contest = a_contest(random.Random(3))  # noqa: S311 # the same contest each time
    nothing = rules.snapshot_by(replace(contest, sheets=[]))
    lonely = rules.snapshot_by(replace(contest, sheets=contest.sheets[:1], policy=policy(Terms(readings_min=2))))

    assert [(each.entries, each.method_used, each.fallbacks) for each in (nothing, lonely)] == [
        ((), "none", ("NO_DATA",))
    ] * 2
    assert rules.snapshot_in(rules.text_of(nothing)) == nothing


def test_a_round_of_plain_means_is_ordered_by_them_and_still_says_what_the_fairwert_would_be() -> None:
    terms = Terms(MEAN, places=2, tie_rules=("novelty",), readings_min=1)
    found = rules.snapshot_by(a_contest(random.Random(5), terms))  # noqa: S311 # the same contest each time
    means = [entry.raw_mean for entry in found.entries]

    assert (found.method_used, means) == ("mean", sorted(means, reverse=True))
    assert all(entry.fairwert is not None for entry in found.entries)


def test_the_libraries_are_named() -> None:
    assert sorted(rules.versions_now()) == ["method", "numpy", "scipy"]
