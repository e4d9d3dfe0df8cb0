"""Further readings: where they matter, to whom they go, and when enough is known."""

from collections import Counter
from collections.abc import Hashable
from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest
from scipy.special import ndtr

from app.fairness.adaptive import (
    clarity_of_reading,
    expected_wrong,
    final_readings,
    next_readings,
    outlook,
    readings_needed,
    should_stop,
    worth_of_reading,
)
from app.fairness.cases import FairnessError, Sheet
from app.fairness.ranking import Snapshot, rank
from tests.fairness.rounds import ONE, QUICK, round_of, sheets_from

CAPS: dict[Hashable, int] = {f"J{number:03}": 30 for number in range(8)}


def snapshot(k: int = 5) -> Snapshot:
    return rank(round_of(3, 30, 8, 2), ONE, replace(QUICK, ks=(k, 12)))


def test_a_reading_is_worth_most_where_the_decision_falls() -> None:
    mean, variance = np.array([90.0, 80, 71, 70, 60, 40]), np.full(6, 25.0)

    worth = worth_of_reading(mean, variance, 3, 100.0)

    assert np.argsort(-worth)[:2].tolist() in ([2, 3], [3, 2])
    assert worth[5] < 0.001
    assert worth_of_reading(mean, variance, 6, 100.0).tolist() == [0.0] * 6


def test_a_reading_is_worth_what_the_formula_says() -> None:
    worth = worth_of_reading(np.array([10.0, 8, 5]), np.array([4.0, 9, 1]), 1, 12.0)

    # Of the second: what is learned is √(9 - 1/(1/9 + 1/12)), and it stands 2 below the first.
    learned = (9 - 1 / (1 / 9 + 1 / 12)) ** 0.5
    z = -2 / learned
    density, below = np.exp(-z * z / 2) / (2 * np.pi) ** 0.5, NormalDist().cdf(z)
    assert worth[1] == pytest.approx(learned * (density + z * below))


def test_a_reading_is_clearest_where_a_place_is_open_and_little_is_known() -> None:
    mean, variance = np.array([90.0, 72, 71, 70, 69, 40]), np.array([25.0, 25, 25, 1, 25, 25])

    clarity = clarity_of_reading(mean, variance, 3, 100.0)

    assert clarity.argmax() == 2
    assert clarity[3] < clarity[4]
    assert clarity[[0, 5]] == pytest.approx([0.0, 0.0], abs=1e-4)
    assert clarity_of_reading(mean, variance, 6, 100.0).tolist() == [0.0] * 6


def test_clarity_is_what_many_readings_by_chance_give() -> None:
    random, mean, variance, noise = np.random.default_rng(1), np.array([60.0, 55, 40]), np.array([30.0, 20, 10]), 90.0
    left = 1 / (1 / variance + 1 / noise)
    moved = mean + np.sqrt(variance - left) * random.standard_normal((200_000, 3))
    now, later = (ndtr((place - 57.5) / np.sqrt(known)) for place, known in ((mean, variance), (moved, left)))

    expected = now * (1 - now) - (later * (1 - later)).mean(axis=0)

    assert clarity_of_reading(mean, variance, 1, noise) == pytest.approx(expected, abs=1e-3)


def test_nothing_more_is_learned_of_what_is_known() -> None:
    worth = worth_of_reading(np.array([10.0, 8, 5]), np.array([0.0, 9, 1]), 1, 12.0)

    assert worth[0] == pytest.approx(0.0, abs=1e-5)


def test_the_budget_is_spent_on_different_submissions() -> None:
    found = snapshot()

    more = next_readings(found, 6, 5, set(), CAPS)

    assert len(more) == 6
    assert max(Counter(submission for submission, _juror in more).values()) == 1
    assert not set(more) & set(found.components.readings)
    chances = {entry.submission: entry.p_top[5] for entry in found.entries}
    # None of them is sure, and the surest are not among them.
    assert all(0.02 < chances[submission] < 0.98 for submission, _juror in more)


def test_further_readings_go_to_who_has_least_to_read() -> None:
    found = snapshot()
    loads = {stat.juror: stat.n for stat in found.juror_stats}
    free = {juror: load for juror, load in CAPS.items() if juror != "J004"} | {"new": 3}

    more = next_readings(found, 5, 5, set(), free)

    used = Counter(juror for _submission, juror in more)
    assert "J004" not in used
    # Somebody new has read nothing: three times their turn, until they are full.
    assert [juror for _submission, juror in more[:3]] == ["new"] * 3
    assert used["new"] == 3
    assert all(loads[juror] == min(loads.values()) for juror in used if juror != "new")


def test_no_further_reading_breaks_a_conflict_or_a_cap() -> None:
    found = snapshot()
    loads = {stat.juror: stat.n for stat in found.juror_stats}
    conflicts = {(entry.submission, "J000") for entry in found.entries}
    caps = {juror: load + 1 for juror, load in loads.items()}

    more = next_readings(found, 30, 5, conflicts, caps)

    assert len(more) == 7
    assert Counter(juror for _submission, juror in more) == {juror: 1 for juror in caps if juror != "J000"}


def test_nobody_is_read_without_end() -> None:
    table = [(name, f"j{number}", 50 + 5 * rank + number) for rank, name in enumerate("abcdef") for number in range(8)]
    found = rank(sheets_from(table), ONE, QUICK)

    assert next_readings(found, 10, 3, set(), {"another": 10}) == []


