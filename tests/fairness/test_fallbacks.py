"""Every way in which a ranking says less than it might, and why."""

from collections.abc import Hashable
from dataclasses import replace
from typing import Any

import pytest

from app.fairness import variances
from app.fairness.cases import FairnessError, Sheet
from app.fairness.ranking import rank
from tests.fairness.reference import rows_of, rubric, sheets_of
from tests.fairness.rounds import ISLANDS, ONE, QUICK, by_submission, round_of, sheets_from


def test_no_sheet_gives_no_ranking() -> None:
    found = rank([], rubric(), QUICK)

    assert (found.entries, found.method_used, found.fallbacks) == ((), "none", ("NO_DATA",))
    assert (found.variances, found.reliability, found.juror_stats, found.components.count) == (None, None, (), 0)


def test_one_juror_gives_plain_means_without_intervals() -> None:
    found = rank(sheets_from([("a", "j", 50), ("b", "j", 70), ("c", "j", 60)]), ONE, QUICK)

    assert (found.method_used, found.fallbacks) == ("mean", ("ONE_JUROR",))
    assert [entry.submission for entry in found.entries] == ["b", "c", "a"]
    assert [(int(entry.raw_mean), entry.place) for entry in found.entries] == [(70, 1), (60, 2), (50, 3)]
    first = found.entries[0]
    assert (first.fairwert, first.sd, first.low90, first.place_low, first.p_top) == (None, None, None, None, {})
    assert first.zone == "decision"
    assert found.juror_stats[0].severity is None


def test_one_reading_each_gives_plain_means() -> None:
    found = rank(sheets_from([("a", "j", 50), ("b", "k", 70), ("c", "k", 60)]), ONE, QUICK)

    assert (found.method_used, found.fallbacks, found.entries[0].submission) == ("mean", ("ONE_REVIEW_EACH",), "b")


def test_islands_dealt_by_chance_are_ranked_together_and_named() -> None:
    found = rank(sheets_of(ISLANDS), rubric(), QUICK)

    assert (found.method_used, "ISLANDS" in found.fallbacks) == ("fairwert", True)
    assert (found.components.count, [len(island.submissions) for island in found.components.islands]) == (2, [12, 12])
    assert [len(island.jurors) for island in found.components.islands] == [3, 3]
    ((submission, juror),) = found.components.proposals
    (home,) = [island for island in found.components.islands if submission in island.submissions]
    assert juror not in home.jurors


def test_islands_that_somebody_chose_are_ranked_each_by_itself() -> None:
    found = rank(sheets_of(ISLANDS), rubric(), QUICK, assigned_by_system=False)

    assert (found.method_used, found.variances, found.reliability) == ("mean", None, None)
    assert found.fallbacks[0] == "ISLANDS"
    means = [entry.raw_mean for entry in found.entries]
    assert means == sorted(means, reverse=True)
    entries = by_submission(found)
    for island in found.components.islands:
        fair = [entries[submission].fairwert or 0.0 for submission in island.submissions]
        assert fair == sorted(fair, reverse=True)
        assert min(fair) > 0
        assert island.places[0] == 1
        assert list(island.places) == sorted(island.places)
    assert {(entry.place_low, entry.zone) for entry in found.entries} == {(None, "decision")}


def test_islands_with_categories_do_not_compare() -> None:
    names: dict[Hashable, str] = {row["submission"]: "AB"[int(row["submission"][1:]) % 2] for row in rows_of(ISLANDS)}

    assert rank(sheets_of(ISLANDS), rubric(), QUICK, names).method_used == "mean"
    assert rank(sheets_of(ISLANDS), rubric(), replace(QUICK, category_effects=False), names).method_used == "fairwert"


def test_an_island_of_one_juror_is_ranked_by_its_means() -> None:
    table = [("a", "j", 50), ("a", "k", 55), ("b", "j", 60), ("b", "k", 70), ("c", "l", 80), ("d", "l", 90)]

    found = rank(sheets_from(table), ONE, QUICK, assigned_by_system=False)

    assert [island.submissions for island in found.components.islands] == [("b", "a"), ("d", "c")]
    assert by_submission(found)["d"].fairwert is None


def test_a_forbidden_link_is_not_proposed() -> None:
    (first,) = rank(sheets_of(ISLANDS), rubric(), QUICK).components.proposals

    (second,) = rank(sheets_of(ISLANDS), rubric(), QUICK, None, {first, ("nobody", "nothing")}).components.proposals

    assert second != first


