"""Who may invite whom, and how long an invitation holds."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from app.accounts.models import Grant, School, User
from app.core.access import Role
from app.enrolment import rules
from app.enrolment.models import Invitation

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
SCHOOL, OTHER_SCHOOL = uuid.uuid4(), uuid.uuid4()


def somebody(role: Role, school_id: uuid.UUID | None = None) -> User:
    return User(id=uuid.uuid4(), grants=[Grant(role=role, school_id=school_id)])


@pytest.mark.parametrize(
    ("giver", "roles"),
    [
        (somebody(Role.ADMIN), [Role.SCHOOL_ADMIN]),
        (somebody(Role.SCHOOL_ADMIN, SCHOOL), [Role.TEACHER, Role.SCHOOL_ADMIN]),
        (somebody(Role.SCHOOL_ADMIN, OTHER_SCHOOL), []),
        (somebody(Role.TEACHER, SCHOOL), []),
    ],
)
def test_a_school_invites_its_own_teachers_and_admins(giver: User, roles: list[Role]) -> None:
    assert rules.roles_to_invite(giver, SCHOOL) == roles


@pytest.mark.parametrize(
    ("invitation", "moment", "state"),
    [
        (Invitation(expires_at=NOW), NOW - SECOND, "open"),
        (Invitation(expires_at=NOW), NOW, "expired"),
        (Invitation(expires_at=NOW, used_at=NOW - SECOND), NOW - SECOND, "used"),
        (Invitation(expires_at=NOW, used_at=NOW - SECOND), NOW + SECOND, "used"),
        (Invitation(expires_at=NOW, revoked_at=NOW - SECOND), NOW - SECOND, "revoked"),
    ],
)
def test_an_invitation_holds_until_its_last_second(invitation: Invitation, moment: datetime, state: str) -> None:
    assert rules.state_of_invitation(invitation, moment) == state
    assert (rules.why_not_accept(invitation, moment) is None) == (state == "open")


def test_a_used_invitation_says_how_to_go_on() -> None:
    reason = rules.why_not_accept(Invitation(expires_at=NOW, used_at=NOW), NOW)

    assert reason is not None
    assert reason.startswith("Diese Einladung wurde schon benutzt.")


def test_only_what_was_not_accepted_is_renewed_or_revoked() -> None:
    refusal = rules.why_not_renew(Invitation(expires_at=NOW, used_at=NOW))

    assert refusal is not None
    assert refusal.code == "invitation_used"
    assert rules.why_not_renew(Invitation(expires_at=NOW)) is None


def test_classes_are_sorted_by_their_numbers() -> None:
    names = ["10a", "9b", "FISI 11/2", "9a", "FISI 11/10"]

    assert sorted(names, key=rules.class_sort_key) == ["9a", "9b", "10a", "FISI 11/2", "FISI 11/10"]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.STUDENT])
def test_every_role_one_can_be_invited_to_has_a_task_in_words(role: Role) -> None:
    assert rules.task_text(role, School(name="Schule am Westpark")).startswith(("Als ", "Sie ", "Für "))


@pytest.mark.usefixtures("app")
def test_somebody_stays_for_what_only_they_do() -> None:
    city, school = somebody(Role.ADMIN), somebody(Role.SCHOOL_ADMIN)

    def code(actor: User, role: Role, others: int = 1, classes: tuple[str, ...] = ()) -> str:
        refusal = rules.why_not_end(actor, role, others, classes)
        return refusal.code if refusal else ""

    assert (code(city, Role.ADMIN), code(city, Role.ADMIN, 0)) == ("", "last_admin")
    assert (code(city, Role.SCHOOL_ADMIN, 0), code(school, Role.SCHOOL_ADMIN, 0)) == ("", "last_school_admin")
    assert (code(school, Role.TEACHER, 0), code(school, Role.TEACHER, 3, ("10a",))) == ("", "class_without_teacher")
    assert code(city, Role.AUDITOR, 0) == ""
