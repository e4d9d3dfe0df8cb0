"""What saving costs the database: the same for one idea and for a hundred."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from sqlalchemy import Connection, event

from app.accounts.models import User
from app.core import clock, db
from app.rubrics.rules import Mark
from app.scoring import actions
from tests.scoring.conftest import Table
from tests.support.crowds import add_crowd
from tests.support.jury import a_draft, a_handed_in_sheet, a_juror, an_assignment, marks
from tests.support.rounds import JUDGING
from tests.support.statements import statements

# PostgreSQL locks the row of the assignment, and has statements of its own for jobs.
_MOST, _MOST_TO_HAND_IN = 6, 12


@contextmanager
def commits() -> Iterator[list[object]]:
    """Every transaction that is committed meanwhile."""
    seen: list[object] = []

    def note(connection: Connection) -> None:
        seen.append(connection)

    event.listen(db.engine(), "commit", note)
    try:
        yield seen
    finally:
        event.remove(db.engine(), "commit", note)


def signed_in(person: User) -> User:
    """Somebody as a request knows them: of no session, so that an action reads them no more."""
    db.session().refresh(person)
    db.session().expunge(person)
    return person


def cost_of_a_save(juror: User, assignment_id: uuid.UUID, version: int, points: int) -> tuple[int, int]:
    """How many statements and transactions a changed point takes."""
    with clock.at(JUDGING), statements() as sent, commits() as committed:
        saved = actions.save_sheet(juror, assignment_id, {"novelty": Mark(points)}, version)
    assert saved.version == version + 1
    return len(sent), len(committed)


def test_a_sheet_is_saved_in_one_transaction_of_six_statements_however_many_ideas_there_are(table: Table) -> None:
    a_draft(table.juror, table.assignment, {"novelty": Mark(1)})
    save = partial(cost_of_a_save, signed_in(table.juror), table.assignment.id)
    save(1, 2)  # the rubric is read once in the life of a process
    few = save(2, 3)
    add_crowd(table.submission, 100)
    many = save(3, 4)
    assert few == many
    assert (many[0] <= _MOST, many[1]) == (True, 1)


def test_a_sheet_is_handed_in_with_twelve_statements_however_many_there_are(table: Table) -> None:
    a_handed_in_sheet(table.juror, table.assignment)  # the first one freezes the rubric
    counts = []
    for crowd in (0, 100):
        if crowd:
            add_crowd(table.submission, crowd)
        juror = signed_in(a_juror(table.ground.round))
        assignment = an_assignment(juror, table.submission)
        version = a_draft(juror, assignment, marks(juror, assignment)).version
        with clock.at(JUDGING), statements() as sent:
            actions.hand_in_sheet(juror, assignment.id, version)
        counts.append(len(sent))
    assert (counts[0] == counts[1], counts[0] <= _MOST_TO_HAND_IN) == (True, True)
