"""Contests by chance, judged by the same code as real ones: what a design can be expected to find, before it is used.

A submission has a true quality, a juror a severity; a sheet has an error of its own and one in each criterion, rounded
to whole points. Results compare designs; they do not predict one contest.
"""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from app.fairness.adaptive import READINGS_MAX, clarity_of_reading, readers_for
from app.fairness.assignment import Problem, plan
from app.fairness.baselines import Baseline, baseline
from app.fairness.cases import FairnessError, Policy
from app.fairness.chances import intervals_of
from app.fairness.model import Model, model_of
from app.fairness.products import Floats, Ints

Way = Literal["fairwert"] | Baseline

_WEIGHTS = np.array([20.0, 20, 15, 10, 10, 10, 15])
_HIGHEST = 5
_BASE_READINGS = 2
_ROOM = 1.25
_LEVEL = 0.9
_BINS = 10
_DRAWS = 1000
# The smallest change of a total: one of five points in a criterion of weight 10.
_STEP = 2.0


@dataclass(frozen=True)
class Contest:
    """A design, and the chance in it: standard deviations in points of 100.

    readings: of each submission on average; severity_sd: of jurors; quality_sd: of submissions; noise_sd: of a sheet;
    criterion_sd: of a criterion within a sheet; level: the mean total. Without severity a mean of three readings then
    has a reliability of 0.8.
    """

    submissions: int
    jurors: int
    readings: int
    severity_sd: float
    quality_sd: float = 11.0
    noise_sd: float = 6.7
    criterion_sd: float = 16.0
    level: float = 60.0


@dataclass(frozen=True)
class Bin:
    """Chances claimed from `low` on: their mean, the share that came true, and how many there were."""

    low: float
    claimed: float
    observed: float
    cases: int


@dataclass(frozen=True)
class Outcome:
    """Means over all contests.

    found: share of the true best k among the chosen; winner_found: the best was chosen first; exact: the chosen are the
    true best k; tau: Kendall's τ of scores and truth. Only of the Fairwert: calibration of the chances of the best k
    by tenths, and coverage, the share of true places within their 90 % intervals.
    """

    found: float
    winner_found: float
    exact: float
    tau: float
    calibration: tuple[Bin, ...]
    coverage: float | None


