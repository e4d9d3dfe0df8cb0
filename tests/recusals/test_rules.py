import pytest

from app.core.errors import Refusal
from app.panels.rules import BIASED, NOT_MY_FIELD, TOO_MANY
from app.recusals import rules
from app.rounds.models import Phase, PhaseKind
from tests.support.rounds import JURY_CLOSES, JURY_OPENS, ONE_SECOND

JURY = [Phase(kind=PhaseKind.JURY, opens_at=JURY_OPENS, closes_at=JURY_CLOSES, grace_minutes=0)]


@pytest.mark.parametrize(
    ("state", "cause", "code"),
    [
        ("open", TOO_MANY, None),
        ("begun", NOT_MY_FIELD, "sheet_begun"),
        ("done", TOO_MANY, "sheet_begun"),
        ("done", BIASED, None),
    ],
)
def test_what_is_begun_is_only_given_back_by_who_is_biased(state: str, cause: str, code: str | None) -> None:
    refusal = rules.why_not_give_back(state, cause)
    assert (refusal.code if refusal else None) == code
    assert cause in rules.causes()


def test_answers_are_taken_until_the_jury_ends_to_the_second() -> None:
    found = [rules.why_not_answer(JURY, moment, "") for moment in (JURY_CLOSES - ONE_SECOND, JURY_CLOSES)]
    assert [each.code if each else None for each in found] == [None, "phase_closed"]


@pytest.mark.parametrize(
    ("state", "is_biased", "code"),
    [("done", True, None), ("begun", True, None), ("open", True, "nothing_to_void"), ("done", False, "not_biased")],
)
def test_only_sheets_of_the_biased_are_taken_out(state: str, code: str | None, *, is_biased: bool) -> None:
    refusal = rules.why_not_void(state, is_biased=is_biased)
    assert (refusal.code if refusal else None) == code


def test_no_exception_is_made_where_none_is_needed() -> None:
    refusal = rules.why_not_waive(None)
    assert refusal is not None
    assert (refusal.code, rules.why_not_waive(Refusal("own_school", "…"))) == ("not_biased", None)
