import pytest

from app.benches import rules


@pytest.mark.parametrize(
    ("number", "jury", "expected"),
    [(0, 5, 3), (1, 5, 3), (2, 5, None), (0, 4, None)],
)
def test_a_juror_gives_back_only_what_somebody_else_can_read(number: int, jury: int, expected: int | None) -> None:
    assert rules.quitter_of(number, [3, 0, 1], {2}, jury) == expected


def test_everybody_knows_two_fields_and_the_last_knows_the_first() -> None:
    assert [rules.fields_of(juror, 3) for juror in range(3)] == [[0, 1], [1, 2], [0, 2]]
    assert [rules.load_of(juror) for juror in range(3)] == [None, None, 30]
