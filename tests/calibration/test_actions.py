import contextlib
from collections.abc import Iterator

import pytest

from app.calibration import actions, queries, rules
from app.calibration.models import Example, PractiseSheet
from app.calibration.rules import Reference
from app.core import clock, db, invariants
from app.core.access import Role
from app.core.errors import NotFoundError, RefusedError
from app.ranking.queries import ranking_of
from app.scoring.queries import reading_of
from tests.panels.conftest import Office
from tests.support.jury import a_draft, a_juror, an_assignment, marks
from tests.support.people import somebody
from tests.support.rounds import JUDGING


@contextlib.contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(RefusedError) as error:
        yield
    assert error.value.refusal.code == code


def an_example(office: Office, points: int = 3) -> Example:
    keys = [criterion.key for criterion in queries.criteria_to_practise(office.round.id)]
    reference = dict.fromkeys(keys, Reference(points, "Weil der Nutzen klar ist."))
    return actions.add_example(
        office.admin, office.round.id, "Pausenkiosk", "Ein Kiosk, der von selbst läuft.", reference
    )


def practise(office: Office, juror: object, example: Example, points: int) -> PractiseSheet:
    given = dict.fromkeys(example.reference, points)
    return actions.practise(juror, office.round.id, example.id, given)  # type: ignore[arg-type]  # a person


def test_who_must_practise_begins_no_sheet_before_and_every_sheet_after(office: Office) -> None:
    juror, example = a_juror(office.round), an_example(office)
    assignment = an_assignment(juror, office.submission)
    actions.require(office.admin, office.round.id, is_required=True)
    with refused("practise_first"):
        a_draft(juror, assignment, marks(juror, assignment))
    practise(office, juror, example, 4)
    a_draft(juror, assignment, marks(juror, assignment))
    assert reading_of(juror, assignment.id).version == 1
    assert invariants.breaches() == {}


def test_practising_that_is_not_required_keeps_nobody_from_judging_and_enters_no_ranking(office: Office) -> None:
    juror, example = a_juror(office.round), an_example(office)
    assignment = an_assignment(juror, office.submission)
    practise(office, juror, example, 5)
    a_draft(juror, assignment, marks(juror, assignment))
    (place,) = ranking_of(office.round.id).everything
    assert list(place.totals) == []


def test_a_sample_is_judged_once_and_stays_as_it_is_from_then_on(office: Office) -> None:
    juror, example = a_juror(office.round), an_example(office)
    first, again = (practise(office, juror, example, points) for points in (1, 5))
    assert (first.id, set(again.points.values())) == (again.id, {1})
    with refused("practised"):
        actions.remove_example(office.admin, office.round.id, example.id)


def test_three_samples_are_enough_and_an_unused_one_can_go(office: Office) -> None:
    examples = [an_example(office) for _number in range(rules.EXAMPLES_MAX)]
    with refused("enough_examples"):
        an_example(office)
    actions.remove_example(office.admin, office.round.id, examples[0].id)
    assert [each.id for each in queries.examples_of(office.round.id)] == [each.id for each in examples[1:]]
    assert invariants.breaches() == {}


def test_only_jurors_of_the_round_practise(office: Office) -> None:
    example = an_example(office)
    with clock.at(JUDGING), pytest.raises(NotFoundError):
        practise(office, somebody(Role.JUROR), example, 3)


def test_the_spread_of_a_panel_shows_how_far_it_is_from_what_was_agreed_on(office: Office) -> None:
    example = an_example(office, points=3)
    for number, points in enumerate((1, 3, 5)):
        practise(office, a_juror(office.round, name=f"Jurorin {number}"), example, points)
    said = queries.sheets_in(office.round.id)[example.id].values()
    line = rules.lines_of(queries.criteria_to_practise(office.round.id), example.reference, None, said)[0]
    assert (line.low, line.mean, line.high) == (1, 3, 5)
    assert line.distance == pytest.approx(4 / 3)


@pytest.mark.parametrize("kind", ["example", "sheet"])
def test_verify_names_what_was_changed_by_hand(office: Office, kind: str) -> None:
    example = an_example(office)
    sheet = practise(office, a_juror(office.round), example, 3)
    changed = example if kind == "example" else sheet
    _change(changed)
    assert invariants.breaches() == {
        "every sample idea and what was given to it is what the log tells of": [f"practising {changed.id}"]
    }


@db.action
def _change(row: Example | PractiseSheet) -> None:
    if isinstance(row, Example):
        row.title = "Etwas anderes"
    else:
        row.points = {}
    db.session().add(row)
