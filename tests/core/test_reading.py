"""Rows with the rows they point at, read by a statement that is put together once."""

import uuid

import pytest
from flask import Flask
from sqlalchemy import bindparam
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm.exc import DetachedInstanceError

from app.accounts.models import SchoolClass, User
from app.core import db
from app.core.reading import Reader
from tests.support import people
from tests.support.statements import statements

_users = db.table(User).c
_IN_CLASS = Reader(
    User,
    "school_class.school",
    where=[_users.school_class_id == bindparam("class_id")],
    order_by=[_users.name],
    only={"": ["name", "created_at"], "school_class.school": ["name"]},
)
_NAMED = Reader(User, "school_class.school", where=[_users.name == bindparam("name")])


@pytest.fixture
def school_class(app: Flask) -> SchoolClass:
    del app
    found = people.a_class(people.a_teacher(people.a_school(name="Schule am Westpark")), "10a")
    people.a_student(found, "Mia")
    people.a_student(found, "Ben")
    db.close_session()
    return found


def test_rows_come_with_what_they_point_at_by_one_query(school_class: SchoolClass) -> None:
    with statements() as sent:
        found = _IN_CLASS.all(class_id=school_class.id)
    classes = [each.school_class for each in found]
    assert [each.name for each in found] == ["Ben", "Mia"]
    assert [(each.name, each.school.name) for each in classes if each] == [("10a", "Schule am Westpark")] * 2
    assert len(sent) == 1


def test_columns_are_what_the_session_would_have_made_of_them(school_class: SchoolClass) -> None:
    del school_class
    read, loaded = _NAMED.first(name="Mia"), db.session().scalars(_NAMED.entities, {"name": "Mia"}).one()
    assert read is not None
    keys = User.__table__.c.keys()
    assert [getattr(read, key) for key in keys] == [getattr(loaded, key) for key in keys]
    assert [type(getattr(read, key)) for key in keys] == [type(getattr(loaded, key)) for key in keys]


def test_a_row_without_one_to_point_at_has_none(app: Flask) -> None:
    del app
    admin = people.an_admin("Ada")
    found = _NAMED.first(name="Ada")
    assert found is not None
    assert (found.id, found.school_class) == (admin.id, None)


def test_no_row_is_none(app: Flask) -> None:
    del app
    assert (_IN_CLASS.all(class_id=uuid.uuid4()), _IN_CLASS.first(class_id=uuid.uuid4())) == ([], None)


def test_what_was_not_asked_for_raises(school_class: SchoolClass) -> None:
    found = _IN_CLASS.all(class_id=school_class.id)[0]
    with pytest.raises(InvalidRequestError):
        _ = found.grants
    with pytest.raises(DetachedInstanceError):
        _ = found.email


def test_rows_read_for_a_page_are_of_no_session_and_those_of_an_action_are(school_class: SchoolClass) -> None:
    def in_session() -> list[bool]:
        return [each in db.session() for each in _IN_CLASS.all(class_id=school_class.id)]

    assert (in_session(), db.action(in_session)()) == ([False, False], [True, True])


def test_an_action_changes_what_it_reads(school_class: SchoolClass) -> None:
    @db.action
    def rename() -> None:
        for student in _IN_CLASS.all(class_id=school_class.id):
            student.name += " K."

    rename()
    assert [each.name for each in _IN_CLASS.all(class_id=school_class.id)] == ["Ben K.", "Mia K."]
