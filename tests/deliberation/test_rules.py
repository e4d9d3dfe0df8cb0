import uuid
from datetime import datetime

import pytest

from app.deliberation import rules
from app.deliberation.models import Decision
from app.rounds.models import Phase, PhaseKind
from tests.support.rounds import JURY_CLOSES, JURY_OPENS, ONE_SECOND

JURY = Phase(kind=PhaseKind.JURY, opens_at=JURY_OPENS, closes_at=JURY_CLOSES, grace_minutes=0)


@pytest.mark.parametrize(("now", "code"), [(JURY_CLOSES - ONE_SECOND, "jury_open"), (JURY_CLOSES, None)])
def test_prizes_are_given_from_the_second_in_which_the_jury_ends(now: datetime, code: str | None) -> None:
    refusal = rules.why_not_decide([JURY], now, "")
    assert (refusal.code if refusal else None) == code


def test_the_refusal_says_from_when_on_and_whom_to_ask() -> None:
    refusal = rules.why_not_decide([JURY], JURY_OPENS, "stadt.example")
    assert refusal is not None
    assert (refusal.since, refusal.ask) == (JURY_CLOSES, "stadt.example")


def test_a_round_without_a_jury_gives_no_prizes() -> None:
    refusal = rules.why_not_decide([], JURY_CLOSES, "")
    assert refusal is not None
    assert (refusal.code, refusal.since) == ("jury_open", None)


def test_an_idea_has_one_prize_at_a_time() -> None:
    assert rules.why_not_award(None) is None
    refusal = rules.why_not_award(Decision(prize="1. Preis"))
    assert refusal is not None
    assert refusal.reason == "Diese Idee hat schon einen Preis: 1. Preis. Nehmen Sie ihn zuerst zurück."


def test_the_digest_tells_every_change_of_a_decision() -> None:
    said = {"submission_id": uuid.uuid4(), "prize": "1. Preis", "rank": 1, "reason": "Weil es überzeugt."}
    changes: list[dict[str, object]] = [
        {}, {"submission_id": uuid.uuid4()}, {"prize": "2. Preis"}, {"rank": 2}, {"reason": "Anders."},
    ]  # fmt: skip
    assert len({rules.digest_of(Decision(**{**said, **change})) for change in changes}) == 5
