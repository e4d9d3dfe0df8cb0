"""What of a sheet stays when the rubric changes under it: points for the same criterion, and every word beside it."""

import uuid
from typing import Any

import pytest

from app.confirmations import rules
from app.confirmations.rules import OlderSheet
from app.rubrics.models import Criterion, Rubric
from app.rubrics.rules import Mark
from tests.support.rounds import JUDGING

pytestmark = pytest.mark.usefixtures("app")

CATEGORY = uuid.uuid4()


def a_criterion(key: str = "benefit", **values: Any) -> Criterion:  # noqa: ANN401 # the columns of a criterion
    usual = {"low": 0, "high": 5, "weight": 20, "may_be_skipped": False, "name": {"de": key}, "question": {"de": "?"}}
    return Criterion(id=uuid.uuid4(), key=key, **{**usual, "levels": {"0": {"de": "a"}}, **values})


def a_sheet(*, state: str = "final", former: dict[str, Any] | None = None) -> OlderSheet:
    sheet, assignment, rubric, submission = (uuid.uuid4() for _number in range(4))
    total = "60/1" if state == "final" else ""
    return OlderSheet(sheet, assignment, rubric, state, total, 3, former, submission, CATEGORY, uuid.uuid4())


@pytest.mark.parametrize(
    ("changes", "is_kept"),
    [
        ({}, True),
        ({"weight": 99, "position": 7, "name": {"de": "Nutzen!"}}, True),
        ({"high": 9}, False),
        ({"levels": {"0": {"de": "b"}}}, False),
        ({"question": {"de": "Wem?"}}, False),
        ({"comments": "required"}, False),
        ({"category_ids": [str(uuid.uuid4())]}, False),
        ({"category_ids": [str(CATEGORY)]}, True),
    ],
)
def test_points_stay_where_the_criterion_asks_the_same(changes: dict[str, Any], *, is_kept: bool) -> None:
    old, new = a_criterion(), a_criterion(**changes)
    kept = rules.kept_marks(a_sheet(), [old], [new], {old.id: Mark(4, comment="Gut.")})
    assert kept == ({new.id: Mark(4, comment="Gut.")} if is_kept else {})


def test_what_was_never_said_and_what_is_new_stay_open() -> None:
    old, new = a_criterion(), a_criterion("courage")
    assert rules.kept_marks(a_sheet(), [old], [a_criterion(), new], {}) == {}


def test_every_word_is_kept_and_a_draft_keeps_what_was_handed_in_before_it() -> None:
    old = a_criterion()
    said = {old.id: Mark(4, comment="Gut.")}
    told = {
        "number": 1,
        "total": "60/1",
        "marks": {"benefit": [4, False, "Gut."]},
        "names": {"benefit": {"de": "benefit"}},
    }
    before = {"number": 1, "total": "50/1", "marks": {}, "names": {}}

    assert rules.former_of(a_sheet(), 1, [old, a_criterion("silent")], said) == told
    assert rules.former_of(a_sheet(state="draft", former=before), 2, [old], said) == before
    assert rules.former_of(a_sheet(former=before), 1, [old], said) == told


def test_the_question_says_what_became_of_every_criterion() -> None:
    first, second = a_sheet(), a_sheet(state="draft")
    before = {each.rubric_id: [a_criterion(), a_criterion("novelty"), a_criterion("team")] for each in (first, second)}
    present = [a_criterion(), a_criterion("novelty", high=9), a_criterion("courage")]

    question = rules.question_of([first, second], before, present)

    assert (question.final, question.drafts, question.jurors) == (1, 1, 2)
    found = [[name["de"] for name in names] for names in (question.same, question.changed, question.gone)]
    assert found == [["benefit"], ["novelty", "courage"], ["team"]]


def test_it_is_asked_by_the_version_that_was_shown() -> None:
    rubric = Rubric(number=2, content_hash="x")
    refusal = rules.why_not_as_seen(rubric, "y")
    assert (rules.why_not_as_seen(rubric, "x"), refusal.code if refusal else "") == (None, "rubric_changed")
    nothing = rules.why_not_ask([], rubric, [], JUDGING, "")
    assert nothing is not None
    assert (nothing.code, "Version 2" in nothing.reason) == ("nothing_older", True)
