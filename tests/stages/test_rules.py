import uuid
from datetime import UTC, datetime
from fractions import Fraction

from app.stages import rules


def test_the_value_in_the_final_is_exact_at_both_ends_and_between() -> None:
    for share, expected in ((0, "90"), (100, "70"), (40, "82"), (33, "417/5")):
        carried = rules.carried(share, "70/1")
        assert carried is not None
        assert carried.with_mean(Fraction(90)) == Fraction(expected)
    assert rules.carried(None, None) is None


def test_the_digest_tells_rounds_and_shares_apart() -> None:
    digests = {rules.digest_of(uuid.UUID(int=round_), share) for round_ in (1, 2) for share in (0, 40)}
    assert len(digests) == 4


def test_the_share_is_fixed_by_the_first_sheet() -> None:
    assert rules.why_not_change(None) is None
    refusal = rules.why_not_change(datetime(2027, 4, 1, tzinfo=UTC))
    assert refusal is not None
    assert (refusal.code, refusal.until) == ("judging", datetime(2027, 4, 1, tzinfo=UTC))
