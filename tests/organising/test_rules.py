"""When a round may be shown, which deadlines may move."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from app.core.errors import InvalidError, RefusedError
from app.organising import rules
from app.organising.rules import Counts, Task
from app.rounds.models import Phase, PhaseKind, Round

pytestmark = pytest.mark.usefixtures("app")

START = datetime(2027, 3, 1, 7, tzinfo=UTC)
DAY = timedelta(days=1)
NOTHING = Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)


def phase(kind: PhaseKind, opens: int, closes: int) -> Phase:
    return Phase(
        id=uuid.uuid4(), kind=kind, opens_at=START + opens * DAY, closes_at=START + closes * DAY, grace_minutes=0
    )


SUBMIT, JURY = phase(PhaseKind.SUBMIT, 0, 10), phase(PhaseKind.JURY, 12, 20)


def test_a_round_is_shown_once_it_has_all_that_people_need() -> None:
    refusal = rules.why_not_announce(Round(), [], 0, has_rubric=False)

    assert refusal is not None
    assert (refusal.code, refusal.reason) == (
        "round_incomplete",
        (
            "Es fehlt noch: eine Phase zum Einreichen, eine Phase für die Jury, mindestens ein Themenfeld, "
            "ein Bewertungsraster."
        ),
    )
    assert rules.why_not_announce(Round(), [SUBMIT, JURY], 1, has_rubric=True) is None


def test_a_round_is_announced_only_once() -> None:
    refusal = rules.why_not_announce(Round(announced_at=START), [SUBMIT, JURY], 1, has_rubric=True)

    assert refusal is not None
    assert refusal.code == "already_announced"


def test_a_deadline_may_move_up_to_the_beginning_of_the_jury() -> None:
    rules.check_extension([SUBMIT, JURY], SUBMIT, START + 12 * DAY, START)
    with pytest.raises(InvalidError) as clash:
        rules.check_extension([SUBMIT, JURY], SUBMIT, START + 12 * DAY + timedelta(seconds=1), START)
    with pytest.raises(RefusedError) as shortened:
        rules.check_extension([SUBMIT, JURY], SUBMIT, START + 10 * DAY, START)

    assert list(clash.value.errors) == [""]
    assert shortened.value.refusal.code == "deadline_shortened"
    assert SUBMIT.closes_at == START + 10 * DAY


def states(tasks: list[Task]) -> dict[str, str]:
    return {task.endpoint: task.state for task in tasks}


def test_the_desk_of_a_new_round_says_what_is_missing() -> None:
    tasks = rules.setting_up(Round(announced_at=None), [], NOTHING)

    assert states(tasks) == {
        "rounds.edit_round": "done",
        "rounds.phases": "open",
        "rounds.categories": "open",
        "rounds.entry_form": "done",
        "rubrics.rubric": "open",
        "policies.policy": "done",
        "organising.announce": "waiting",
    }


@pytest.mark.parametrize(("announced_at", "state"), [(None, "open"), (START, "done")])
def test_the_desk_of_a_complete_round_asks_to_announce_it(announced_at: datetime | None, state: str) -> None:
    counts = Counts(2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)

    tasks = rules.setting_up(Round(announced_at=announced_at), [SUBMIT, JURY], counts)

    assert list(states(tasks).values()) == ["done"] * 6 + [state]


def test_judging_is_done_once_every_sheet_is_in() -> None:
    busy = Counts(2, 1, 3, 9, 3, 3, 2, assignments=6, final_sheets=5, decisions=2, approvals=1, publications=0)
    through = Counts(2, 1, 3, 9, 3, 3, 2, assignments=6, final_sheets=6, decisions=3, approvals=2, publications=1)

    assert set(states(rules.judging(NOTHING)).values()) == {"open"}
    assert list(states(rules.judging(busy)).values()) == ["done", "done", "open", "open", "open", "open", "open"]
    assert list(states(rules.judging(through)).values()) == ["done"] * 7
    assert rules.judging(busy)[2].hint == "5 von 6 Bögen sind abgegeben"
