import pytest
from sqlalchemy import select

from app.core import db
from app.core.audit import AuditEvent
from app.rubrics.rules import Mark
from tests.folders.scripts import everything, reading, save
from tests.scoring.conftest import Table
from tests.support.jury import a_handed_in_sheet


def test_a_sheet_filled_in_without_network_is_handed_in_with_its_last_marks_once(table: Table) -> None:
    told = save(table, everything(table), key="one")
    assert (told.body["is_final"], told.body["open"]) == (True, [])
    assert save(table, everything(table), key="one").body["is_final"] is True
    assert (reading(table).is_final, reading(table).version) == (True, 2)
    events = db.session().scalars(select(AuditEvent.action).where(AuditEvent.object_kind == "score_sheet"))
    assert list(events) == ["hand_in_sheet"]


def test_a_sheet_in_which_something_is_open_is_kept_and_not_handed_in(table: Table) -> None:
    told = save(table, {"points-novelty": ("3", 0), "hand_in": ("1", 0)})
    assert (told.body["is_final"], len(told.body["open"])) == (False, 6)
    assert reading(table).marks["novelty"] == Mark(3)


@pytest.mark.parametrize("shown", [{}, {"comment-benefit": 0}])
def test_a_sheet_that_was_changed_elsewhere_is_not_handed_in_unseen(table: Table, shown: dict[str, int]) -> None:
    save(table, {"points-novelty": ("5", 0), "comment-benefit": ("Vom Laptop.", 0)})
    told = save(table, everything(table), shown=shown)
    assert told.body["open"] == [
        "Dieser Bogen wurde inzwischen auf einem anderen Gerät geändert. Bitte sehen Sie ihn noch einmal an.",
    ]
    assert reading(table).is_final is False


def test_a_final_sheet_takes_nothing_more_by_itself(table: Table) -> None:
    a_handed_in_sheet(table.juror, table.assignment)
    told = save(table, {"points-novelty": ("1", 2)})
    assert (told.status, told.body["code"]) == (409, "already_handed_in")
