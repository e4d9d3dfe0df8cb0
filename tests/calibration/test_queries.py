import pytest

from app.calibration import actions, queries
from app.core.errors import NotFoundError
from app.scoring.queries import reading_of
from tests.calibration.test_actions import an_example, practise
from tests.panels.conftest import Office
from tests.support.jury import a_chair, a_juror, an_assignment


def test_a_juror_waits_for_the_samples_that_they_have_not_read_while_that_is_required(office: Office) -> None:
    juror, examples = a_juror(office.round), [an_example(office) for _number in range(2)]
    assignment = an_assignment(juror, office.submission)
    counts = [reading_of(juror, assignment.id).waiting]
    actions.require(office.admin, office.round.id, is_required=True)
    counts.append(reading_of(juror, assignment.id).waiting)
    practise(office, juror, examples[0], 3)
    practise(office, a_juror(office.round, name="Berta Blau"), examples[1], 3)
    counts.append(reading_of(juror, assignment.id).waiting)
    actions.remove_example(office.admin, office.round.id, an_example(office).id)
    counts.append(reading_of(juror, assignment.id).waiting)
    assert counts == [0, 2, 1, 1]
    assert queries.is_required(office.round.id) is True


def test_who_only_chairs_has_no_seat_to_practise_on(office: Office) -> None:
    with pytest.raises(NotFoundError):
        queries.own_seat(a_chair(office.round), office.round.id)
