"""Which sheets of a round follow another version than the one in use."""

import pytest

from app.confirmations import queries
from app.rubrics.queries import rubric_of
from app.rubrics.rules import Mark
from tests.confirmations.test_actions import ask
from tests.support.jury import a_draft, a_handed_in_sheet, a_juror, a_submission, an_assignment
from tests.support.prepared import prepared
from tests.support.teams import Ground, a_ground
from tests.support.versions import a_new_version


@pytest.fixture
@prepared
def ground(app: object) -> Ground:
    del app
    return a_ground()


def test_older_sheets_are_those_of_this_round_by_an_earlier_version(ground: Ground) -> None:
    first, second, later = (a_juror(ground.round) for _number in range(3))
    idea = a_submission(ground)
    final = a_handed_in_sheet(first, an_assignment(first, idea), 4)
    draft = a_draft(second, an_assignment(second, idea), {"benefit": Mark(2)})
    before = queries.older_sheets_of(ground.round.id, rubric_of(ground.round.id).id)
    a_new_version(ground)
    a_handed_in_sheet(later, an_assignment(later, idea))

    sheets = queries.older_sheets_of(ground.round.id, rubric_of(ground.round.id).id)

    assert (before, {(each.id, each.is_final, each.juror_id) for each in sheets}) == (
        [],
        {(final.id, True, first.id), (draft.id, False, second.id)},
    )
    said = queries.said_on(sheets)
    assert (len(said[final.id]), [mark.points for mark in said[draft.id].values() if mark.points]) == (7, [2])
    assert {each.id for each in queries.jurors_of(sheets)} == {first.id, second.id}
    assert set(queries.numbers_of({each.rubric_id for each in sheets}).values()) == {1}


def test_what_waits_is_counted_until_it_is_confirmed(ground: Ground) -> None:
    juror = a_juror(ground.round)
    assignment = an_assignment(juror, a_submission(ground))
    a_handed_in_sheet(juror, assignment, 4)
    a_new_version(ground)
    ask(ground)
    waiting = queries.unconfirmed_in(ground.round.id)
    a_handed_in_sheet(juror, assignment, 4)
    assert (waiting, queries.unconfirmed_in(ground.round.id)) == (1, 0)
