"""Who may found, join, leave, lead and restore, to the second."""

import uuid
from datetime import datetime

import pytest

from app.accounts.models import SchoolClass
from app.core.errors import Refusal
from app.rounds.models import Phase, PhaseKind, Round
from app.teams import rules
from app.teams.models import Team
from tests.support.rounds import ONE_SECOND, OPENS, REGISTER_CLOSES, REGISTERING, SUBMIT_CLOSES, WRITING

CONTACT = "wettbewerb@stadt.example"
SCHOOL, CAPTAIN = uuid.uuid4(), uuid.uuid4()
PHASES = [
    Phase(kind=PhaseKind.REGISTER, opens_at=OPENS, closes_at=REGISTER_CLOSES, grace_minutes=0),
    Phase(kind=PhaseKind.SUBMIT, opens_at=OPENS, closes_at=SUBMIT_CLOSES, grace_minutes=0),
]


def _round(teams_per_person: int = 1) -> Round:
    return Round(team_min=2, team_max=3, teams_per_person=teams_per_person, contact=CONTACT)


def _team(member_count: int = 1, archived_at: datetime | None = None, teams_per_person: int = 1) -> Team:
    return Team(
        round=_round(teams_per_person),
        school_id=SCHOOL,
        captain_id=CAPTAIN,
        member_count=member_count,
        archived_at=archived_at,
    )


def _class(school_id: uuid.UUID = SCHOOL) -> SchoolClass:
    return SchoolClass(school_id=school_id)


def _code(refusal: Refusal | None) -> str | None:
    return refusal.code if refusal else None


@pytest.mark.parametrize(
    ("now", "code"),
    [
        (OPENS - ONE_SECOND, "phase_not_open"),
        (OPENS, None),
        (REGISTER_CLOSES - ONE_SECOND, None),
        (REGISTER_CLOSES, "phase_closed"),
    ],
)
def test_teams_come_and_go_while_registration_is_open(now: datetime, code: str | None) -> None:
    refusals = [
        rules.why_not_found(_class(), _round(), PHASES, 0, now),
        rules.why_not_join(_class(), _team(), PHASES, 0, now),
        rules.why_not_leave(_round(), PHASES, now),
    ]

    assert [_code(refusal) for refusal in refusals] == [code] * 3


def test_who_comes_too_late_to_join_or_leave_reads_that_it_stands_and_whom_to_ask() -> None:
    joining = rules.why_not_join(_class(), _team(), PHASES, 0, REGISTER_CLOSES)
    leaving = rules.why_not_leave(_round(), PHASES, REGISTER_CLOSES)

    assert joining == leaving
    assert joining == Refusal(
        "phase_closed",
        "Die Anmeldung ist geschlossen. Wer in welchem Team ist, steht jetzt fest.",
        until=REGISTER_CLOSES,
        ask=CONTACT,
    )


def test_without_a_contact_of_the_round_the_teacher_is_asked() -> None:
    round_ = _round()
    round_.contact = ""

    refusal = rules.why_not_leave(round_, PHASES, REGISTER_CLOSES)

    assert refusal is not None
    assert refusal.ask == "deine Lehrkraft"


def test_a_student_without_class_founds_and_joins_nothing() -> None:
    founding = rules.why_not_found(None, _round(), PHASES, 0, REGISTERING)
    joining = rules.why_not_join(None, _team(), PHASES, 0, REGISTERING)

    assert (_code(founding), _code(joining)) == ("no_class", "no_class")


@pytest.mark.parametrize(
    ("limit", "count", "reason"),
    [
        (1, 0, None),
        (1, 1, "Du bist in dieser Runde schon in einem Team. Mehr als eins geht nicht."),
        (2, 1, None),
        (2, 2, "Du bist in dieser Runde schon in 2 Teams. Mehr als 2 gehen nicht."),
    ],
)
def test_a_student_is_in_as_many_teams_as_the_round_allows(limit: int, count: int, reason: str | None) -> None:
    founding = rules.why_not_found(_class(), _round(limit), PHASES, count, REGISTERING)
    joining = rules.why_not_join(_class(), _team(teams_per_person=limit), PHASES, count, REGISTERING)

    assert founding == joining
    assert (founding.reason if founding else None) == reason


@pytest.mark.parametrize(("member_count", "left", "code"), [(2, 1, None), (3, 0, "team_full"), (4, 0, "team_full")])
def test_a_team_takes_people_until_it_is_full(member_count: int, left: int, code: str | None) -> None:
    team = _team(member_count)

    assert rules.places_left(team) == left
    assert _code(rules.why_not_join(_class(), team, PHASES, 0, REGISTERING)) == code


def test_a_full_team_says_so() -> None:
    refusal = rules.why_not_join(_class(), _team(3), PHASES, 0, REGISTERING)

    assert refusal == Refusal("team_full", "Team ist voll. Mehr als 3 Leute dürfen nicht in ein Team.")


def test_a_team_of_another_school_is_closed() -> None:
    refusal = rules.why_not_join(_class(uuid.uuid4()), _team(), PHASES, 0, REGISTERING)

    assert (_code(refusal), refusal and refusal.ask) == ("other_school", "deine Lehrkraft")


@pytest.mark.parametrize(("member_count", "expected"), [(1, False), (2, True)])
def test_a_captain_names_another_unless_nobody_else_is_there(member_count: int, expected: bool) -> None:  # noqa: FBT001 # a parameter of the test
    team = _team(member_count)

    assert rules.needs_new_captain(team, CAPTAIN) is expected
    assert rules.needs_new_captain(team, uuid.uuid4()) is False


def test_only_the_captain_leads() -> None:
    assert rules.why_not_lead(_team(), CAPTAIN) is None
    assert _code(rules.why_not_lead(_team(), uuid.uuid4())) == "only_captain"


@pytest.mark.parametrize(
    ("now", "code"), [(WRITING, None), (SUBMIT_CLOSES - ONE_SECOND, None), (SUBMIT_CLOSES, "phase_closed")]
)
def test_a_captain_renames_the_team_while_ideas_are_written(now: datetime, code: str | None) -> None:
    assert _code(rules.why_not_rename(_team(), CAPTAIN, PHASES, now)) == code
    assert _code(rules.why_not_rename(_team(), uuid.uuid4(), PHASES, now)) == "only_captain"


def _restoring(now: datetime, *, count: int = 0, is_teacher: bool = False) -> str | None:
    team = _team(0, archived_at=REGISTERING)
    return _code(rules.why_not_restore(team, team.round, PHASES, count, now, is_teacher=is_teacher))


def test_the_last_member_restores_a_team_until_registration_closes() -> None:
    assert _restoring(REGISTER_CLOSES - ONE_SECOND) is None
    assert _restoring(REGISTER_CLOSES) == "phase_closed"
    assert _restoring(REGISTER_CLOSES, is_teacher=True) is None


def test_a_teacher_restores_a_team_for_thirty_days() -> None:
    until = REGISTERING + rules.RESTORABLE_FOR

    assert _restoring(until - ONE_SECOND, is_teacher=True) is None
    assert _restoring(until, is_teacher=True) == "restorable_no_more"


def test_a_team_stays_archived_while_its_last_member_may_be_in_no_further_team() -> None:
    assert _restoring(REGISTERING, count=1) == "team_limit"
    assert _restoring(REGISTERING, count=1, is_teacher=True) == "team_limit"


def test_a_team_that_is_there_is_not_restored() -> None:
    refusal = rules.why_not_restore(_team(), _round(), PHASES, 0, REGISTERING, is_teacher=True)

    assert _code(refusal) == "not_archived"
