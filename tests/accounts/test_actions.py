"""Passwords, sessions, links and grants: what changes and what ends."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app.accounts import actions, queries
from app.accounts.models import User
from app.core import clock
from app.core.access import Role
from app.core.errors import GoneError, InvalidError, RefusedError
from tests.support.classes import audited, link_in_newest_mail
from tests.support.people import PASSWORD, a_class, a_school, a_student, a_teacher, an_admin

# Later than everything that happens at the time of the test.
NOW = datetime(2100, 11, 22, 8, 0, tzinfo=UTC)
NEW = "lampe-boot-kissen-stern"


@pytest.fixture
def teacher(app: Flask) -> User:
    del app
    return a_teacher(a_school())


def link_for(person: User) -> str:
    actions.send_magic_link(str(person.email))
    return link_in_newest_mail(str(person.email)).removeprefix("/sign-in/link/")


# ---------------------------------------------------------------- passwords
@pytest.mark.parametrize("typed", [PASSWORD, "Wolke Tisch Apfel Rabe"])
def test_a_passphrase_opens_as_printed_or_with_blanks(teacher: User, typed: str) -> None:
    assert actions.is_password_of(teacher, typed)


@pytest.mark.parametrize("typed", ["", "wolke-tisch-apfel", "wolke-tisch-apfel-raben", PASSWORD + "x"])
def test_nothing_else_opens(teacher: User, typed: str) -> None:
    assert not actions.is_password_of(teacher, typed)


def test_nobody_has_no_password(teacher: User) -> None:
    assert teacher.password_hash
    assert not actions.is_password_of(None, PASSWORD)


def test_a_new_password_ends_all_other_sessions(teacher: User) -> None:
    other, here = actions.begin_session(teacher), actions.begin_session(teacher)

    new_token = actions.choose_password(teacher, here, current=PASSWORD, new=NEW)

    changed = queries.person(teacher.id)
    assert actions.is_password_of(changed, NEW)
    assert [queries.person_of_session(token, str(teacher.id)) for token in (other, here)] == [None, None]
    assert queries.person_of_session(new_token, str(teacher.id)) is not None


def test_a_new_password_takes_the_old_one(teacher: User) -> None:
    here = actions.begin_session(teacher)

    with pytest.raises(InvalidError) as refused:
        actions.choose_password(teacher, here, current="wrong-wrong", new=NEW)

    assert refused.value.errors == {"current_password": ["Das ist nicht das jetzige Passwort."]}
    assert actions.is_password_of(queries.person(teacher.id), PASSWORD)


def test_who_came_by_link_chooses_a_password_without_the_old_one(teacher: User) -> None:
    with clock.at(NOW):
        person, here = actions.use_magic_link(link_for(teacher))
        actions.choose_password(person, here, current="", new=NEW)

    assert actions.is_password_of(queries.person(teacher.id), NEW)


def test_half_an_hour_after_the_link_the_old_password_is_needed_again(teacher: User) -> None:
    with clock.at(NOW):
        person, here = actions.use_magic_link(link_for(teacher))

    with clock.at(NOW + timedelta(minutes=30)), pytest.raises(InvalidError):
        actions.choose_password(person, here, current="", new=NEW)


def test_the_session_of_somebody_else_opens_no_such_door(teacher: User) -> None:
    other = a_teacher(a_school())
    with clock.at(NOW):
        _person, elsewhere = actions.use_magic_link(link_for(other))
        with pytest.raises(InvalidError):
            actions.choose_password(teacher, elsewhere, current="", new=NEW)


def test_a_weak_password_is_refused_with_the_reason(teacher: User) -> None:
    with pytest.raises(InvalidError) as refused:
        actions.choose_password(teacher, actions.begin_session(teacher), current=PASSWORD, new="tarek-tarek")

    assert refused.value.errors == {"new_password": ["Bitte nicht den eigenen Namen nehmen."]}


# ---------------------------------------------------------------- links
def test_a_link_signs_in_once(teacher: User) -> None:
    token = link_for(teacher)

    person, session_token = actions.use_magic_link(token)

    assert person.id == teacher.id
    assert queries.person_of_session(session_token, str(teacher.id)) is not None
    with pytest.raises(GoneError):
        actions.use_magic_link(token)


def test_a_link_lasts_thirty_minutes_to_the_second(teacher: User) -> None:
    with clock.at(NOW):
        first, second = link_for(teacher), link_for(a_teacher(a_school()))

    with clock.at(NOW + timedelta(minutes=30, seconds=-1)):
        assert actions.use_magic_link(first)[0].id == teacher.id
    with clock.at(NOW + timedelta(minutes=30)), pytest.raises(GoneError):
        actions.use_magic_link(second)


def test_a_new_password_ends_links_that_are_on_their_way(teacher: User) -> None:
    token = link_for(teacher)

    actions.choose_password(teacher, actions.begin_session(teacher), current=PASSWORD, new=NEW)

    with pytest.raises(GoneError):
        actions.use_magic_link(token)


def test_an_unknown_address_gets_no_link(teacher: User) -> None:
    del teacher
    actions.send_magic_link("nobody@example.org")

    assert audited("send_magic_link") == []


# ---------------------------------------------------------------- sessions and grants
def test_a_session_that_was_ended_opens_nothing(teacher: User) -> None:
    token = actions.begin_session(teacher)

    actions.end_session(teacher, token)

    assert queries.person_of_session(token, str(teacher.id)) is None


def test_a_role_given_twice_is_given_once(teacher: User) -> None:
    admin = an_admin()

    for _time in range(2):
        actions.grant(admin, teacher, Role.JUROR)

    assert queries.person(teacher.id).roles == {Role.TEACHER, Role.JUROR}
    given = [event for event in audited("grant") if event.values["role"] == Role.JUROR]
    assert [event.object_id for event in given] == [teacher.id]


def test_a_student_gets_no_second_role_and_staff_does_not_become_one(teacher: User) -> None:
    student, admin = a_student(a_class(teacher)), an_admin()

    for person, role in ((student, Role.JUROR), (teacher, Role.STUDENT)):
        with pytest.raises(RefusedError):
            actions.grant(admin, person, role)

    assert queries.person(student.id).roles == {Role.STUDENT}


def test_an_address_belongs_to_one_person(teacher: User) -> None:
    with pytest.raises(InvalidError) as refused:
        actions.add_person("Eve", email=f" {str(teacher.email).upper()}")

    assert list(refused.value.errors) == ["email"]


# ---------------------------------------------------------------- companies and roles that end
def test_a_company_is_one_row_however_it_is_spelt_and_staff_lets_it_be_suggested(app: Flask) -> None:
    del app
    first = actions.company_named("Zahnrad AG", by_staff=False)
    before = queries.company_names(for_staff=False)
    second = actions.company_named("zahnrad", by_staff=True)

    assert (first.id, second.name, before) == (second.id, "Zahnrad AG", [])
    assert queries.company_names(for_staff=False) == queries.company_names(for_staff=True) == ["Zahnrad AG"]


def test_a_role_is_taken_once_and_only_by_who_could_give_it(teacher: User) -> None:
    admin = an_admin()
    actions.grant(admin, teacher, Role.CHAIR)
    with pytest.raises(RefusedError):
        actions.take_role(teacher, teacher.id, Role.CHAIR)
    for _time in range(2):
        actions.take_role(admin, teacher.id, Role.CHAIR)

    assert queries.person(teacher.id).roles == {Role.TEACHER}
    assert len(audited("take_role")) == 1
