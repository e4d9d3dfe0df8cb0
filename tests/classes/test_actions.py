"""Codes, registering, cards: what changes, what is noted, and what holds when many come at once."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app.accounts import actions as accounts
from app.accounts import queries as people
from app.accounts.models import SchoolClass, User
from app.accounts.rules import passphrase_from
from app.classes import actions, queries
from app.core import audit, clock, db
from app.core.access import Role
from app.core.errors import InvalidError, NotFoundError, RefusedError
from app.core.text import CODE_ALPHABET
from tests.support.classes import NO_SUCH_CODE, SAME_REGISTRATION, audited, registered
from tests.support.people import (
    PASSWORD,
    a_class,
    a_code,
    a_school,
    a_student,
    a_teacher,
    hash_of_everybody,
)
from tests.support.prepared import prepared

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@pytest.fixture
@prepared
def teacher(app: Flask) -> User:
    del app
    return a_teacher(a_school())


@pytest.fixture
def school_class(teacher: User) -> SchoolClass:
    return a_class(teacher, "10a")


# ---------------------------------------------------------------- codes
def test_a_code_has_eight_characters_that_nobody_mistakes(teacher: User, school_class: SchoolClass) -> None:
    with clock.at(NOW):
        code = actions.create_join_code(teacher, school_class.id)

    assert len(code.code) == 8
    assert set(code.code) <= set(CODE_ALPHABET)
    assert (code.expires_at, code.max_uses) == (NOW + timedelta(days=42), 35)


def test_nobody_makes_a_code_for_a_class_of_others(school_class: SchoolClass) -> None:
    with pytest.raises(NotFoundError):
        actions.create_join_code(a_teacher(school_class.school), school_class.id)

    assert queries.codes_of(school_class) == []


def test_a_code_is_revoked_once(teacher: User, school_class: SchoolClass) -> None:
    code = a_code(school_class)
    for moment in (NOW, NOW + timedelta(hours=1)):
        with clock.at(moment):
            actions.revoke_join_code(teacher, school_class.id, code.id)

    assert queries.codes_of(school_class)[0].revoked_at == NOW
    assert [event.object_id for event in audited("revoke_join_code")] == [code.id]


# ---------------------------------------------------------------- registering
def test_who_registers_is_a_student_of_the_class_and_nothing_else(school_class: SchoolClass) -> None:
    card = registered(a_code(school_class).code, "Mia")

    student = people.person(card.student.id)
    assert (student.name, student.school_class_id, student.email) == ("Mia", school_class.id, None)
    assert student.roles == {Role.STUDENT}
    assert student.school_ids(Role.STUDENT) == {school_class.school_id}
    assert accounts.is_password_of(student, str(card.passphrase))


def test_the_log_of_a_registration_names_nobody(school_class: SchoolClass) -> None:
    card = registered(a_code(school_class).code, "Mia")

    (noted,) = audited("register")
    code = queries.codes_of(school_class)[0]
    assert (noted.actor_id, noted.object_id) == (card.student.id, card.student.id)
    assert noted.values == {"class": str(school_class.id), "code": str(code.id)}


def test_a_login_name_is_a_pseudonym(school_class: SchoolClass) -> None:
    student = registered(a_code(school_class).code, "Mia").student

    assert "mia" not in str(student.login_name)
    assert len(str(student.login_name).split("-")) == 3


def test_a_code_that_does_not_work_makes_nobody(school_class: SchoolClass) -> None:
    del school_class
    with pytest.raises(InvalidError) as refused:
        registered("22222222")

    assert refused.value.errors == {"code": [NO_SUCH_CODE]}
    assert audited("register") == []


def test_the_same_form_again_after_some_minutes_opens_nothing(school_class: SchoolClass) -> None:
    code = a_code(school_class)
    with clock.at(NOW):
        first = registered(code.code)
    with clock.at(NOW + SAME_REGISTRATION - timedelta(seconds=1)):
        again = registered(code.code)

    with clock.at(NOW + SAME_REGISTRATION), pytest.raises(InvalidError):
        registered(code.code)
    assert again.student.id == first.student.id
    assert again.passphrase == first.passphrase


def test_the_same_form_again_opens_nothing_once_the_password_was_changed(
    teacher: User, school_class: SchoolClass
) -> None:
    code = a_code(school_class)
    card = registered(code.code)
    actions.new_cards(teacher, school_class.id, [card.student.id], "another token")

    with pytest.raises(InvalidError):
        registered(code.code)


def test_another_name_in_the_same_form_is_another_student(school_class: SchoolClass) -> None:
    code = a_code(school_class)

    registered(code.code, "Mia", "one form")
    registered(code.code, "Ben", "one form")

    assert [student.name for student in queries.students_of(school_class)] == ["Ben", "Mia"]


def in_threads(app: Flask, count: int, call: object) -> list[object]:
    """Call with the numbers below `count` at once, each on a connection of its own; what each returns or raises."""

    def alone(number: int) -> object:
        with app.app_context():
            try:
                return call(number)  # type: ignore[operator]  # a callable of any kind
            except (InvalidError, RefusedError) as error:
                return error
            finally:
                db.close_session()

    with ThreadPoolExecutor(count) as pool:
        return [future.result() for future in [pool.submit(Context().run, alone, number) for number in range(count)]]


def test_twenty_at_once_get_exactly_as_many_places_as_the_code_has(app: Flask, school_class: SchoolClass) -> None:
    code = a_code(school_class, max_uses=7).code

    outcomes = in_threads(
        app, 20, lambda number: actions.enrol(code, f"Kind {number}", uuid.uuid4().hex, hash_of_everybody(), PASSWORD)
    )

    refusals = [outcome for outcome in outcomes if isinstance(outcome, InvalidError)]
    db.close_session()
    assert len(refusals) == 13
    assert {str(refusal) for refusal in refusals} == {NO_SUCH_CODE}
    assert len(queries.students_of(school_class)) == 7
    assert queries.codes_of(school_class)[0].use_count == 7
    assert audit.verify() == []


def test_a_double_click_at_the_same_moment_makes_one_student(app: Flask, school_class: SchoolClass) -> None:
    code = a_code(school_class).code

    outcomes = in_threads(app, 6, lambda _number: registered(code, "Mia", "one form").passphrase)

    db.close_session()
    assert set(outcomes) == {passphrase_from("one form")}
    assert len(queries.students_of(school_class)) == 1
    assert queries.codes_of(school_class)[0].use_count == 1


# ---------------------------------------------------------------- moving and leaving
def test_moving_counts_as_a_use_and_is_noted(teacher: User, school_class: SchoolClass) -> None:
    student, other = a_student(school_class), a_class(teacher, "10b")
    code = a_code(other)

    moved = actions.move_class(people.person(student.id), code.code)

    assert moved.id == other.id
    assert queries.codes_of(other)[0].use_count == 1
    assert [event.values for event in audited("move_class")] == [
        {"from": str(school_class.id), "to": str(other.id), "code": str(code.id)}
    ]


def test_a_removed_student_comes_back_with_a_code_of_the_same_school(teacher: User, school_class: SchoolClass) -> None:
    student, other = a_student(school_class), a_class(teacher, "10b")
    actions.remove_student(teacher, school_class.id, student.id)
    gone = people.person(student.id).school_class_id

    actions.move_class(people.person(student.id), a_code(other).code)

    assert gone is None
    assert people.person(student.id).school_class_id == other.id


def test_a_removed_student_keeps_role_and_password(teacher: User, school_class: SchoolClass) -> None:
    student = a_student(school_class)

    actions.remove_student(teacher, school_class.id, student.id)

    left = people.person(student.id)
    assert left.roles == {Role.STUDENT}
    assert accounts.is_password_of(left, PASSWORD)


def test_a_refused_move_uses_no_place(school_class: SchoolClass) -> None:
    student = a_student(school_class)
    code = queries.codes_of(school_class)[0]
    used = code.use_count

    with pytest.raises(RefusedError):
        actions.move_class(people.person(student.id), code.code)

    assert queries.codes_of(school_class)[0].use_count == used


# ---------------------------------------------------------------- cards
def test_new_cards_replace_passwords_and_end_sessions(teacher: User, school_class: SchoolClass) -> None:
    mia, ben = a_student(school_class, "Mia"), a_student(school_class, "Ben")
    session_token = accounts.begin_session(mia)

    (card,) = actions.new_cards(teacher, school_class.id, [mia.id], "a token")

    assert accounts.is_password_of(people.person(mia.id), str(card.passphrase))
    assert not accounts.is_password_of(people.person(mia.id), PASSWORD)
    assert accounts.is_password_of(people.person(ben.id), PASSWORD)
    assert people.person_of_session(session_token, str(mia.id)) is None
    assert [event.object_id for event in audited("reset_access")] == [mia.id]


def test_a_form_sent_twice_gives_cards_with_the_same_passphrases(teacher: User, school_class: SchoolClass) -> None:
    ids = [a_student(school_class, name).id for name in ("Mia", "Ben")]

    first = actions.new_cards(teacher, school_class.id, ids, "one form")
    second = actions.new_cards(teacher, school_class.id, ids, "one form")

    assert [card.passphrase for card in first] == [card.passphrase for card in second]
    assert len({card.passphrase for card in first}) == 2
    assert accounts.is_password_of(people.person(ids[0]), str(second[1].passphrase))


def test_nobody_resets_students_of_other_classes(teacher: User, school_class: SchoolClass) -> None:
    mine, other = a_class(teacher, "10b"), a_student(school_class)
    stranger = a_teacher(school_class.school)

    cards = actions.new_cards(teacher, mine.id, [other.id], "a token")
    with pytest.raises(NotFoundError):
        actions.new_cards(stranger, school_class.id, [other.id], "a token")
    with pytest.raises(NotFoundError):
        actions.replace_passphrases(teacher, mine.id, {other.id: hash_of_everybody()})

    assert cards == []
    assert audited("reset_access") == []
