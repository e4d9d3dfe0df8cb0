from datetime import datetime, timedelta

import pytest

from app.appeals import rules
from app.appeals.models import Appeal
from tests.support.rounds import AFTERWARDS, ONE_SECOND

CLOSES = AFTERWARDS + timedelta(days=14)


@pytest.mark.parametrize(
    ("published_at", "states", "now", "code"),
    [
        (None, [], AFTERWARDS, "not_published"),
        (AFTERWARDS, [], AFTERWARDS, None),
        (AFTERWARDS, [], CLOSES - ONE_SECOND, None),
        (AFTERWARDS, [], CLOSES, "too_late"),
        (AFTERWARDS, ["received"], AFTERWARDS, "one_at_a_time"),
        (AFTERWARDS, ["in_review"], AFTERWARDS, "one_at_a_time"),
        (AFTERWARDS, ["rejected", "upheld"], AFTERWARDS, None),
    ],
)
def test_a_team_appeals_in_time_and_once_at_a_time(
    published_at: datetime | None, states: list[str], now: datetime, code: str | None
) -> None:
    appeals = [Appeal(state=state) for state in states]
    refusal = rules.why_not_appeal(published_at, 14, appeals, now, "wettbewerb@stadt.example")
    assert (refusal.code if refusal else None) == code


@pytest.mark.parametrize(
    ("state", "take_up", "answer"),
    [
        ("received", None, None),
        ("in_review", "taken_up", None),
        ("upheld", "taken_up", "answered"),
        ("rejected", "taken_up", "answered"),
    ],
)
def test_an_appeal_is_taken_up_once_and_answered_once(state: str, take_up: str | None, answer: str | None) -> None:
    appeal = Appeal(state=state)
    refusals = (rules.why_not_take_up(appeal), rules.why_not_answer(appeal))
    assert [refusal.code if refusal else None for refusal in refusals] == [take_up, answer]
