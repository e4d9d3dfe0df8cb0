"""Whoever changes, removes, adds or reorders events is found out."""

import uuid
from pathlib import Path

import pytest
from sqlalchemy import text

from app.core import audit, db

pytestmark = pytest.mark.usefixtures("app")


@db.action
def _record(count: int = 1) -> None:
    for number in range(count):
        audit.record(uuid.UUID(int=7), "do_thing", "thing", uuid.UUID(int=number), reason="weil", values={"n": number})


def _sql(statement: str) -> None:
    with db.engine().begin() as connection:
        connection.execute(text(statement))


def _faults() -> list[tuple[int, str]]:
    db.session().rollback()
    db.session().expire_all()
    return [(fault.number, fault.problem) for fault in audit.verify()]


def test_a_chain_that_nobody_touched_holds() -> None:
    _record(5)
    _record(3)
    assert _faults() == []


def test_an_empty_chain_holds() -> None:
    assert _faults() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_events SET action = 'other' WHERE number = 3",
        "UPDATE audit_events SET reason = '' WHERE number = 3",
        "UPDATE audit_events SET object_kind = 'other' WHERE number = 3",
        "UPDATE audit_events SET object_id = NULL WHERE number = 3",
        "UPDATE audit_events SET actor_id = NULL WHERE number = 3",
        "UPDATE audit_events SET request_id = 'x' WHERE number = 3",
        "UPDATE audit_events SET at = '2020-01-01 00:00:00.000000' WHERE number = 3",
        "UPDATE audit_events SET \"values\" = '{}' WHERE number = 3",
        "UPDATE audit_events SET hash = previous_hash WHERE number = 3",
        "UPDATE audit_events SET previous_hash = hash WHERE number = 3",
    ],
)
def test_a_changed_event_is_named(statement: str) -> None:
    _record(5)
    _sql(statement)
    assert _faults()[0] == (3, "changed")


def test_a_removed_event_is_named() -> None:
    _record(5)
    _sql("DELETE FROM audit_events WHERE number = 3")
    assert _faults()[0] == (3, "missing")


def test_two_events_that_changed_places_are_noticed() -> None:
    _record(5)
    _sql("UPDATE audit_events SET number = 99 WHERE number = 2")
    _sql("UPDATE audit_events SET number = 2 WHERE number = 3")
    _sql("UPDATE audit_events SET number = 3 WHERE number = 99")
    assert [number for number, _problem in _faults()] == [2, 3, 4]


def test_an_event_put_in_by_hand_is_noticed() -> None:
    _record(2)
    _sql(
        'INSERT INTO audit_events (number, at, action, object_kind, "values", reason, request_id, previous_hash, hash)'
        " SELECT 3, at, action, object_kind, \"values\", reason, request_id, hash, 'made up'"
        " FROM audit_events WHERE number = 2",
    )
    assert (3, "changed") in _faults()


def test_a_cut_tail_is_noticed() -> None:
    _record(5)
    _sql("DELETE FROM audit_events WHERE number > 3")
    assert _faults() == [(4, "the tail is cut")]


def test_a_cut_tail_is_noticed_even_if_the_head_was_set_back() -> None:
    _record(5)
    _sql("DELETE FROM audit_events WHERE number > 3")
    _sql("UPDATE audit_heads SET number = 3, hash = (SELECT hash FROM audit_events WHERE number = 3)")
    assert _faults() == [(4, "the tail is cut")]


def test_a_chain_made_anew_with_another_key_is_noticed(tmp_path: Path) -> None:
    _record(3)
    audit.configure(tmp_path / "other.key")
    assert [number for number, _problem in _faults()] == [1, 2, 3]


def test_an_event_of_an_action_that_failed_is_not_written() -> None:
    @db.action
    def fail() -> None:
        audit.record(None, "do_thing", "thing", None)
        raise LookupError

    with pytest.raises(LookupError):
        fail()
    _record()
    assert (_faults(), db.session().scalar(text("SELECT count(*) FROM audit_events"))) == ([], 1)


def test_going_back_to_a_savepoint_loses_no_event() -> None:
    @db.action
    def try_twice() -> None:
        audit.record(None, "do_thing", "thing", None)
        savepoint = db.session().begin_nested()
        savepoint.rollback()
        audit.record(None, "do_thing", "thing", None)

    try_twice()
    assert (_faults(), db.session().scalar(text("SELECT count(*) FROM audit_events"))) == ([], 2)


def test_nothing_is_recorded_outside_of_an_action() -> None:
    with pytest.raises(RuntimeError):
        audit.record(None, "do_thing", "thing", None)
