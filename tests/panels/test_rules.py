import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.accounts.models import Grant, User
from app.conflicts.rules import Ties
from app.core.access import Role
from app.panels import rules
from app.panels.models import PanelMember
from app.rounds.models import Phase, PhaseKind
from tests.support.rounds import JURY_CLOSES, JURY_OPENS, ONE_SECOND, OPENS, SUBMIT_CLOSES

HERE, THERE, ELSEWHERE = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
PHASES = [
    Phase(kind=PhaseKind.SUBMIT, opens_at=OPENS, closes_at=SUBMIT_CLOSES, grace_minutes=0),
    Phase(kind=PhaseKind.JURY, opens_at=JURY_OPENS, closes_at=JURY_CLOSES, grace_minutes=0),
]


def a_member(school_id: uuid.UUID | None, *role_schools: uuid.UUID | None, **columns: Any) -> PanelMember:  # noqa: ANN401 # the columns of a seat
    grants = [Grant(role=Role.TEACHER if id_ else Role.JUROR, school_id=id_) for id_ in role_schools]
    seat = {"is_juror": True, "is_chair": False} | columns
    return PanelMember(school_id=school_id, user=User(id=uuid.uuid4(), name="Jo Jury", grants=grants), **seat)


@pytest.mark.parametrize(
    ("now", "code"),
    [
        (SUBMIT_CLOSES - ONE_SECOND, "submission_open"),
        (SUBMIT_CLOSES, None),
        (JURY_CLOSES - ONE_SECOND, None),
        (JURY_CLOSES, "phase_closed"),
    ],
)
def test_submissions_are_dealt_from_the_end_of_submission_to_the_end_of_the_jury(
    now: datetime, code: str | None
) -> None:
    refusal = rules.why_not_deal(PHASES, now, "")
    assert (refusal.code if refusal else None) == code


def test_before_the_end_of_submission_the_refusal_says_from_when_on_and_whom_to_ask() -> None:
    refusal = rules.why_not_deal(PHASES, OPENS, "wettbewerb@stadt.example")
    assert refusal is not None
    assert (refusal.since, refusal.ask) == (SUBMIT_CLOSES, "wettbewerb@stadt.example")


def test_while_a_second_time_to_submit_is_still_to_come_nothing_is_dealt() -> None:
    again = Phase(
        kind=PhaseKind.SUBMIT,
        opens_at=SUBMIT_CLOSES + timedelta(hours=2),
        closes_at=SUBMIT_CLOSES + timedelta(hours=3),
        grace_minutes=0,
    )
    refusal = rules.why_not_deal([*PHASES, again], SUBMIT_CLOSES + timedelta(hours=1), "")
    assert refusal is not None
    assert (refusal.code, refusal.since) == ("submission_open", again.closes_at)


def test_a_juror_of_another_school_or_of_none_may_read() -> None:
    assert rules.why_not_read(a_member(THERE), Ties({HERE})) is None
    assert rules.why_not_read(a_member(None), Ties({HERE})) is None


def test_a_juror_of_a_school_of_the_team_must_not_read_and_is_told_why() -> None:
    refusal = rules.why_not_read(a_member(HERE), Ties({THERE, HERE}))
    assert refusal is not None
    assert (refusal.code, refusal.reason) == (
        "own_school",
        "Jo Jury gehört zur Schule des Teams und ist deshalb befangen.",
    )


def test_a_juror_named_as_biased_must_not_read_unless_the_chair_allows_it() -> None:
    member = a_member(THERE)
    member.user_id = uuid.uuid4()
    refusal = rules.why_not_read(member, Ties({member.user_id}))
    assert refusal is not None
    assert (refusal.code, refusal.reason) == ("biased", "Jo Jury ist bei dieser Idee als befangen gemeldet.")
    assert rules.why_not_read(member, Ties({member.user_id, THERE}, waived={member.user_id})) is None


def test_a_juror_who_is_also_a_teacher_belongs_to_that_school_even_if_nobody_said_so() -> None:
    refusal = rules.why_not_read(a_member(None, None, HERE), Ties({HERE}))
    assert refusal is not None
    assert refusal.code == "own_school"


def test_a_juror_of_a_company_of_the_team_must_not_read_and_is_told_why() -> None:
    refusal = rules.why_not_read(a_member(None, company_id=HERE), Ties({THERE, HERE}))
    assert refusal is not None
    assert (refusal.code, refusal.reason) == (
        "own_company",
        "Jo Jury gehört zu einem Betrieb des Teams und ist deshalb befangen.",
    )
    assert rules.why_not_read(a_member(None, company_id=THERE), Ties({HERE})) is None


def test_those_who_read_the_least_are_proposed_for_as_many_places_as_are_free() -> None:
    readers = [(HERE, 3), (THERE, 1), (ELSEWHERE, 2)]
    assert [rules.suggested(readers, missing) for missing in (-1, 0, 2, 5)] == [
        [],
        [],
        [THERE, ELSEWHERE],
        [THERE, ELSEWHERE, HERE],
    ]


@pytest.mark.parametrize(
    ("roles", "part", "readings", "code"),
    [
        ((None,), (True, False), 3, None),
        ((None,), (True, True), 3, None),
        ((None,), (False, True), 0, None),
        ((None,), (False, True), 1, "has_assignments"),
        ((), (True, True), 0, "not_accepted"),
        ((), (True, False), 0, None),
    ],
)
def test_a_part_changes_after_the_invitation_is_accepted_and_not_away_from_something_to_read(
    roles: tuple[None, ...], part: tuple[bool, bool], readings: int, code: str | None
) -> None:
    refusal = rules.why_not_change_part(a_member(None, *roles), readings, is_juror=part[0], is_chair=part[1])
    assert (refusal.code if refusal else None) == code


@pytest.mark.parametrize(("state", "code"), [("open", None), ("begun", "sheet_begun"), ("done", "sheet_begun")])
def test_an_assignment_stays_once_its_sheet_is_begun(state: str, code: str | None) -> None:
    refusal = rules.why_not_take_back(state)
    assert (refusal.code if refusal else None) == code


def test_a_juror_with_something_to_read_stays() -> None:
    refusal = rules.why_not_remove(1)
    assert refusal is not None
    assert refusal.code == "has_assignments"
    assert rules.why_not_remove(0) is None


def test_only_who_has_not_accepted_is_invited_again() -> None:
    assert rules.why_not_invite_again(a_member(None), has_accepted=False) is None
    refusal = rules.why_not_invite_again(a_member(None), has_accepted=True)
    assert refusal is not None
    assert refusal.code == "already_juror"
