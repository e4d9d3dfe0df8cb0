"""Whole rankings: against the reference, every way to fall back, and what must hold for any round."""

from collections.abc import Hashable
from dataclasses import replace
from fractions import Fraction
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.fairness.cases import Criterion, FairnessError, Policy, Rubric, Sheet
from app.fairness.ranking import Snapshot, digest_of, rank, rank_versions
from tests.fairness.reference import KEYS, column, contest_of, rows_of, rubric, sheets_of
from tests.fairness.rounds import ONE, QUICK, TRACKS, by_submission, round_of, sheets_from


# ---------------------------------------------------------------- the reference
def tracks() -> Snapshot:
    return rank(sheets_of(TRACKS), rubric(), Policy(), contest_of(TRACKS).categories)


def test_the_reference_contest_is_ranked_as_by_lme4() -> None:
    found, expected = tracks(), rows_of("ref_syn_60x12_tracks_submission.csv")
    entries = [by_submission(found)[row["submission"]] for row in expected]

    assert found.variances is not None
    assert (found.variances.submission, found.variances.juror) == pytest.approx((83.737145, 30.193273), abs=2e-5)
    assert found.variances.fixed == pytest.approx((62.609364, 2.826507, -2.292955), abs=1e-6)
    assert found.variances.categories == ("T0", "T1", "T2")
    for name, read in (
        ("fairwert", "fairwert"),
        ("adjusted_mean", "adj_mean"),
        ("sd", "post_sd"),
        ("raw_mean", "raw_mean"),
    ):
        values = np.array([float(getattr(entry, name)) for entry in entries])
        assert np.abs(values - column(expected, read)).max() < 1e-6
    first = found.entries[:3]
    assert [entry.submission for entry in first] == ["S034", "S010", "S015"]
    assert [entry.fairwert or 0.0 for entry in first] == pytest.approx([76.9842, 76.7683, 75.9273], abs=5e-5)
    # Two submissions were read once, so they hang on one juror each.
    assert (found.method_used, found.fallbacks, found.components.count) == ("fairwert", ("WEAK_LINK",), 1)
    assert found.components.articulation == ("J02", "J08")
    assert len(found.components.proposals) == 2


def test_chances_of_the_reference_contest_are_those_of_its_draws() -> None:
    found, expected = tracks(), rows_of("ref_syn_60x12_tracks_submission.csv")
    entries = [by_submission(found)[row["submission"]] for row in expected]

    for k in (3, 10):
        chances = np.array([entry.p_top[k] for entry in entries])
        assert np.abs(chances - column(expected, f"ptop{k}")).max() < 0.03
    lows = np.array([entry.place_low for entry in entries])
    highs = np.array([entry.place_high for entry in entries])
    assert np.abs(lows - column(expected, "rank_q05")).max() <= 3
    assert np.abs(highs - column(expected, "rank_q95")).max() <= 3
    assert sum(chances) == pytest.approx(10)


def test_zones_follow_the_chance_of_the_first_k() -> None:
    policy = Policy(ks=(20,), draws=1000)
    found = rank(sheets_of(TRACKS), rubric(), policy, contest_of(TRACKS).categories)

    zones = {
        "in": [entry.p_top[20] for entry in found.entries if entry.zone == "in"],
        "decision": [entry.p_top[20] for entry in found.entries if entry.zone == "decision"],
        "out": [entry.p_top[20] for entry in found.entries if entry.zone == "out"],
    }

    assert min(zones["in"]) >= 0.9 > max(zones["decision"])
    assert min(zones["decision"]) > 0.1 >= max(zones["out"])


def test_reliability_says_what_the_variances_say() -> None:
    found = tracks()

    assert found.reliability is not None
    assert found.variances is not None
    quality, severity, chance = found.variances.submission, found.variances.juror, found.variances.residual
    assert found.reliability.single == pytest.approx(quality / (quality + severity + chance))
    assert found.reliability.of_means == pytest.approx(quality / (quality + chance / (160 / 60)))
    assert found.reliability.readings_for_80 == pytest.approx(4 * chance / quality)
    assert found.reliability.alpha is not None
    assert 0 < found.reliability.alpha < found.reliability.of_means
    assert set(found.reliability.alphas) == set(KEYS)


# ---------------------------------------------------------------- ties and categories
def test_ties_go_by_the_criteria_fixed_beforehand() -> None:
    two = Rubric((Criterion("novelty", Fraction(1), 10), Criterion("benefit", Fraction(1), 10)))
    points = {"a": (4, 6), "b": (6, 4), "c": (5, 5), "d": (5, 5)}
    sheets = [Sheet(name, "j", {"novelty": new, "benefit": good}) for name, (new, good) in points.items()]

    found = rank(sheets, two, replace(QUICK, tie_rule=("p_top", "benefit", "novelty")))

    assert [(entry.submission, entry.place) for entry in found.entries] == [("a", 1), ("c", 2), ("d", 2), ("b", 4)]
    unruled = rank(sheets, two, replace(QUICK, tie_rule=("cheer",)))
    assert {entry.place for entry in unruled.entries} == {1}
    assert {entry.tie_group for entry in unruled.entries} == {1}


