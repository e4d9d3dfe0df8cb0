import contextlib
import uuid
from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy import func, select

from app.core import audit, clock, db, invariants
from app.core.errors import EditConflictError, InvalidError, NotFoundError, RefusedError
from app.rubrics.models import Rubric
from app.rubrics.rules import Mark
from app.scoring import actions, queries, rules
from app.scoring.models import Score
from app.scoring.rules import Sheet
from tests.scoring.conftest import Table
from tests.support.jury import a_draft, a_handed_in_sheet, a_juror, an_assignment, marks
from tests.support.rounds import JUDGING, JURY_CLOSES, JURY_OPENS, ONE_SECOND


@contextlib.contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(RefusedError) as caught:
        yield
    assert caught.value.refusal.code == code


def events(*names: str) -> list[audit.AuditEvent]:
    query = select(audit.AuditEvent).where(audit.AuditEvent.action.in_(names))
    return list(db.session().scalars(query.order_by(audit.AuditEvent.number)))


def state_of(table: Table) -> tuple[str, str]:
    """How far the sheet is, as its assignment and the sheet itself say."""
    reading = queries.reading_of(table.juror, table.assignment.id)
    return reading.assignment.state, reading.sheet.state if reading.sheet else "none"


def hand_in(table: Table, version: int | None = None, *, at: datetime = JUDGING) -> Sheet:
    seen = queries.reading_of(table.juror, table.assignment.id).version if version is None else version
    with clock.at(at):
        return actions.hand_in_sheet(table.juror, table.assignment.id, seen)


def reopen(table: Table, *, at: datetime = JUDGING) -> None:
    with clock.at(at):
        actions.reopen_sheet(table.juror, table.assignment.id)


# ---------------------------------------------------------------- drafts
def test_a_draft_keeps_whatever_is_there(table: Table) -> None:
    a_draft(table.juror, table.assignment, {"novelty": Mark(4), "benefit": Mark(comment="Noch überlegen.")})
    reading = queries.reading_of(table.juror, table.assignment.id)
    assert (reading.marks["novelty"], reading.marks["benefit"]) == (Mark(4), Mark(comment="Noch überlegen."))
    assert state_of(table) == ("begun", "draft")


def test_saving_a_draft_is_no_event_of_the_log(table: Table) -> None:
    a_draft(table.juror, table.assignment, {})
    before = db.session().scalar(select(func.count()).select_from(audit.AuditEvent))
    a_draft(table.juror, table.assignment, marks(table.juror, table.assignment))
    assert db.session().scalar(select(func.count()).select_from(audit.AuditEvent)) == before


def test_the_same_draft_saved_twice_is_one_version(table: Table) -> None:
    said = marks(table.juror, table.assignment)
    assert a_draft(table.juror, table.assignment, said).version == 1
    assert a_draft(table.juror, table.assignment, said).version == 1


def test_even_an_empty_draft_begins_a_sheet_once(table: Table) -> None:
    assert [a_draft(table.juror, table.assignment, {}).version for _number in range(2)] == [1, 1]
    assert state_of(table) == ("begun", "draft")


def test_two_devices_get_both_versions_and_nothing_is_overwritten(table: Table) -> None:
    a_draft(table.juror, table.assignment, {"novelty": Mark(4, comment="Vom Laptop.")}, version=0)
    with pytest.raises(EditConflictError) as caught:
        a_draft(table.juror, table.assignment, {"novelty": Mark(2, comment="Vom Handy.")}, version=0)
    assert [(each.stored, each.offered) for each in caught.value.conflicts] == [
        ("4 Punkte – Vom Laptop.", "2 Punkte – Vom Handy."),
    ]
    assert queries.reading_of(table.juror, table.assignment.id).marks["novelty"] == Mark(4, comment="Vom Laptop.")


def test_two_devices_that_say_the_same_do_not_quarrel(table: Table) -> None:
    said = marks(table.juror, table.assignment)
    a_draft(table.juror, table.assignment, said, version=0)
    assert a_draft(table.juror, table.assignment, said, version=0).version == 1


def test_points_beyond_the_scale_are_not_kept(table: Table) -> None:
    with pytest.raises(InvalidError) as caught:
        a_draft(table.juror, table.assignment, {"novelty": Mark(6)})
    assert caught.value.errors == {"points-novelty": ["Möglich sind 0 bis 5 Punkte."]}
    assert state_of(table) == ("open", "none")


# ---------------------------------------------------------------- handing in
def test_handing_in_makes_a_sheet_final_with_its_exact_total(table: Table) -> None:
    sheet = a_handed_in_sheet(table.juror, table.assignment, 3, {"novelty": 4, "presentation": 2})
    assert (sheet.total, sheet.handed_in_at) == ("62/1", JUDGING)
    assert state_of(table) == ("done", "final")


def test_what_is_missing_is_told_at_once_and_the_draft_stays(table: Table) -> None:
    a_draft(
        table.juror, table.assignment, marks(table.juror, table.assignment, 3, {"novelty": Mark(5), "digital": Mark()})
    )
    with pytest.raises(InvalidError) as caught:
        hand_in(table)
    assert caught.value.errors[""] == [
        "Neuheit: Bei 5 Punkten bitte in einem Satz sagen, warum.",
        "Sinnvoller Einsatz digitaler Technik: Hier fehlen noch die Punkte.",
    ]
    assert state_of(table) == ("begun", "draft")


def test_a_sheet_that_was_never_saved_is_not_handed_in(table: Table) -> None:
    with pytest.raises(InvalidError) as caught:
        hand_in(table, 0)
    assert len(caught.value.errors[""]) == 7


