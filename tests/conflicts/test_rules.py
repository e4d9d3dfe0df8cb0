import pytest

from app.conflicts import rules
from app.conflicts.rules import COMPANY, OBJECTIONS_MAX, OPEN, PERSON, REJECTED, UPHELD


def test_every_relation_has_words() -> None:
    assert all(rules.relation_text(relation) for relation in rules.relations())
    assert rules.relation_text("other") == "Etwas anderes"


def test_a_team_objects_five_times() -> None:
    assert [rules.why_not_object(count) is None for count in (OBJECTIONS_MAX - 1, OBJECTIONS_MAX)] == [True, False]


@pytest.mark.parametrize(
    ("state", "relation", "may_answer", "may_take_back"),
    [
        (OPEN, PERSON, True, True),
        (UPHELD, PERSON, False, False),
        (UPHELD, COMPANY, False, True),
        (REJECTED, PERSON, False, False),
    ],
)
def test_what_is_decided_stays(state: str, relation: str, *, may_answer: bool, may_take_back: bool) -> None:
    assert (rules.why_not_answer(state) is None, rules.why_not_take_back(state, relation) is None) == (
        may_answer,
        may_take_back,
    )
    assert rules.objection_state_text(state) != ""
