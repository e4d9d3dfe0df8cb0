"""Rounds of score sheets for tests of rankings: one criterion of 100 points."""

from collections.abc import Iterable
from fractions import Fraction

import numpy as np

from app.fairness.cases import Criterion, Policy, Rubric, Sheet
from app.fairness.ranking import Entry, Snapshot
from tests.fairness.reference import random_contest

QUICK = Policy(draws=400)
ONE = Rubric((Criterion("benefit", Fraction(1), 100), Criterion("novelty", Fraction(0), 5)))
TRACKS = "syn_60x12_tracks_missing.csv"
ISLANDS = "syn_24x6_two_islands.csv"


def sheets_from(table: Iterable[tuple[str, str, int]]) -> list[Sheet]:
    return [Sheet(submission, juror, {"benefit": points, "novelty": 3}) for submission, juror, points in table]


def round_of(
    seed: int, submissions: int = 20, jurors: int = 6, readings: int = 3, severity: float = 6.0
) -> list[Sheet]:
    contest = random_contest(seed, submissions, jurors, readings, severity)
    points = np.clip(np.rint(contest.y), 0, 100).astype(int).tolist()
    return sheets_from(
        (contest.submissions[i], contest.jurors[j], total)
        for i, j, total in zip(contest.si, contest.ji, points, strict=True)
    )


def by_submission(snapshot: Snapshot) -> dict[object, Entry]:
    return {entry.submission: entry for entry in snapshot.entries}
