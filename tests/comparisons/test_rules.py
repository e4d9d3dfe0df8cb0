"""What other methods would say."""

import uuid
from fractions import Fraction

import pytest

from app.comparisons import rules
from app.policies.rules import MEAN, Terms
from app.ranking.rules import Entry, Place, Ranking, Total

TERMS = Terms(MEAN, places=1, tie_rules=(), readings_min=1)


def a_ranking(given: dict[int, dict[int, int]], terms: Terms = TERMS) -> tuple[Ranking, dict[rules.Pair, float]]:
    """Totals by idea and juror, the ideas in their official order."""
    places = [
        Place(
            Entry(uuid.UUID(int=number), number, f"Idee {number}", "Klima", 1, len(said)),
            tuple(Total(Fraction(value), is_filled_in=False) for value in sorted(said.values(), reverse=True)),
            0,
            rank=rank,
        )
        for rank, (number, said) in enumerate(given.items(), 1)
    ]
    totals = {
        (uuid.UUID(int=number), uuid.UUID(int=100 + juror)): float(value)
        for number, said in given.items()
        for juror, value in said.items()
    }
    return Ranking(places, [], terms), totals


def test_every_method_says_whom_it_would_bring_in_and_whom_it_would_drop() -> None:
    # By the mean the first is best, by the median the second; the third juror is mild to the first alone.
    chart = rules.comparison_of(
        *a_ranking({1: {1: 60, 2: 60, 3: 99}, 2: {1: 70, 2: 70, 3: 71}, 3: {1: 10, 2: 9, 3: 8}})
    )

    assert chart is not None
    found = {row.label: row.cells for row in chart.rows}
    assert found["Mittelwert"] == ("1", "–", "–")
    assert found["Median"] == found["ohne Extreme"] == ("0", "Idee 2", "Idee 1")
    assert set(found) == {"Mittelwert", "Median", "ohne Extreme", "je Person zentriert", "z-Werte", "Rangpunkte"}
    same = sum(cells[0] == "1" for cells in found.values())
    assert f"Von 6 anderen Rechenwegen führen {same} zu denselben" in chart.summary


@pytest.mark.parametrize("places", [3, 4])
def test_where_everybody_is_among_the_first_there_is_nothing_to_compare(places: int) -> None:
    given = {number: {1: 50 - number, 2: 40} for number in (1, 2, 3)}
    assert rules.comparison_of(*a_ranking(given, Terms(MEAN, places=places, tie_rules=(), readings_min=1))) is None
