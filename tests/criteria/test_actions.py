"""A rubric is changed until somebody has begun to judge by it; from then on a new version is."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from app.core import invariants
from app.core.errors import EditConflictError, InvalidError, NotFoundError, RefusedError
from app.criteria import actions
from app.criteria.actions import ScaleValues
from app.rubrics import actions as rubrics
from app.rubrics import queries
from tests.criteria.conftest import Workshop, begin, criterion_values, deeds_on
from tests.support.rounds import a_round

KEYS = ["novelty", "benefit", "feasibility", "digital", "sustainability", "teamwork", "presentation"]
SCALE = ScaleValues({"0": {"de": "nein"}, "5": {"de": "ja", "en": "yes"}}, [0])


def test_a_new_criterion_comes_last_with_a_key_from_its_name(workshop: Workshop) -> None:
    actions.add_criterion(workshop.admin, workshop.round.id, criterion_values("Größe & Mut"))

    added = workshop.criterion("groesse-mut")
    assert workshop.keys == [*KEYS, "groesse-mut"]
    assert (added.name, added.weight, added.low, added.high) == ({"de": "Größe & Mut", "en": "Courage"}, 20, 0, 3)
    assert (added.levels, added.is_required, added.may_be_skipped) == (criterion_values().levels, True, False)
    assert deeds_on(workshop.rubric.id) == ["add_rubric", "add_criterion"]
    assert invariants.breaches() == {}


def test_the_key_of_a_criterion_stays_when_its_name_changes_and_is_never_used_twice(workshop: Workshop) -> None:
    first = actions.add_criterion(workshop.admin, workshop.round.id, criterion_values("Mut"))
    actions.edit_criterion(workshop.admin, workshop.round.id, first.id, criterion_values("Wagnis"), 1)

    actions.add_criterion(workshop.admin, workshop.round.id, criterion_values("Mut"))

    assert workshop.keys == [*KEYS, "mut", "mut-2"]
    assert [each.name["de"] for each in workshop.criteria[-2:]] == ["Wagnis", "Mut"]


def test_a_criterion_takes_everything_that_is_said_about_it(workshop: Workshop) -> None:
    digital = workshop.criterion("digital")
    values = criterion_values(weight=7, low=1, high=9, levels={"1": {"de": "a"}, "9": {"de": "b"}}, may_be_skipped=True)

    actions.edit_criterion(workshop.admin, workshop.round.id, digital.id, values, digital.version)

    changed = workshop.criterion("digital")
    assert (changed.name, changed.question, changed.weight) == (values.name, values.question, 7)
    assert (changed.low, changed.high, changed.levels) == (1, 9, values.levels)
    assert (changed.may_be_skipped, changed.version, changed.position) == (True, 2, 4)
    assert invariants.breaches() == {}


def test_of_two_admins_the_later_sees_what_the_other_said(workshop: Workshop) -> None:
    digital = workshop.criterion("digital")
    actions.edit_criterion(workshop.admin, workshop.round.id, digital.id, criterion_values("Mut"), 1)

    with pytest.raises(EditConflictError) as raised:
        actions.edit_criterion(workshop.admin, workshop.round.id, digital.id, criterion_values("Wagnis", weight=9), 1)

    found = [(each.key, each.stored, each.offered, each.stored_version) for each in raised.value.conflicts]
    assert found == [("name_de", "Mut", "Wagnis", 2), ("weight", "20", "9", 2)]
    assert workshop.criterion("digital").name["de"] == "Mut"


def test_saying_the_same_as_somebody_else_is_no_conflict(workshop: Workshop) -> None:
    digital = workshop.criterion("digital")
    for _time in range(2):
        actions.edit_criterion(workshop.admin, workshop.round.id, digital.id, criterion_values(), 1)

    assert workshop.criterion("digital").version == 3


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": {"de": "NEUHEIT"}}, "name_de"),
        ({"low": 3}, "high"),
        ({"levels": {"0": {"de": "Gar nicht."}}}, "level_3_de"),
        ({"levels": {"3": {"de": "Sehr."}}}, "level_0_de"),
        ({"levels": {**criterion_values().levels, "2": {"en": "So, so."}}}, "level_2_de"),
        ({"levels": {**criterion_values().levels, "4": {"de": "Wohin damit?"}}}, "level_4_de"),
    ],
)
def test_a_criterion_that_is_not_sound_is_refused_at_its_field(
    workshop: Workshop, changes: dict[str, Any], field: str
) -> None:
    values = replace(criterion_values(), **changes)
    digital = workshop.criterion("digital")

    for save in (
        lambda: actions.add_criterion(workshop.admin, workshop.round.id, values),
        lambda: actions.edit_criterion(workshop.admin, workshop.round.id, digital.id, values, 1),
    ):
        with pytest.raises(InvalidError) as raised:
            save()
        assert list(raised.value.errors) == [field]
    assert workshop.keys == KEYS


def test_weights_must_come_to_something(workshop: Workshop) -> None:
    (last, *others) = workshop.criteria
    for each in others:
        actions.remove_criterion(workshop.admin, workshop.round.id, each.id, each.version)
    with pytest.raises(InvalidError) as raised:
        actions.edit_criterion(workshop.admin, workshop.round.id, last.id, criterion_values(weight=0), 1)
    assert list(raised.value.errors) == ["weight"]


def test_the_last_criterion_that_counts_stays(workshop: Workshop) -> None:
    (last, *others) = workshop.criteria
    for each in others:
        actions.remove_criterion(workshop.admin, workshop.round.id, each.id, each.version)
    with pytest.raises(InvalidError) as raised:
        actions.remove_criterion(workshop.admin, workshop.round.id, last.id, last.version)
    assert raised.value.errors == {"": ["Das Raster hat noch kein Kriterium."]}
    assert (workshop.keys, invariants.breaches()) == (["novelty"], {})


def test_a_criterion_that_was_changed_meanwhile_is_not_taken_out(workshop: Workshop) -> None:
    digital = workshop.criterion("digital")
    actions.edit_criterion(workshop.admin, workshop.round.id, digital.id, criterion_values(), 1)
    with pytest.raises(RefusedError) as raised:
        actions.remove_criterion(workshop.admin, workshop.round.id, digital.id, 1)
    assert (raised.value.refusal.code, workshop.keys) == ("changed_meanwhile", KEYS)


def test_no_more_criteria_than_fit(workshop: Workshop) -> None:
    for number in range(13):
        actions.add_criterion(workshop.admin, workshop.round.id, criterion_values(f"Mut {number}"))
    with pytest.raises(InvalidError):
        actions.add_criterion(workshop.admin, workshop.round.id, criterion_values("Mut 13"))
    assert len(workshop.criteria) == 20


def test_criteria_change_places_and_the_ends_stay(workshop: Workshop) -> None:
    def move(key: str, *, up: bool) -> list[str]:
        actions.move_criterion(workshop.admin, workshop.round.id, workshop.criterion(key).id, up=up)
        return workshop.keys[:3]

    assert move("novelty", up=True) == ["novelty", "benefit", "feasibility"]
    assert move("benefit", up=True) == ["benefit", "novelty", "feasibility"]
    assert move("benefit", up=False) == ["novelty", "benefit", "feasibility"]
    actions.move_criterion(workshop.admin, workshop.round.id, workshop.criterion("presentation").id, up=False)
    assert (workshop.keys, invariants.breaches()) == (KEYS, {})


def test_what_all_criteria_share_is_changed_and_points_beyond_keep_their_names(workshop: Workshop) -> None:
    for each in workshop.criteria:
        actions.edit_criterion(workshop.admin, workshop.round.id, each.id, criterion_values(each.key), 1)

    actions.edit_scale(workshop.admin, workshop.round.id, ScaleValues({"0": {"de": "nein"}}, [3]), 1)

    rubric = workshop.rubric
    assert (rubric.comment_for, rubric.version, sorted(rubric.labels)) == ([3], 2, ["0", "4", "5"])
    assert (rubric.labels["0"], rubric.labels["5"]["de"]) == ({"de": "nein"}, "herausragend")
    assert invariants.breaches() == {}


def test_of_two_admins_the_later_sees_which_points_the_other_chose(workshop: Workshop) -> None:
    actions.edit_scale(workshop.admin, workshop.round.id, SCALE, 1)
    with pytest.raises(EditConflictError) as raised:
        actions.edit_scale(workshop.admin, workshop.round.id, replace(SCALE, comment_for=[0, 5]), 1)
    assert [(each.key, each.stored, each.offered) for each in raised.value.conflicts] == [("comment_for", "0", "0, 5")]


def test_a_criterion_is_for_categories_of_its_own_round_only(workshop: Workshop) -> None:
    other = a_round(workshop.admin, title="Runde 2")
    (foreign, *_rest), (own, *_others) = (queries.categories_by_id(each.id) for each in (other, workshop.round))
    with pytest.raises(InvalidError) as raised:
        actions.add_criterion(workshop.admin, workshop.round.id, criterion_values(category_ids=[foreign]))
    actions.add_criterion(workshop.admin, workshop.round.id, criterion_values(category_ids=[own]), "wagnis")

    assert list(raised.value.errors) == ["category_ids"]
    assert (workshop.criterion("wagnis").category_ids, invariants.breaches()) == ([own], {})


def test_the_last_criterion_for_all_categories_stays_so(workshop: Workshop) -> None:
    (own, *_others) = queries.categories_by_id(workshop.round.id)
    (last, *others) = workshop.criteria
    for each in others:
        actions.edit_criterion(
            workshop.admin, workshop.round.id, each.id, criterion_values(each.key, category_ids=[own]), 1
        )
    values = criterion_values("novelty", category_ids=[own])
    with pytest.raises(InvalidError) as of_edit:
        actions.edit_criterion(workshop.admin, workshop.round.id, last.id, values, 1)
    with pytest.raises(InvalidError) as of_removal:
        actions.remove_criterion(workshop.admin, workshop.round.id, last.id, 1)
    assert (list(of_edit.value.errors), list(of_removal.value.errors)) == (["category_ids"], [""])


def test_a_key_that_was_chosen_is_nobody_elses(workshop: Workshop) -> None:
    with pytest.raises(InvalidError) as raised:
        actions.add_criterion(workshop.admin, workshop.round.id, criterion_values(), "novelty")
    assert (list(raised.value.errors), workshop.keys) == (["key"], KEYS)


# ---------------------------------------------------------------- until somebody has begun
EDITS: dict[str, Callable[[Workshop], object]] = {
    "add": lambda w: actions.add_criterion(w.admin, w.round.id, criterion_values()),
    "edit": lambda w: actions.edit_criterion(w.admin, w.round.id, w.criteria[0].id, criterion_values(), 1),
    "remove": lambda w: actions.remove_criterion(w.admin, w.round.id, w.criteria[0].id, 1),
    "move": lambda w: actions.move_criterion(w.admin, w.round.id, w.criteria[0].id, up=False),
    "weigh": lambda w: actions.weigh_criteria(
        w.admin, w.round.id, {key: place for place, key in enumerate(KEYS, 1)}, w.rubric.content_hash
    ),
    "scale": lambda w: actions.edit_scale(w.admin, w.round.id, SCALE, 1),
}


@pytest.mark.parametrize("name", EDITS)
def test_nothing_is_changed_once_a_sheet_is_begun_or_final(workshop: Workshop, name: str) -> None:
    hash_ = workshop.rubric.content_hash
    begin(workshop)
    with pytest.raises(RefusedError) as of_begun:
        EDITS[name](workshop)
    rubrics.freeze(workshop.rubric.id)
    with pytest.raises(RefusedError) as of_frozen:
        EDITS[name](workshop)
    codes = (of_begun.value.refusal.code, of_frozen.value.refusal.code)
    assert (codes, workshop.rubric.content_hash) == (("sheets_begun", "rubric_frozen"), hash_)


@pytest.mark.parametrize("name", EDITS)
def test_every_change_is_logged_with_the_hash_of_what_is_said_now(workshop: Workshop, name: str) -> None:
    before = workshop.rubric.content_hash
    EDITS[name](workshop)
    assert workshop.rubric.content_hash != before
    assert (len(deeds_on(workshop.rubric.id)), invariants.breaches()) == (2, {})


def test_a_sheet_is_not_begun_by_a_rubric_that_was_changed_meanwhile(workshop: Workshop) -> None:
    seen = workshop.rubric.content_hash
    actions.move_criterion(workshop.admin, workshop.round.id, workshop.criteria[0].id, up=False)
    with pytest.raises(RefusedError) as raised:
        rubrics.begin_sheet(workshop.rubric.id, seen)
    assert (raised.value.refusal.code, workshop.rubric.begun_sheets) == ("rubric_changed", 0)


def test_a_criterion_of_another_round_is_not_reached(workshop: Workshop) -> None:
    other = a_round(workshop.admin, title="Runde 2")
    foreign = queries.criteria_of(queries.rubric_of(other.id).id)[0]
    with pytest.raises(NotFoundError):
        actions.edit_criterion(workshop.admin, workshop.round.id, foreign.id, criterion_values(), 1)
    with pytest.raises(NotFoundError):
        actions.remove_criterion(workshop.admin, workshop.round.id, foreign.id, 1)
