"""A sheet that nobody hands in: what is asked, and what would become of it."""

import uuid
from typing import Any

import pytest

from app.previews import queries, rules
from app.rounds.models import Category
from app.rubrics.models import Criterion, Rubric
from app.rubrics.rules import Mark

pytestmark = pytest.mark.usefixtures("app")

CLIMATE, WORK = (
    Category(id=uuid.uuid4(), name="Klima", position=1),
    Category(id=uuid.uuid4(), name="Arbeit", position=2),
)
RUBRIC = Rubric(round_id=uuid.uuid4(), labels={}, comment_for=[0])


def a_criterion(key: str, **values: Any) -> Criterion:  # noqa: ANN401 # the columns of a criterion
    usual = {"low": 0, "high": 5, "weight": 10, "may_be_skipped": False, "is_required": True, "name": {"de": key}}
    return Criterion(key=key, **{**usual, **values})


CRITERIA = [a_criterion("a"), a_criterion("b", category_ids=[str(CLIMATE.id)])]


def test_an_idea_is_of_the_category_that_is_asked_for_else_of_one_by_its_number() -> None:
    first, second = queries.ideas()
    found = [rules.category_of([CLIMATE, WORK], wanted, idea) for wanted, idea in ((str(WORK.id), first), ("", second))]
    assert found == [WORK, WORK]
    assert rules.category_of([CLIMATE], "x", second) is CLIMATE
    assert rules.category_of([], "", first).name == ""


def test_only_criteria_of_the_category_are_asked() -> None:
    idea = queries.idea_of(1)
    asked = [rules.reading_of(idea, category, RUBRIC, CRITERIA).criteria for category in (CLIMATE, WORK)]
    assert [[each.key for each in criteria] for criteria in asked] == [["a", "b"], ["a"]]


def test_a_trial_tells_what_is_open_else_the_total() -> None:
    reading = rules.reading_of(queries.idea_of(1), CLIMATE, RUBRIC, CRITERIA)
    left, done = (
        rules.trial_of(reading, marks) for marks in ({"a": Mark(0), "b": Mark(3)}, {"a": Mark(5), "b": Mark(3)})
    )
    assert ([point.field for point in left.open], left.total) == (["comment-a"], "")
    assert (done.open, done.total) == ((), "80,0")