def test_the_first_final_sheet_freezes_the_rubric_and_later_ones_leave_it(table: Table) -> None:
    sheet = a_handed_in_sheet(table.juror, table.assignment)
    frozen_at = db.load(Rubric, sheet.rubric_id).frozen_at
    assert frozen_at == JUDGING
    other = a_juror(table.ground.round)
    a_handed_in_sheet(other, an_assignment(other, table.submission), at=JUDGING + ONE_SECOND)
    db.session().expire_all()
    assert db.load(Rubric, sheet.rubric_id).frozen_at == frozen_at
    assert len(events("freeze_rubric")) == 1


def test_handing_in_twice_is_handing_in_once(table: Table) -> None:
    first = a_handed_in_sheet(table.juror, table.assignment)
    second = hand_in(table, first.version - 1)
    assert (second.id, second.version) == (first.id, first.version)
    assert len(events("hand_in_sheet")) == 1


def test_what_changed_since_the_check_page_is_not_handed_in(table: Table) -> None:
    seen = a_draft(table.juror, table.assignment, marks(table.juror, table.assignment, 3)).version
    a_draft(table.juror, table.assignment, marks(table.juror, table.assignment, 4))
    with refused("changed_meanwhile"):
        hand_in(table, seen)
    assert state_of(table) == ("begun", "draft")


def test_a_final_sheet_takes_no_further_draft(table: Table) -> None:
    a_handed_in_sheet(table.juror, table.assignment)
    with refused("already_handed_in"):
        a_draft(table.juror, table.assignment, marks(table.juror, table.assignment, 1))
    assert queries.reading_of(table.juror, table.assignment.id).marks["novelty"] == Mark(3)


# ---------------------------------------------------------------- opening again
def test_a_sheet_opened_again_keeps_every_mark_and_loses_its_total(table: Table) -> None:
    a_handed_in_sheet(table.juror, table.assignment, 4)
    reopen(table)
    reading = queries.reading_of(table.juror, table.assignment.id)
    assert reading.sheet is not None
    assert (reading.sheet.total, reading.sheet.handed_in_at, reading.marks["novelty"]) == ("", None, Mark(4))
    assert state_of(table) == ("begun", "draft")


def test_opening_a_draft_again_changes_nothing(table: Table) -> None:
    a_draft(table.juror, table.assignment, {"novelty": Mark(1)})
    reopen(table)
    assert events("reopen_sheet") == []


def test_the_log_holds_old_and_new_points_of_a_sheet_that_was_opened_again(table: Table) -> None:
    first = a_handed_in_sheet(table.juror, table.assignment, 3)
    old_digest = rules.digest_of(first.rubric_id, marks(table.juror, table.assignment, 3))
    reopen(table)
    a_handed_in_sheet(table.juror, table.assignment, 3, {"novelty": 4, "teamwork": None})
    found = [(e.action, e.values["points"]["novelty"], e.values["points"]["teamwork"], e.values["total"])
             for e in events("hand_in_sheet", "reopen_sheet")]  # fmt: skip
    assert found == [
        ("hand_in_sheet", 3, 3, "60/1"),
        ("reopen_sheet", 3, 3, "60/1"),
        ("hand_in_sheet", 4, None, "580/9"),
    ]
    assert [event.values["digest"] for event in events("hand_in_sheet", "reopen_sheet")][:2] == [old_digest] * 2
    assert invariants.breaches() == {}


def test_the_log_holds_no_word_of_a_comment(table: Table) -> None:
    a_handed_in_sheet(table.juror, table.assignment, 3, {"novelty": Mark(5, comment="Wunderbar neu")})
    (event,) = events("hand_in_sheet")
    assert "Wunderbar" not in str(event.values)


# ---------------------------------------------------------------- when, and who
BOUNDS = [(JURY_OPENS - ONE_SECOND, False), (JURY_OPENS, True), (JURY_CLOSES - ONE_SECOND, True), (JURY_CLOSES, False)]


@pytest.mark.parametrize(("now", "is_open"), BOUNDS)
def test_drafts_are_kept_to_the_last_second(table: Table, now: datetime, is_open: bool) -> None:  # noqa: FBT001 # a case
    with contextlib.suppress(RefusedError):
        a_draft(table.juror, table.assignment, {"novelty": Mark(1)}, at=now)
    assert state_of(table) == (("begun", "draft") if is_open else ("open", "none"))


@pytest.mark.parametrize(("now", "is_open"), BOUNDS[2:])
def test_sheets_are_handed_in_and_opened_again_to_the_last_second(table: Table, now: datetime, is_open: bool) -> None:  # noqa: FBT001 # a case
    a_draft(table.juror, table.assignment, marks(table.juror, table.assignment))
    with contextlib.suppress(RefusedError):
        hand_in(table, at=now)
    assert state_of(table) == (("done", "final") if is_open else ("begun", "draft"))
    hand_in(table) if not is_open else None
    with contextlib.suppress(RefusedError):
        reopen(table, at=now)
    assert state_of(table) == (("begun", "draft") if is_open else ("done", "final"))


def test_another_juror_changes_nothing_on_a_sheet(table: Table) -> None:
    other = a_juror(table.ground.round)
    a_handed_in_sheet(table.juror, table.assignment)
    with clock.at(JUDGING):
        for change in (
            lambda: actions.save_sheet(other, table.assignment.id, {"novelty": Mark(0)}, 2),
            lambda: actions.hand_in_sheet(other, table.assignment.id, 2),
            lambda: actions.reopen_sheet(other, table.assignment.id),
            lambda: actions.reopen_sheet(table.juror, uuid.uuid4()),
        ):
            with pytest.raises(NotFoundError):
                change()
    assert state_of(table) == ("done", "final")
    assert set(db.session().scalars(select(Score.points))) == {3}
