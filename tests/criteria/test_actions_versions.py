"""Versions of a rubric: a copy that is changed in peace, brought into use as it was seen, or given up."""

import pytest

from app.core import clock, db, invariants
from app.core.errors import RefusedError
from app.criteria import actions
from app.rubrics import queries
from tests.criteria.conftest import Workshop, begin, criterion_values, deeds_on
from tests.criteria.test_actions import KEYS
from tests.support.rounds import JUDGING


def test_a_new_version_is_a_copy_that_nobody_judges_by(workshop: Workshop) -> None:
    begin(workshop)
    first = workshop.rubric
    version = actions.add_version(workshop.admin, workshop.round.id)

    assert (version.number, version.in_use_at, version.begun_sheets) == (2, None, 0)
    assert version.content_hash == first.content_hash
    assert queries.rubric_of(workshop.round.id).id == first.id
    actions.add_criterion(workshop.admin, workshop.round.id, criterion_values())
    assert (workshop.keys, len(queries.criteria_of(first.id))) == ([*KEYS, "mut"], 7)
    assert first.content_hash != workshop.rubric.content_hash
    assert deeds_on(version.id) == ["add_rubric", "add_criterion"]


def test_a_version_that_can_still_be_changed_needs_no_successor(workshop: Workshop) -> None:
    with pytest.raises(RefusedError) as raised:
        actions.add_version(workshop.admin, workshop.round.id)
    assert raised.value.refusal.code == "still_open"


def test_a_version_in_use_is_the_one_for_sheets_that_are_begun_then(workshop: Workshop) -> None:
    begin(workshop)
    version = actions.add_version(workshop.admin, workshop.round.id)
    with clock.at(JUDGING):
        actions.use_version(workshop.admin, workshop.round.id, version.content_hash)
    begin(workshop)

    rows = [(r.number, r.begun_sheets) for r in (workshop.rubric, queries.rubric_of(workshop.round.id))]
    assert (rows, workshop.rubric.in_use_at) == ([(2, 1), (2, 1)], JUDGING)
    assert deeds_on(version.id) == ["add_rubric", "use_rubric"]


def test_a_version_is_brought_into_use_as_it_was_seen_and_once(workshop: Workshop) -> None:
    begin(workshop)
    seen = actions.add_version(workshop.admin, workshop.round.id).content_hash
    actions.add_criterion(workshop.admin, workshop.round.id, criterion_values())
    codes = []
    for hash_ in (seen, workshop.rubric.content_hash, workshop.rubric.content_hash):
        try:
            actions.use_version(workshop.admin, workshop.round.id, hash_)
            codes.append("used")
        except RefusedError as error:
            codes.append(error.refusal.code)
    assert codes == ["rubric_changed", "used", "in_use"]


def test_a_version_is_given_up_only_before_it_is_in_use(workshop: Workshop) -> None:
    with pytest.raises(RefusedError) as raised:
        actions.give_up_version(workshop.admin, workshop.round.id)
    begin(workshop)
    version = actions.add_version(workshop.admin, workshop.round.id)

    actions.give_up_version(workshop.admin, workshop.round.id)

    assert (raised.value.refusal.code, workshop.rubric.number) == ("in_use", 1)
    assert deeds_on(version.id) == ["add_rubric", "give_up_rubric"]
    db.session().rollback()
    assert [line for line in invariants.breaches() if "begun" not in line] == []