def test_few_jurors_make_the_figures_careful() -> None:
    few = rank(round_of(1, 20, 4, 3), ONE, QUICK)
    many = rank(round_of(1, 20, 6, 3), ONE, QUICK)

    assert ("FEW_JURORS" in few.fallbacks, "FEW_JURORS" in many.fallbacks) == (True, False)
    assert few.method_used == "fairwert"


def test_few_sheets_are_as_careful() -> None:
    assert "FEW_JURORS" in rank(round_of(1, 10, 12, 2), ONE, QUICK).fallbacks


def test_readings_that_were_chosen_rank_by_plain_means() -> None:
    found = rank(round_of(2), ONE, QUICK, assigned_by_system=False)

    means = [entry.raw_mean for entry in found.entries]
    assert (found.method_used, "SELF_SELECTED" in found.fallbacks) == ("mean", True)
    assert means == sorted(means, reverse=True)
    assert all(entry.fairwert is not None for entry in found.entries)


def test_a_policy_of_plain_means_needs_no_fallback() -> None:
    found = rank(round_of(2), ONE, replace(QUICK, method="mean"))

    means = [entry.raw_mean for entry in found.entries]
    assert (found.method_used, found.fallbacks) == ("mean", ())
    assert means == sorted(means, reverse=True)


def test_few_readings_of_a_juror_are_marked() -> None:
    assert "LOW_LOAD" in rank(round_of(3, 12, 12, 3), ONE, QUICK).fallbacks
    assert "LOW_LOAD" not in rank(round_of(3, 20, 10, 3), ONE, QUICK).fallbacks


def test_totals_that_are_all_equal_share_the_first_place() -> None:
    table = [(submission, juror, 60) for submission in "abcdef" for juror in "uvwxyz"]

    found = rank(sheets_from(table), ONE, QUICK)

    assert found.fallbacks == ("ZERO_SPREAD",)
    assert {(entry.place, entry.fairwert, entry.tie_group) for entry in found.entries} == {(1, 60.0, 1)}
    assert found.variances is not None
    # The smallest change of a total is one of a hundred points.
    assert found.variances.residual == pytest.approx(1 / 12)
    assert not found.variances.has_severity


def test_totals_without_chance_are_known_to_rounding() -> None:
    table = [
        (submission, juror, 50 + 4 * i + 3 * j)
        for i, submission in enumerate("abcdef")
        for j, juror in enumerate("uvwxy")
    ]

    found = rank(sheets_from(table), ONE, QUICK)

    assert "ZERO_SPREAD" in found.fallbacks
    assert [entry.submission for entry in found.entries] == list("fedcba")
    assert [(entry.place_low, entry.place_high) for entry in found.entries] == [(place, place) for place in range(1, 7)]


def test_a_juror_who_alone_joins_two_groups_is_named_with_a_remedy() -> None:
    left = [(f"l{number}", juror, 50 + 5 * number) for number in range(6) for juror in ("a", "b", "bridge")]
    right = [(f"r{number}", juror, 52 + 6 * number) for number in range(6) for juror in ("c", "d", "bridge")]

    found = rank(sheets_from(left + right), ONE, QUICK)

    assert "WEAK_LINK" in found.fallbacks
    assert found.components.articulation == ("bridge",)
    ((submission, juror),) = found.components.proposals
    assert str(submission).startswith("l") == (juror in {"c", "d"})


def test_a_juror_of_one_sheet_is_hardly_known_and_gets_another() -> None:
    sheets = [*round_of(5, 30, 6, 3, severity=3.0), Sheet("S0000", "guest", {"benefit": 40, "novelty": 3})]

    found = rank(sheets, ONE, QUICK)

    assert "WEAK_LINK" in found.fallbacks
    assert (found.components.weak, found.components.articulation) == (("guest",), ())
    assert [juror for _submission, juror in found.components.proposals] == ["guest"]


def test_equations_that_cannot_be_solved_leave_the_plain_mean(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(variances, "ITERATIONS_MAX", 1)

    found = rank(round_of(2), ONE, QUICK)

    assert (found.method_used, found.fallbacks) == ("mean", ("NUMERIC",))
    assert found.entries[0].fairwert is None


@pytest.mark.parametrize("wrong", [{"ks": ()}, {"ks": (0,)}, {"draws": 0}, {"prior": (0.0, 1.0)}])
def test_a_policy_that_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(FairnessError) as refused:
        rank([], rubric(), replace(QUICK, **wrong))

    assert refused.value.code == "bad_policy"
