import pytest

from app.conflicts.actions import note_conflict
from app.core import clock
from app.core.errors import NotFoundError
from app.questions import queries
from app.questions.rules import KEPT
from tests.questions.conftest import Desk
from tests.support.clearances import team_id_of
from tests.support.rounds import JUDGING


def test_a_question_waits_for_its_juror_until_it_is_answered(desk: Desk) -> None:
    assert queries.waiting_for(desk.cem) == []
    desk.asks()
    question = desk.only.question
    assert (queries.waiting_for(desk.cem), queries.waiting_for(desk.anna)) == ([question.id], [])
    desk.answers(KEPT, "Das meine ich genau so.")
    assert queries.waiting_for(desk.cem) == []


def test_only_the_juror_finds_the_own_question(desk: Desk) -> None:
    desk.asks()
    found = queries.own_question(desk.cem, desk.only.question.id)
    assert (found.title, found.total, found.sheet_state) == ("Wasserrad", "20/1", "final")
    for person in (desk.anna, desk.chair):
        with pytest.raises(NotFoundError):
            queries.own_question(person, desk.only.question.id)


def test_who_is_biased_by_now_finds_nothing_of_the_idea_in_a_question_either(desk: Desk) -> None:
    desk.asks()
    question = desk.only.question
    with clock.at(JUDGING):
        note_conflict(desk.ground.admin, desk.cem.id, team_id_of(desk.ideas[0]), "mentor")
    assert queries.waiting_for(desk.cem) == []
    with pytest.raises(NotFoundError):
        queries.own_question(desk.cem, question.id)
    assert desk.get(desk.cem, desk.own_path).status_code == 404
