from app.stages import queries
from tests.finals.conftest import Semi, open_semi, semi

__all__ = ["open_semi", "semi"]


def test_a_final_is_found_from_both_of_its_rounds(semi: Semi) -> None:
    assert (queries.final_after(semi.round_id), queries.final_of(semi.round_id)) == (None, None)
    made = semi.creates()
    after, of = queries.final_after(semi.round_id), queries.final_of(made.id)
    assert after is not None
    assert after == of
    assert (after.round_id, after.first_round_id, after.share) == (made.id, semi.round_id, 40)
    assert (queries.final_after(made.id), queries.carry_over_of(made.id)) == (None, None)