def test_a_higher_chance_breaks_a_tie_of_points() -> None:
    table = [(name, juror, points) for name, points in (("x", 70), ("y", 50), ("a", 60)) for juror in "uvwxyz"]
    table += [(name, juror, points) for name in "bcde" for juror, points in (("u", 63), ("v", 57))]

    found = rank(sheets_from(table), ONE, replace(QUICK, ks=(2,), draws=4000))

    # All of a–e stand at 60; less is known of those with two readings, so they may as well be second.
    assert {entry.fairwert for entry in found.entries[1:6]} == {60.0}
    assert [entry.place for entry in found.entries] == [1, 2, 2, 2, 2, 6, 7]
    assert found.entries[5].submission == "a"
    # Four chances that differ by the draws alone decide nothing.
    assert len({entry.p_top[2] for entry in found.entries[1:5]}) > 1


def test_a_small_category_stands_at_the_average_level() -> None:
    contest = contest_of(TRACKS)
    small: dict[Hashable, str] = dict.fromkeys(contest.submissions[:2], "new")

    found, alone = (
        rank(sheets_of(TRACKS), rubric(), QUICK, names) for names in ({**contest.categories, **small}, small)
    )

    assert found.variances is not None
    assert alone.variances is not None
    assert (found.variances.categories, alone.variances.categories) == (("T0", "T1", "T2"), ())


def test_neighbours_that_might_change_places_are_one_group() -> None:
    found = tracks().entries

    assert [entry.tie_group for entry in found] == sorted(entry.tie_group for entry in found)
    assert found[0].tie_group == found[1].tie_group == 1


# ---------------------------------------------------------------- what must hold for any round
@settings(max_examples=15)
@given(st.integers(0, 10**6), st.randoms(use_true_random=False))
def test_the_order_of_sheets_changes_no_byte(seed: int, random: Random) -> None:
    sheets = round_of(seed, 8, 5, 3)

    found, shuffled = (
        rank(each, ONE, replace(QUICK, draws=50)) for each in (sheets, random.sample(sheets, len(sheets)))
    )

    assert repr(found) == repr(shuffled)


@settings(max_examples=15)
@given(st.integers(0, 10**6))
def test_plain_means_and_their_places_are_those_of_a_recount(seed: int) -> None:
    random = np.random.default_rng(seed)
    jurors, readings = int(random.integers(1, 7)), int(random.integers(1, 4))
    sheets = round_of(seed, int(random.integers(1, 15)), jurors, min(readings, jurors))
    totals: dict[object, list[int]] = {}
    for sheet in sheets:
        totals.setdefault(sheet.submission, []).append(sheet.points["benefit"] or 0)
    means = {submission: Fraction(sum(points), len(points)) for submission, points in totals.items()}

    found = rank(sheets, ONE, replace(QUICK, draws=50, method="mean", tie_rule=()))

    assert {entry.submission: entry.raw_mean for entry in found.entries} == means
    assert {entry.submission: entry.place for entry in found.entries} == {
        submission: 1 + sum(other > mean for other in means.values()) for submission, mean in means.items()
    }


def test_the_same_round_gives_the_same_bytes_and_another_seed_others() -> None:
    sheets = round_of(4)

    one, same, other = (rank(sheets, ONE, replace(QUICK, seed=seed)) for seed in (1, 1, 2))

    assert repr(one) == repr(same)
    assert one.entries != other.entries
    assert one.input_sha256 == other.input_sha256


def test_the_digest_is_that_of_a_table_anybody_can_write() -> None:
    sheets = [Sheet("b", 7, {"x": 5, "y": None}), Sheet("a, b", 7, {"x": 1})]

    # printf '"a, b",7,x,1\nb,7,x,5\nb,7,y,NA\n' | sha256sum
    assert digest_of(sheets) == "4797e2997b5a9bfdee1b64950558d7448ee58a067e9e521b5e648fcbcd8bd54b"
    assert digest_of(reversed(sheets)) == digest_of(sheets)


def test_sheets_by_two_equal_versions_of_a_rubric_are_ranked_as_by_one() -> None:
    sheets, policy = sheets_of(TRACKS), Policy(draws=200)
    half = [each for each in sheets if str(each.juror) < "J06"]
    rest = [each for each in sheets if str(each.juror) >= "J06"]

    whole = rank(sheets, rubric(), policy)
    parts = rank_versions([(rubric(), rest), (rubric(), half)], policy)
    figures = [{each.submission: (each.raw_mean, round(each.fairwert or 0, 6)) for each in found.entries}
               for found in (whole, parts)]  # fmt: skip
    assert figures[0] == figures[1]
    assert (whole.input_sha256, set(parts.juror_stats) != set()) == (parts.input_sha256, True)
    with pytest.raises(FairnessError, match="duplicate_sheet"):
        rank_versions([(rubric(), sheets), (rubric(), half[:1])], policy)


def test_submissions_with_fewer_sheets_than_wanted_are_left_out() -> None:
    sheets, policy = sheets_of(TRACKS), Policy(draws=200)
    found = rank_versions([(rubric(), sheets)], policy, least=3)
    readings = by_submission(rank(sheets, rubric(), policy))

    assert {each.submission for each in found.entries} == {id_ for id_, each in readings.items() if each.readings >= 3}
    assert [each.place for each in found.entries] == list(range(1, len(found.entries) + 1))
    assert rank_versions([(rubric(), sheets)], policy, least=99).fallbacks == ("NO_DATA",)
