import uuid
from datetime import timedelta

import pytest
from sqlalchemy import update

from app.core import db
from app.core.errors import NotFoundError
from app.panels import actions as panels
from app.panels.actions import JurorValues
from app.panels.models import PanelMember
from app.rubrics.rules import Mark
from app.scoring import queries
from tests.scoring.conftest import Table
from tests.support.jury import (
    a_draft,
    a_handed_in_sheet,
    a_juror,
    a_submission,
    an_assignment,
    marks,
    member_of,
)
from tests.support.rounds import BEFORE, COMPETITION, ONE_SECOND, OPENS
from tests.support.teams import a_ground

HANDED_IN = "every final sheet says what was handed in"


def test_a_juror_has_what_was_dealt_to_her_and_nothing_else(table: Table) -> None:
    other = a_juror(table.ground.round)
    an_assignment(other, a_submission(table.ground, "Regentonne"))
    (pile,) = queries.piles_of(table.juror)
    assert [assignment.id for assignment in pile.assignments] == [table.assignment.id]


def test_piles_come_by_round_the_newest_first_and_count_what_is_done(table: Table) -> None:
    a_handed_in_sheet(table.juror, table.assignment)
    second = a_ground(title="Runde 2", opens=OPENS + ONE_SECOND)
    values = JurorValues(table.juror.email or "", "egal")
    panels.add_juror(second.admin, second.round.id, values)
    an_assignment(table.juror, a_submission(second, "Regentonne"))
    piles = queries.piles_of(table.juror)
    assert [(pile.title, pile.done, len(pile.assignments)) for pile in piles] == [
        (f"{COMPETITION}, Runde 2", 0, 1),
        (f"{COMPETITION}, Runde 1", 1, 1),
    ]
    assert [pile.next.title if pile.next else None for pile in piles] == ["Regentonne", None]


def test_every_juror_has_an_order_of_her_own_and_keeps_it(table: Table) -> None:
    submissions = [a_submission(table.ground, f"Idee {number}") for number in range(6)]
    jurors = [a_juror(table.ground.round) for _number in range(4)]
    for juror in jurors:
        for submission in submissions:
            an_assignment(juror, submission)
    orders = [tuple(each.submission_id for each in queries.piles_of(juror)[0].assignments) for juror in jurors]
    again = [tuple(each.submission_id for each in queries.piles_of(juror)[0].assignments) for juror in jurors]
    assert orders == again
    # Four of 720 orders are all the same once in 373 million runs.
    assert len(set(orders)) > 1


def test_what_was_begun_is_next(table: Table) -> None:
    for number in range(4):
        an_assignment(table.juror, a_submission(table.ground, f"Idee {number}"))
    (pile,) = queries.piles_of(table.juror)
    begun = pile.assignments[-1]
    a_draft(table.juror, begun, marks(table.juror, begun))
    (pile,) = queries.piles_of(table.juror)
    assert pile.next is not None
    assert pile.next.id == begun.id


def test_nobody_reaches_the_sheet_of_another_juror(table: Table) -> None:
    other = a_juror(table.ground.round)
    an_assignment(other, table.submission)
    a_handed_in_sheet(table.juror, table.assignment)
    with pytest.raises(NotFoundError):
        queries.reading_of(other, table.assignment.id)
    with pytest.raises(NotFoundError):
        queries.readings_of(other, uuid.uuid4())
    with pytest.raises(NotFoundError):
        queries.reading_of(other, uuid.uuid4())


def test_who_is_no_longer_in_the_jury_reaches_nothing(table: Table) -> None:
    change(PanelMember, member_of(table.ground.round, table.juror).id, removed_at=table.ground.round.created_at)
    assert queries.piles_of(table.juror) == []
    with pytest.raises(NotFoundError):
        queries.reading_of(table.juror, table.assignment.id)


def test_a_reading_holds_the_stored_marks_by_criterion(table: Table) -> None:
    before = queries.reading_of(table.juror, table.assignment.id)
    assert (before.sheet, before.version, before.done, len(before.criteria)) == (None, 0, 0, 7)
    said = marks(table.juror, table.assignment, 4, {"novelty": Mark(5, comment="Neu!"), "teamwork": None})
    a_draft(table.juror, table.assignment, said)
    reading = queries.reading_of(table.juror, table.assignment.id)
    assert (reading.version, reading.done, reading.is_final) == (1, 7, False)
    assert reading.marks == said


