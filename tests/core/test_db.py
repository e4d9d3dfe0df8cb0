"""Transactions, locks and settings of the database, on the database under test."""

import contextvars
import threading
import uuid

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.accounts.models import School
from app.core import db
from app.core.errors import NotFoundError

pytestmark = pytest.mark.usefixtures("app")


def _school(name: str = "Berufsschule Eins") -> School:
    return School(name=name, name_key=name, sort_key=name)


@db.action
def _add_school(name: str) -> School:
    return db.add(_school(name))


@db.action
def _append(school_id: uuid.UUID, letter: str) -> None:
    school = db.load(School, school_id, to_change=True)
    school.name += letter


def test_an_action_that_fails_changes_nothing() -> None:
    @db.action
    def fail() -> None:
        db.add(_school())
        raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert list(db.session().scalars(select(School))) == []


def test_an_action_inside_an_action_fails_with_it() -> None:
    @db.action
    def outer() -> None:
        _add_school("Innen")
        raise LookupError

    with pytest.raises(LookupError):
        outer()
    assert list(db.session().scalars(select(School))) == []


def test_what_waits_for_the_commit_happens_only_after_it() -> None:
    done: list[str] = []

    @db.action
    def deed(*, fails: bool) -> None:
        db.after_commit(lambda: done.append("done"))
        if fails:
            raise LookupError

    with pytest.raises(LookupError):
        deed(fails=True)
    deed(fails=False)
    assert done == ["done"]


def test_a_row_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFoundError):
        db.load(School, uuid.uuid4())


def test_a_second_change_in_one_request_sees_what_others_changed(app: Flask) -> None:
    school = _add_school("A")
    contextvars.Context().run(_elsewhere, app, school.id, "B")
    _append(school.id, "C")
    assert db.load(School, school.id).name == "ABC"


@db.action
def _put(*rows: dict[str, object]) -> None:
    db.session().execute(db.upsert(School, "name_key"), list(rows))


def test_rows_are_written_whether_or_not_they_were_there() -> None:
    old = _add_school("Eins")
    _put({"name": "EINS", "name_key": "Eins", "sort_key": "1"}, {"name": "Zwei", "name_key": "zwei", "sort_key": "2"})
    schools = db.table(School).c
    rows = db.session().execute(select(schools.id == old.id, schools.name, schools.sort_key).order_by(schools.sort_key))
    assert [tuple(row) for row in rows] == [(True, "EINS", "1"), (False, "Zwei", "2")]


def test_of_many_changes_at_once_none_is_lost(app: Flask) -> None:
    school = _add_school("")
    threads = [threading.Thread(target=_elsewhere, args=(app, school.id, "x", 10)) for _thread in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session().rollback()
    db.session().expire_all()
    assert db.load(School, school.id).name == "x" * 120


def _elsewhere(app: Flask, school_id: uuid.UUID, letter: str, times: int = 1) -> None:
    with app.app_context():
        for _time in range(times):
            _append(school_id, letter)
        db.close_session()


def test_sqlite_waits_for_the_disk_before_it_answers() -> None:
    if not db.is_sqlite():
        assert db.session().scalar(text("SHOW server_encoding")) == "UTF8"
        return
    settings = [db.session().scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous", "foreign_keys")]
    assert settings == ["wal", 2, 1]
