from collections.abc import Sequence
from datetime import datetime

import pytest

from app.questions import rules
from app.questions.models import SheetQuestion
from app.questions.rules import Final
from app.rounds.models import Phase, PhaseKind
from tests.support.rounds import JURY_CLOSES, JURY_OPENS, ONE_SECOND

JURY = Phase(kind=PhaseKind.JURY, opens_at=JURY_OPENS, closes_at=JURY_CLOSES, grace_minutes=0)


def sheets(change: str = "80") -> list[Final]:
    """Five ideas read by the same three, who agree; one of the totals is another."""
    found = [Final(f"{i}{j}", i, j, str(40 + 10 * i)) for i in range(5) for j in range(3)]
    return [each._replace(total=change) if each.sheet_id == "42" else each for each in found]


@pytest.mark.parametrize(
    ("offered", "expected"),
    [
        (sheets(), {}),
        (sheets("10"), {"42": rules.LOW}),
        (sheets("251/3"), {}),
        (sheets("10")[::-1], {"42": rules.LOW}),
        ([], {}),
        (sheets("10")[-1:], {}),
    ],
)
def test_a_sheet_stands_out_whatever_the_order_and_too_few_say_nothing(
    offered: Sequence[Final], expected: dict[object, str]
) -> None:
    assert rules.directions_of(offered) == expected


@pytest.mark.parametrize(
    ("now", "code"),
    [
        (JURY_OPENS - ONE_SECOND, "phase_not_open"),
        (JURY_OPENS, None),
        (JURY_CLOSES - ONE_SECOND, None),
        (JURY_CLOSES, "phase_closed"),
    ],
)
def test_jurors_are_asked_while_they_can_still_change_something(now: datetime, code: str | None) -> None:
    refusal = rules.why_not_ask([JURY], now, "")
    assert (refusal.code if refusal else None) == code


@pytest.mark.parametrize(("state", "code"), [("asked", None), ("kept", "answered"), ("reopened", "answered")])
def test_a_question_is_answered_once(state: str, code: str | None) -> None:
    refusal = rules.why_not_answer(SheetQuestion(state=state))
    assert (refusal.code if refusal else None) == code


@pytest.mark.parametrize(
    ("choice", "reason", "has_fault"),
    [("kept", "", True), ("kept", "x" * 9, True), ("kept", "x" * 10, False), ("reopened", "", False)],
)
def test_who_leaves_a_sheet_as_it_is_says_why(choice: str, reason: str, has_fault: bool) -> None:  # noqa: FBT001 # a case
    assert bool(rules.faults_of(choice, reason)) == has_fault
