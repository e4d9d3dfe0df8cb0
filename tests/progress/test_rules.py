import uuid
from datetime import date, datetime, timedelta

import pytest

from app.accounts.models import User
from app.progress import rules
from app.rounds.models import Phase, PhaseKind, Round
from tests.support.rounds import JUDGING, JURY_CLOSES, JURY_OPENS, ONE_SECOND

JURY = Phase(kind=PhaseKind.JURY, opens_at=JURY_OPENS, closes_at=JURY_CLOSES, grace_minutes=0)
ROUND, SOMEBODY = uuid.UUID(int=7), User(name="Bela Beginn")


@pytest.mark.parametrize(
    ("now", "people", "code"),
    [
        (JURY_OPENS - ONE_SECOND, [SOMEBODY], "phase_not_open"),
        (JURY_OPENS, [SOMEBODY], None),
        (JURY_CLOSES - ONE_SECOND, [SOMEBODY], None),
        (JURY_CLOSES, [SOMEBODY], "phase_closed"),
        (JURY_OPENS, [], "nobody_to_remind"),
    ],
)
def test_people_are_reminded_while_the_jury_judges(now: datetime, people: list[User], code: str | None) -> None:
    refusal = rules.why_not_remind([JURY], now, "", people)
    assert (refusal.code if refusal else None) == code


def test_a_reminder_happens_once_for_each_round_and_day() -> None:
    events = {rules.reminder_of(id_, day) for id_ in (ROUND, uuid.UUID(int=8)) for day in (TODAY, TOMORROW)}
    assert len(events) == 4


TODAY, TOMORROW = date(2027, 4, 1), date(2027, 4, 2)


def test_the_reminder_names_the_end_of_the_phase_that_is_open() -> None:
    later = Phase(kind=PhaseKind.JURY, opens_at=JURY_CLOSES, closes_at=JURY_CLOSES + timedelta(days=9))
    values = rules.reminder_values(Round(title="Runde 1"), [JURY, later], JUDGING)
    assert values == {"round": "Runde 1", "closes_at": JURY_CLOSES.isoformat()}


def test_who_may_not_know_names_reads_numbers_that_do_not_follow_them() -> None:
    names = {uuid.UUID(int=9): "Anna", uuid.UUID(int=3): "Zoe"}
    assert rules.labels_of(names, may_see_names=True) == names
    assert rules.labels_of(names, may_see_names=False) == {
        uuid.UUID(int=3): "Jurymitglied 1",
        uuid.UUID(int=9): "Jurymitglied 2",
    }
