import uuid
from typing import Any

import pytest
from sqlalchemy import delete, update

from app.clearances import queries
from app.clearances.models import Clearance, Papers
from app.core import db, invariants
from app.core.errors import NotFoundError
from tests.clearances.conftest import Desk
from tests.support.clearances import cleared, no_papers_for, papers_for, released, team_id_of
from tests.support.ideas import a_full_team
from tests.support.jury import a_submission
from tests.support.people import a_class, a_teacher
from tests.support.statements import statements
from tests.support.teams import a_ground


def test_a_teacher_sees_the_teams_of_her_classes_and_no_other(desk: Desk) -> None:
    a_full_team(desk.ground, desk.ground.student("Ole"), "Ohne Idee")
    elsewhere = a_ground(round_=desk.ground.round)
    a_submission(elsewhere, "Windrad")
    papers = papers_for(desk.submission)
    found = queries.teams_for(desk.ground.teacher)
    assert [(each.team, each.idea_state, each.noted_at, each.noted_by) for each in found] == [
        ("Ohne Idee", None, None, None),
        ("Sonnenkinder", "submitted", papers.noted_at, desk.ground.teacher.name),
    ]
    assert [each.team for each in queries.teams_for(elsewhere.teacher)] == ["Windrad"]


def test_a_colleague_without_a_student_in_the_team_finds_nothing(desk: Desk) -> None:
    colleague = a_teacher(desk.ground.school, "Toni Zweit")
    a_class(colleague, "Eine andere")
    assert queries.teams_for(colleague) == []
    with pytest.raises(NotFoundError):
        queries.team_for(colleague, team_id_of(desk.submission))


def test_only_with_papers_something_is_cleared(desk: Desk) -> None:
    released(desk.submission)
    assert queries.cleared_now([desk.submission.id]) == {}
    papers_for(desk.submission)
    (found,) = queries.cleared_now([desk.submission.id]).values()
    assert (found.has_title, found.public_id) == (True, desk.entry().clearance.id)  # type: ignore[union-attr]  # released above
    no_papers_for(desk.submission)
    assert queries.cleared_now([desk.submission.id]) == {}


def test_papers_without_a_release_clear_the_name_of_the_team_only(desk: Desk) -> None:
    papers_for(desk.submission)
    (found,) = queries.cleared_now([desk.submission.id]).values()
    assert (found.has_title, found.public_id) == (False, None)


def test_members_classes_and_teachers_must_not_be_named_and_the_school_may(desk: Desk) -> None:
    names = desk.entry().names
    assert {"Mia", "Sommer", desk.ground.school_class.name} <= set(names)
    assert set(desk.ground.teacher.name.split()) <= set(names)
    assert desk.ground.school.name not in names


def test_the_list_costs_as_many_statements_for_three_ideas_as_for_one(desk: Desk) -> None:
    round_id = desk.ground.round.id

    def asked() -> int:
        db.session().rollback()
        with statements() as sent:
            queries.lines_of(round_id)
        return len(sent)

    first, before = asked(), asked()
    for title in ("Regentonne", "Windrad"):
        cleared(a_submission(desk.ground, title))
    assert (asked(), before, first <= 3) == (2, 2, True)
    lines = {line.title: (line.has_papers, "Titel" in line.missing) for line in queries.lines_of(round_id)}
    assert lines == {
        "Solarbank für den Pausenhof": (False, True),
        "Regentonne": (True, False),
        "Windrad": (True, False),
    }


def test_an_idea_of_another_round_is_not_found(desk: Desk) -> None:
    with pytest.raises(NotFoundError):
        queries.entry_of(uuid.uuid4(), desk.submission.id)


# ---------------------------------------------------------------- verify
@pytest.mark.parametrize("changed", [{"fields": ["title"]}, {"is_school_named": True}, {"alts": {}}, {"version": 7}])
def test_verify_names_a_release_that_was_changed(desk: Desk, changed: dict[str, Any]) -> None:
    row = cleared(desk.submission)
    assert invariants.breaches() == {}
    change(update(Clearance).where(Clearance.id == row.id).values(**changed))
    assert invariants.breaches() == {"what is released of an idea is what was released": [f"clearance {row.id}"]}


def test_verify_names_a_release_that_vanished(desk: Desk) -> None:
    id_ = cleared(desk.submission).id
    change(delete(Clearance).where(Clearance.id == id_))
    assert invariants.breaches() == {"what is released of an idea is what was released": [f"clearance {id_}"]}


def test_verify_names_papers_that_were_changed_or_vanished(desk: Desk) -> None:
    id_, other = papers_for(desk.submission).id, a_submission(desk.ground, "Windrad")
    expected = {"papers are there exactly where a teacher said so": [f"papers {id_}"]}
    mine = update(Papers).where(Papers.id == id_)
    before = {"team_id": team_id_of(desk.submission), "noted_by_id": desk.ground.teacher.id}
    for values in ({"team_id": team_id_of(other)}, {"noted_by_id": desk.ground.admin.id}):
        change(mine.values(**values))
        assert invariants.breaches() == expected
        change(mine.values(**before))
    assert invariants.breaches() == {}
    change(delete(Papers).where(Papers.id == id_))
    assert invariants.breaches() == expected


def test_verify_names_papers_that_came_back(desk: Desk) -> None:
    papers = papers_for(desk.submission)
    no_papers_for(desk.submission)
    change(update(Papers).where(Papers.id == papers.id).values(ended_at=None, ended_by_id=None))
    assert invariants.breaches() == {"papers are there exactly where a teacher said so": [f"papers {papers.id}"]}


@db.action
def change(statement: Any) -> None:  # noqa: ANN401 # any statement
    """Behind the back of all actions, as somebody with the database's password could."""
    db.session().execute(statement)