def test_the_expected_number_of_wrong_places_adds_up_chances() -> None:
    found = snapshot()

    assert expected_wrong(found, 5) == pytest.approx(5 - sum(entry.p_top[5] for entry in found.entries[:5]))
    assert 0 < expected_wrong(found, 5) < 5


def test_enough_is_known_when_hardly_a_place_is_wrong() -> None:
    sure = [
        (name, f"j{number}", 20 + 10 * level + number % 3)
        for level, name in enumerate("abcdefg")
        for number in range(6)
    ]
    clear, unclear = rank(sheets_from(sure), ONE, QUICK), snapshot()

    assert should_stop(clear, 3)
    assert not should_stop(unclear, 5)
    assert should_stop(unclear, 5, share=1.0)


def test_enough_is_known_when_no_reading_is_worth_its_while() -> None:
    # All are equal: every place is as likely wrong as right, and no reading would ever help.
    equal = rank(sheets_from((name, juror, 60) for name in "abcdef" for juror in "uvwxyz"), ONE, QUICK)

    assert expected_wrong(equal, 3) > 1
    assert should_stop(equal, 3)


def test_nobody_in_the_zone_is_judged_on_fewer_readings_than_promised() -> None:
    found = snapshot()

    more = final_readings(found, 4, set(), CAPS)

    counts = Counter(submission for submission, _juror in more)
    zone = {entry.submission for entry in found.entries if entry.zone == "decision"}
    assert counts == dict.fromkeys(zone, 2)
    assert len(set(more)) == len(more)
    assert not set(more) & set(found.components.readings)


def test_the_next_snapshot_knows_more() -> None:
    sheets = round_of(3, 30, 8, 2)
    found = snapshot()
    truth = {entry.submission: entry.fairwert or 0.0 for entry in found.entries}

    more = [
        Sheet(submission, juror, {"benefit": round(truth[submission]), "novelty": 3})
        for submission, juror in next_readings(found, 10, 5, set(), CAPS)
    ]

    assert expected_wrong(rank([*sheets, *more], ONE, replace(QUICK, ks=(5,))), 5) < expected_wrong(found, 5)


def test_without_a_model_nothing_can_be_said() -> None:
    plain = rank(sheets_from([("a", "j", 50), ("b", "j", 60)]), ONE, QUICK)

    for ask in (
        lambda: next_readings(plain, 1, 1, set(), {}),
        lambda: expected_wrong(plain, 1),
        lambda: should_stop(plain, 1),
    ):
        with pytest.raises(FairnessError) as refused:
            ask()
        assert refused.value.code == "no_model"


def test_only_the_ks_of_the_policy_can_be_asked() -> None:
    with pytest.raises(FairnessError) as refused:
        next_readings(snapshot(), 1, 7, set(), CAPS)

    assert refused.value.code == "unknown_k"


def test_further_readings_leave_ever_fewer_wrong_places_and_each_promises_less_than_the_last() -> None:
    found = snapshot()
    ahead = outlook(found, 5)
    steps = -np.diff(ahead)

    assert ahead[0] == expected_wrong(found, 5)
    assert len(ahead) == 1 + sum(8 - entry.readings for entry in found.entries)
    assert (steps.min() >= 0, ahead[-1] < ahead[0] / 1.5) == (True, True)
    assert np.diff(steps).max() < 1e-9


def test_what_a_first_reading_promises_is_what_the_formula_says() -> None:
    found = snapshot()
    count, mean = 200_000, [entry.fairwert or 0.0 for entry in found.entries]
    threshold = (sorted(mean)[-5] + sorted(mean)[-6]) / 2
    random = np.random.default_rng(1)
    assert found.variances is not None
    noise = found.variances.residual + np.mean([(stat.severity_sd or 0.0) ** 2 for stat in found.juror_stats])
    now, later = [], []
    for entry in found.entries:
        variance = (((entry.high90 or 0.0) - (entry.low90 or 0.0)) / (2 * NormalDist().inv_cdf(0.95))) ** 2
        truth = random.normal(entry.fairwert or 0.0, variance**0.5, count)
        seen = truth + random.normal(0.0, noise**0.5, count)
        guess = ((entry.fairwert or 0.0) / variance + seen / noise) / (1 / variance + 1 / noise)
        now.append(float(np.mean((truth > threshold) != ((entry.fairwert or 0.0) > threshold))))
        later.append(float(np.mean((truth > threshold) != (guess > threshold))))
    best = max(one - two for one, two in zip(now, later, strict=True))
    ahead = outlook(found, 5)

    assert (ahead[0] - ahead[1]) / ahead[0] == pytest.approx(best / sum(now), rel=0.1)


def test_as_many_readings_are_needed_as_leave_one_place_in_ten_wrong() -> None:
    found = snapshot()
    half = outlook(found, 5)[3] / 5 + 1e-9

    assert readings_needed(found, 5, half) == 3
    assert readings_needed(found, 5, 1.0) == 0
    assert readings_needed(found, 5, 0.0) is None


def test_where_everybody_is_among_the_best_nothing_is_left_to_find_out() -> None:
    everybody = rank(round_of(3, 12, 8, 2), ONE, replace(QUICK, ks=(12,)))
    assert outlook(everybody, 12) == [0.0]
