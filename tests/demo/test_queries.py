import pytest

from app.demo import queries
from app.rounds.models import PhaseKind
from app.rubrics.rules import default_rubric
from tests.support.people import an_admin


def test_the_plan_has_a_round_in_every_state() -> None:
    rounds = queries.competition()["rounds"]

    assert [each["key"] for each in rounds] == ["published", "jury", "submit", "register"]
    assert {kind for each in rounds for kind in each["phases"]} <= set(PhaseKind)


def test_jurors_have_something_to_say_about_every_criterion() -> None:
    keys = {criterion["key"] for criterion in default_rubric()["criteria"]}

    assert set(queries.comments()) == keys
    assert {tuple(bands) for bands in queries.comments().values()} == {("low", "mid", "high")}
    assert min(len(texts) for bands in queries.comments().values() for texts in bands.values()) >= 3


@pytest.mark.usefixtures("app")
def test_somebody_has_to_be_there_for_the_database_to_be_in_use() -> None:
    before = queries.has_people()
    an_admin()

    assert (before, queries.has_people()) == (False, True)
