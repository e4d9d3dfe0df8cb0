from app.deliberation.rules import AWARDS, REASON_MIN
from app.finale.rules import WINNER


def test_the_winner_gets_the_first_prize_with_a_reason() -> None:
    assert (WINNER.kind in AWARDS, WINNER.rank, len(WINNER.reason) >= REASON_MIN) == (True, 1, True)