def test_each_juror_is_asked_from_another_criterion_on_and_always_from_the_same(table: Table) -> None:
    everybody = [table.juror, *(a_juror(table.ground.round) for _number in range(7))]
    for place, juror in enumerate(everybody):
        change(PanelMember, member_of(table.ground.round, juror).id, created_at=BEFORE + timedelta(days=place))
    second = a_submission(table.ground, "Regentonne")
    begins = []
    for juror in everybody:
        first = table.assignment if juror is table.juror else an_assignment(juror, table.submission)
        readings = [queries.reading_of(juror, each.id) for each in (first, an_assignment(juror, second), first)]
        (asked,) = {tuple(criterion.key for criterion in reading.asked) for reading in readings}
        keys = [criterion.key for criterion in readings[0].criteria]
        begins.append(keys.index(asked[0]))
        assert list(asked) == [*keys[begins[-1] :], *keys[: begins[-1]]]
    assert begins == [0, 1, 2, 3, 4, 5, 6, 0]


def test_who_leaves_the_jury_changes_nobodys_order(table: Table) -> None:
    later = a_juror(table.ground.round)
    change(PanelMember, member_of(table.ground.round, table.juror).id, created_at=BEFORE - timedelta(days=1))
    assignment = an_assignment(later, table.submission)
    before = queries.reading_of(later, assignment.id).asked[0].key
    change(PanelMember, member_of(table.ground.round, table.juror).id, removed_at=table.ground.round.created_at)
    assert (before, queries.reading_of(later, assignment.id).asked[0].key) == ("benefit", "benefit")


def test_the_next_idea_comes_in_the_jurors_own_order_and_from_the_top_after_the_last(table: Table) -> None:
    for number in range(3):
        an_assignment(table.juror, a_submission(table.ground, f"Idee {number}"))
    order = [reading.assignment for reading in queries.readings_of(table.juror, table.ground.round.id)]
    for number in (1, 2):
        a_handed_in_sheet(table.juror, order[number])
    following = [queries.next_assignment(table.juror, present) for present in order]
    assert following == [order[3].id, order[3].id, order[3].id, order[0].id]
    for number in (0, 3):
        a_handed_in_sheet(table.juror, order[number])
    assert queries.next_assignment(table.juror, order[0]) is None


def test_all_readings_of_a_round_are_what_each_is_by_itself(table: Table) -> None:
    an_assignment(table.juror, a_submission(table.ground, "Regentonne"))
    a_handed_in_sheet(table.juror, table.assignment, 3, {"teamwork": None})
    an_assignment(a_juror(table.ground.round), table.submission)
    together = queries.readings_of(table.juror, table.ground.round.id)
    apart = [queries.reading_of(table.juror, each.assignment.id) for each in together]
    assert [(each.assignment, each.sheet, each.marks) for each in together] == [
        (each.assignment, each.sheet, each.marks) for each in apart
    ]
    assert {len(each.phases) for each in together} == {1}


def test_comments_come_by_idea_and_criterion_of_final_sheets_alone_and_without_a_name(table: Table) -> None:
    said = {"novelty": Mark(4, comment="Neu!"), "teamwork": Mark(is_skipped=True, comment="Kein Foto.")}
    sheet = a_handed_in_sheet(table.juror, table.assignment, 3, said)
    other = a_juror(table.ground.round)
    a_draft(other, an_assignment(other, table.submission), {"novelty": Mark(1, comment="Noch nicht fertig.")})
    names = (
        {"de": "Neuheit", "en": "Novelty"},
        {"de": "Teamarbeit und Dokumentation", "en": "Teamwork and documentation"},
    )
    assert queries.final_comments_of(table.ground.round.id) == [
        (table.submission.id, sheet.id, "novelty", names[0], 4, "Neu!"),
        (table.submission.id, sheet.id, "teamwork", names[1], None, "Kein Foto."),
    ]
    assert queries.final_comments_of(uuid.uuid4()) == []


@db.action
def change(model: type[db.Base], id_: uuid.UUID, **values: object) -> None:
    """Behind the back of all actions, as somebody with the database's password could."""
    db.session().execute(update(model).where(model.__table__.c.id == id_).values(**values))
