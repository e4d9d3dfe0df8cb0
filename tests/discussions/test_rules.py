from datetime import datetime

import pytest

from app.discussions import rules
from app.discussions.rules import Place
from app.panels.models import PanelMember
from tests.support.rounds import JURY_OPENS, ONE_SECOND

JUROR = PanelMember(is_juror=True, is_chair=False)
CHAIR = PanelMember(is_juror=False, is_chair=True)


def place(member: PanelMember | None, approvals: int = 0, opens_at: datetime | None = JURY_OPENS) -> Place:
    return Place("Runde 1", "wettbewerb@stadt.example", opens_at, approvals, member)


@pytest.mark.parametrize(
    ("opens_at", "now", "code"),
    [
        (JURY_OPENS, JURY_OPENS - ONE_SECOND, "phase_not_open"),
        (JURY_OPENS, JURY_OPENS, None),
        (None, JURY_OPENS, "phase_not_open"),
    ],
)
def test_nobody_talks_before_the_jury_begins(opens_at: datetime | None, now: datetime, code: str | None) -> None:
    refusal = rules.why_not_talk_yet(place(JUROR, opens_at=opens_at), now)
    assert (refusal.code if refusal else None) == code


@pytest.mark.parametrize(
    ("member", "own_state", "is_opened", "code"),
    [
        (JUROR, "open", False, "own_sheet_open"),
        (JUROR, "begun", False, "own_sheet_open"),
        (JUROR, "done", False, None),
        (JUROR, None, False, "not_opened"),
        (JUROR, None, True, None),
        (JUROR, "open", True, None),
        (CHAIR, None, False, None),
        (CHAIR, "begun", False, "own_sheet_open"),
        (None, None, False, None),
    ],
)
def test_it_opens_with_the_own_sheet_or_by_the_chair(
    member: PanelMember | None,
    own_state: str | None,
    is_opened: bool,  # noqa: FBT001 # a case
    code: str | None,
) -> None:
    refusal = rules.why_not_read(place(member), own_state, is_opened=is_opened)
    assert (refusal.code if refusal else None) == code


@pytest.mark.parametrize(
    ("member", "approvals", "code"),
    [(JUROR, 0, None), (CHAIR, 0, None), (None, 0, "only_reading"), (JUROR, 1, "approved"), (CHAIR, 2, "approved")],
)
def test_the_jury_talks_until_the_first_approval(member: PanelMember | None, approvals: int, code: str | None) -> None:
    refusal = rules.why_not_post(place(member, approvals))
    assert (refusal.code if refusal else None) == code


@pytest.mark.parametrize(("member", "code"), [(JUROR, "not_chair"), (None, "not_chair"), (CHAIR, None)])
def test_only_the_chair_opens_it_for_all(member: PanelMember | None, code: str | None) -> None:
    refusal = rules.why_not_open(place(member))
    assert (refusal.code if refusal else None) == code
