"""Twelve at once: the row of the assignment lets one after the other in."""

import threading
from collections import Counter
from collections.abc import Callable

from sqlalchemy import select

from app.accounts import queries as people
from app.core import audit, clock, db, invariants
from app.core.errors import DomainError
from app.rubrics.rules import Mark
from app.scoring import actions, queries
from app.scoring.models import Score, ScoreSheet
from tests.scoring.conftest import Table
from tests.support.jury import a_draft, a_juror, an_assignment, marks
from tests.support.rounds import JUDGING

CROWD = 12


def at_once(table: Table, deed: Callable[[int], object]) -> Counter[str]:
    """Let everybody of the crowd do it in the same moment; counts how it ended for them."""
    start, ends = threading.Barrier(CROWD), Counter[str]()

    def run(number: int) -> None:
        with table.app.app_context(), clock.at(JUDGING):
            start.wait()
            try:
                deed(number)
                ends["done"] += 1
            except DomainError as error:
                ends[type(error).__name__] += 1
            except Exception as error:  # noqa: BLE001 # a fault in a thread would otherwise be lost
                ends[repr(error)] += 1
            finally:
                db.close_session()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(CROWD)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session().rollback()
    db.session().expire_all()
    return ends


def test_twelve_times_handed_in_at_once_is_handed_in_once(table: Table) -> None:
    juror_id, assignment_id = table.juror.id, table.assignment.id
    version = a_draft(table.juror, table.assignment, marks(table.juror, table.assignment)).version
    ends = at_once(table, lambda _n: actions.hand_in_sheet(people.person(juror_id), assignment_id, version))
    assert ends == {"done": CROWD}
    assert [(sheet.state, sheet.total) for sheet in db.session().scalars(select(ScoreSheet))] == [("final", "60/1")]
    query = select(audit.AuditEvent.number).where(audit.AuditEvent.action == "hand_in_sheet")
    assert len(list(db.session().scalars(query))) == 1
    assert invariants.breaches() == {}


def test_of_twelve_first_drafts_at_once_one_is_kept_and_eleven_are_told(table: Table) -> None:
    juror_id, assignment_id = table.juror.id, table.assignment.id
    keys = list(marks(table.juror, table.assignment))

    def save(number: int) -> None:
        said = {key: Mark(number % 6, comment=f"Gerät {number}") for key in keys}
        actions.save_sheet(people.person(juror_id), assignment_id, said, 0)

    assert at_once(table, save) == {"done": 1, "EditConflictError": CROWD - 1}
    comments = set(db.session().scalars(select(Score.comment)))
    assert len(comments) == 1
    assert len(list(db.session().scalars(select(Score.id)))) == len(keys)
    assert invariants.breaches() == {}


def test_twelve_jurors_who_hand_in_at_once_freeze_the_rubric_once(table: Table) -> None:
    jurors = [a_juror(table.ground.round, name=f"Jury {number}") for number in range(CROWD)]
    assignments = [an_assignment(juror, table.submission) for juror in jurors]
    for juror, assignment in zip(jurors, assignments, strict=True):
        a_draft(juror, assignment, marks(juror, assignment))
    ids = [(juror.id, assignment.id) for juror, assignment in zip(jurors, assignments, strict=True)]
    ends = at_once(table, lambda n: actions.hand_in_sheet(people.person(ids[n][0]), ids[n][1], 1))
    assert ends == {"done": CROWD}
    query = select(audit.AuditEvent.action).where(audit.AuditEvent.action.in_(["hand_in_sheet", "freeze_rubric"]))
    assert Counter(db.session().scalars(query)) == {"hand_in_sheet": CROWD, "freeze_rubric": 1}
    assert invariants.breaches() == {}
    assert audit.verify() == []


def test_a_sheet_handed_in_and_changed_at_once_is_one_or_the_other(table: Table) -> None:
    juror_id, assignment_id = table.juror.id, table.assignment.id
    version = a_draft(table.juror, table.assignment, marks(table.juror, table.assignment, 3)).version
    other = marks(table.juror, table.assignment, 4)

    def act(number: int) -> None:
        juror = people.person(juror_id)
        if number % 2:
            actions.hand_in_sheet(juror, assignment_id, version)
        else:
            actions.save_sheet(juror, assignment_id, other, version)

    at_once(table, act)
    reading = queries.reading_of(table.juror, assignment_id)
    assert reading.sheet is not None
    assert (reading.sheet.state, reading.marks["novelty"].points) in {("final", 3), ("draft", 4)}
    assert invariants.breaches() == {}