def simulate(
    contest: Contest,
    method: Way,
    k: int,
    rounds: int = 1,
    contests: int = 200,
    seed: int = 0,
) -> Outcome:
    """Hold so many contests and choose the best k by a method.

    With one round everybody is read equally often. With more, everybody is read twice, and the rest of the readings is
    dealt out in so many rounds where the model expects most of it. The same seed gives the same contests, whatever the
    method. Raises FairnessError "not_positive", "unknown_method", and those of `assignment.plan`.
    """
    if min(contest.submissions, contest.jurors, contest.readings, k, rounds, contests) < 1:
        raise FairnessError("not_positive", str(contest))
    base = min(contest.readings, _BASE_READINGS) if rounds > 1 else contest.readings
    pairs = _dealt(contest, base, seed)
    budget = contest.submissions * (contest.readings - base)
    shares = [budget * (number + 1) // rounds - budget * number // rounds for number in range(rounds)] if budget else []
    results = []
    for child in np.random.SeedSequence(seed).spawn(contests):
        held = _Held(contest, np.random.Generator(np.random.PCG64(child)), *pairs)
        for share in shares:
            held.read_on(share, k)
        results.append(_judged(held, method, k))
    return _outcome(results)


def _dealt(contest: Contest, readings: int, seed: int) -> tuple[Ints, Ints]:
    most = -(-contest.submissions * readings // contest.jurors)
    jurors = range(contest.jurors)
    problem = Problem(range(contest.submissions), jurors, readings, dict.fromkeys(jurors, most), set(), seed=seed)
    pairs = np.array(plan(problem).pairs, dtype=np.int64)
    return pairs[:, 0], pairs[:, 1]


class _Held:
    """A contest that takes place: the truth, and the sheets so far."""

    def __init__(self, contest: Contest, random: np.random.Generator, si: Ints, ji: Ints) -> None:
        self.contest = contest
        self.random = random
        self.quality = random.normal(0.0, contest.quality_sd, contest.submissions)
        self.severity = random.normal(0.0, contest.severity_sd, contest.jurors)
        self.si, self.ji = si, ji
        self.y = self._totals(si, ji)

    def _totals(self, si: Ints, ji: Ints) -> Floats:
        error = self.random.normal(0.0, self.contest.noise_sd, len(si))
        level = self.contest.level + self.quality[si] + self.severity[ji] + error
        in_criteria = level[:, None] + self.random.normal(0.0, self.contest.criterion_sd, (len(si), len(_WEIGHTS)))
        points = np.clip(np.rint(in_criteria * _HIGHEST / 100.0), 0, _HIGHEST)
        return np.asarray(points @ _WEIGHTS / _HIGHEST)

    def model(self, k: int, draws: int) -> Model:
        return model_of(self.y, (self.si, self.ji), None, Policy(ks=(k,), draws=draws), _STEP)

    def read_on(self, budget: int, k: int) -> None:
        """Further readings where they make most clearer, at most one for each submission."""
        model = self.model(k, _DRAWS // 4)
        noise = model.fit.var_resid + float(model.posterior.beta.var(axis=0).mean())
        clarity = clarity_of_reading(model.fairwert, model.posterior.total.var(axis=0), k, noise)
        counts = np.bincount(self.si)
        loads: dict[Hashable, int] = dict(enumerate(np.bincount(self.ji, minlength=self.contest.jurors).tolist()))
        wanted = [code for code in np.argsort(-clarity, kind="stable").tolist() if counts[code] < READINGS_MAX]
        room = int(np.ceil(_ROOM * self.contest.submissions * self.contest.readings / self.contest.jurors))
        taken = set(zip(self.si.tolist(), self.ji.tolist(), strict=True))
        caps: dict[Hashable, int] = dict.fromkeys(range(self.contest.jurors), room)
        found = np.array(list(readers_for(wanted, taken, loads, caps, budget)), dtype=np.int64)
        si, ji = found.reshape(-1, 2).T
        self.y = np.concatenate([self.y, self._totals(si, ji)])
        self.si, self.ji = np.concatenate([self.si, si]), np.concatenate([self.ji, ji])


@dataclass(frozen=True)
class _Result:
    """chances, is_best, is_covered: (N,), empty without a model."""

    found: float
    winner_found: bool
    tau: float
    chances: Floats = field(default_factory=lambda: np.zeros(0))
    is_best: Floats = field(default_factory=lambda: np.zeros(0))
    is_covered: Floats = field(default_factory=lambda: np.zeros(0))


def _judged(held: _Held, method: Way, k: int) -> _Result:
    order = np.argsort(-held.quality)
    if method != "fairwert":
        return _result(baseline(method, held.y, held.si, held.ji), held.quality, k)
    model = held.model(k, _DRAWS)
    plain = _result(model.fairwert, held.quality, k)
    places = np.empty(len(order), dtype=np.int64)
    places[order] = np.arange(1, len(order) + 1)
    low, high = intervals_of(model.places, _LEVEL).T
    return _Result(
        found=plain.found,
        winner_found=plain.winner_found,
        tau=plain.tau,
        chances=np.asarray((model.places <= k).mean(axis=0)),
        is_best=(places <= k).astype(np.float64),
        is_covered=((low <= places) & (places <= high)).astype(np.float64),
    )


def _result(scores: Floats, quality: Floats, k: int) -> _Result:
    chosen, best = np.argsort(-scores, kind="stable")[:k], np.argsort(-quality, kind="stable")[:k]
    share = len(np.intersect1d(chosen, best)) / len(best)
    return _Result(share, bool(chosen[0] == best[0]), kendall_tau(scores, quality))


def kendall_tau(one: Floats, other: Floats) -> float:
    """Kendall's τ-b of two lists of scores, 0 if one of them has no order; O(N²)."""
    above = np.sign(one[:, None] - one).astype(np.int8)
    beyond = np.sign(other[:, None] - other).astype(np.int8)
    pairs = float(np.count_nonzero(above)) * float(np.count_nonzero(beyond))
    return float((above * beyond).sum(dtype=np.int64)) / pairs**0.5 if pairs else 0.0


def _outcome(results: list[_Result]) -> Outcome:
    chances, is_best, is_covered = (
        np.concatenate([getattr(result, name) for result in results]) for name in ("chances", "is_best", "is_covered")
    )
    return Outcome(
        found=float(np.mean([result.found for result in results])),
        winner_found=float(np.mean([result.winner_found for result in results])),
        exact=float(np.mean([result.found == 1.0 for result in results])),
        tau=float(np.mean([result.tau for result in results])),
        calibration=tuple(_bins(chances, is_best)),
        coverage=float(is_covered.mean()) if len(is_covered) else None,
    )


def _bins(chances: Floats, came_true: Floats) -> Iterator[Bin]:
    """By tenths, empty ones left out."""
    which = np.minimum((chances * _BINS).astype(np.int64), _BINS - 1)
    for number in range(_BINS):
        own = which == number
        if own.any():
            yield Bin(number / _BINS, float(chances[own].mean()), float(came_true[own].mean()), int(own.sum()))
