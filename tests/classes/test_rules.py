"""Whom a class code lets in."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from app.accounts.models import Grant, SchoolClass, User
from app.classes import rules
from app.classes.actions import NewCard
from app.classes.models import JoinCode
from app.core.access import Role

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
SCHOOL, OTHER_SCHOOL = uuid.uuid4(), uuid.uuid4()


def a_code(*, uses: int = 0, revoked_at: datetime | None = None) -> JoinCode:
    return JoinCode(code="ABCD2345", use_count=uses, max_uses=2, expires_at=NOW, revoked_at=revoked_at)


def a_class(school_id: uuid.UUID = SCHOOL) -> SchoolClass:
    return SchoolClass(id=uuid.uuid4(), school_id=school_id, name="10a")


def a_student(school_class: SchoolClass | None = None) -> User:
    grant = Grant(role=Role.STUDENT, school_id=SCHOOL)
    return User(id=uuid.uuid4(), grants=[grant], school_class_id=school_class.id if school_class else None)


@pytest.mark.parametrize(
    ("code", "moment", "state"),
    [
        (a_code(), NOW - timedelta(seconds=1), "open"),
        (a_code(), NOW, "expired"),
        (a_code(uses=1), NOW - timedelta(days=1), "open"),
        (a_code(uses=2), NOW - timedelta(days=1), "used_up"),
        (a_code(revoked_at=NOW - timedelta(days=2)), NOW - timedelta(days=1), "revoked"),
    ],
)
def test_a_code_is_open_until_it_expires_is_used_up_or_revoked(code: JoinCode, moment: datetime, state: str) -> None:
    assert rules.state_of_code(code, moment) == state
    assert rules.is_open(code, a_class(), moment) == (state == "open")


def test_a_code_that_does_not_exist_is_not_open() -> None:
    assert not rules.is_open(None, None, NOW)


def test_the_code_of_an_archived_class_is_not_open() -> None:
    archived = a_class()
    archived.archived_at = NOW - timedelta(days=1)

    assert not rules.is_open(a_code(), archived, NOW - timedelta(seconds=1))


def test_the_same_form_code_and_name_have_the_same_key_however_they_are_typed() -> None:
    keys = {
        rules.registration_key("token", "ABCD2345", "Mia"),
        rules.registration_key("token", "abcd-2345", " MIA "),
    }

    assert len(keys) == 1


@pytest.mark.parametrize(
    "other", [("token2", "ABCD2345", "Mia"), ("token", "ABCD2346", "Mia"), ("token", "ABCD2345", "Mo")]
)
def test_another_form_code_or_name_has_another_key(other: tuple[str, str, str]) -> None:
    assert rules.registration_key(*other) != rules.registration_key("token", "ABCD2345", "Mia")


def test_a_student_moves_between_classes_of_one_school() -> None:
    assert rules.why_not_move(a_student(a_class()), a_class()) is None


def test_a_student_without_a_class_may_enter_one_of_the_same_school() -> None:
    assert rules.why_not_move(a_student(), a_class()) is None


def test_a_student_who_is_in_the_class_is_told_so() -> None:
    present = a_class()

    refusal = rules.why_not_move(a_student(present), present)

    assert refusal is not None
    assert (refusal.code, refusal.reason) == ("already_in_class", "Du bist schon in der Klasse 10a.")


def test_a_student_of_another_school_signs_out_first() -> None:
    refusal = rules.why_not_move(a_student(a_class()), a_class(OTHER_SCHOOL))

    assert refusal is not None
    assert refusal.code == "other_school"


def test_only_nobody_registers() -> None:
    refusal = rules.why_not_register(a_student())

    assert refusal is not None
    assert refusal.code == "signed_in"
    assert rules.why_not_register(None) is None


def test_there_is_nothing_to_print_of_nobody() -> None:
    refusal = rules.why_not_print([])

    assert refusal is not None
    assert refusal.code == "nobody_in_class"
    assert rules.why_not_print([NewCard(a_student(), None)]) is None
