"""By which version of the rubric a sheet is begun, and that it stays with it."""

import pytest

from app.core import invariants
from app.core.errors import RefusedError
from app.criteria import actions as criteria
from app.criteria.actions import CriterionValues
from app.rubrics.queries import criteria_of, newest_rubric_of, rubric_of
from app.scoring import queries
from tests.support.jury import a_draft, a_handed_in_sheet, a_juror, a_submission, an_assignment, marks, some_admin
from tests.support.rounds import JUDGING
from tests.support.teams import Ground, a_ground, refusal_code

MUT = CriterionValues(
    {"de": "Mut"}, {"de": "Wie mutig ist die Idee?"}, 100, 0, 5, {"0": {"de": "Gar nicht."}, "5": {"de": "Sehr."}}
)


@pytest.fixture
def ground(app: object) -> Ground:
    del app
    return a_ground()


def a_new_version(ground: Ground) -> None:
    """One more criterion, in a version that is in use."""
    admin = some_admin()
    criteria.add_version(admin, ground.round.id)
    criteria.add_criterion(admin, ground.round.id, MUT)
    criteria.use_version(admin, ground.round.id, newest_rubric_of(ground.round.id).content_hash)


def test_each_sheet_is_counted_once_and_closes_the_rubric(ground: Ground) -> None:
    first, second = a_juror(ground.round), a_juror(ground.round)
    submission = a_submission(ground)
    for juror in (first, second):
        assignment = an_assignment(juror, submission)
        a_draft(juror, assignment, marks(juror, assignment))
        a_draft(juror, assignment, marks(juror, assignment, 2))

    with pytest.raises(RefusedError) as raised:
        criteria.add_criterion(some_admin(), ground.round.id, MUT)

    assert (refusal_code(raised), rubric_of(ground.round.id).begun_sheets) == ("sheets_begun", 2)
    assert "schon 2 Bögen begonnen" in raised.value.refusal.reason
    assert invariants.breaches() == {}


def test_what_is_begun_stays_with_its_version_and_what_comes_then_follows_the_new_one(ground: Ground) -> None:
    submission = a_submission(ground)
    begun, later = a_juror(ground.round), a_juror(ground.round)
    assignment, other = an_assignment(begun, submission), an_assignment(later, submission)
    a_draft(begun, assignment, marks(begun, assignment, 5))
    a_new_version(ground)

    sheets = [a_handed_in_sheet(begun, assignment, 4), a_handed_in_sheet(later, other, 4, {"mut": 0})]

    assert [len(criteria_of(sheet.rubric_id)) for sheet in sheets] == [7, 8]
    assert [sheet.total for sheet in sheets] == ["80/1", "40/1"]
    assert invariants.breaches() == {}


def test_the_old_version_is_frozen_by_its_first_final_sheet_and_the_new_one_by_its_own(ground: Ground) -> None:
    submission, begun, later = a_submission(ground), a_juror(ground.round), a_juror(ground.round)
    assignment, other = an_assignment(begun, submission), an_assignment(later, submission)
    a_handed_in_sheet(begun, assignment)
    a_new_version(ground)
    before = rubric_of(ground.round.id).frozen_at
    a_handed_in_sheet(later, other)
    assert (before, rubric_of(ground.round.id).frozen_at) == (None, JUDGING)


def test_a_version_in_preparation_is_for_nobody_to_judge_by(ground: Ground) -> None:
    submission, begun, later = a_submission(ground), a_juror(ground.round), a_juror(ground.round)
    assignment, other = an_assignment(begun, submission), an_assignment(later, submission)
    a_handed_in_sheet(begun, assignment)
    criteria.add_version(some_admin(), ground.round.id)
    criteria.add_criterion(some_admin(), ground.round.id, MUT)
    assert len(queries.reading_of(later, other.id).criteria) == 7
