import uuid
from typing import Any

import pytest
from sqlalchemy import delete, update

from app.accounts.models import User
from app.certificates import queries, rules
from app.certificates.models import Certificate
from app.certificates.rules import MemberPaper, TeamPaper
from app.core import clock, db, invariants
from app.enrolment import actions as enrolment
from tests.support.certificates import LATER, Stage
from tests.support.ideas import a_full_team, a_submitted_idea
from tests.support.jury import a_juror, a_submission
from tests.support.people import a_class, a_school_admin, a_teacher
from tests.support.statements import statements
from tests.support.teams import Ground, a_ground, a_team, join, leave

PROMISE = "every certificate says what it was issued for"


def shelves(person: User) -> list[queries.Shelf]:
    with clock.at(LATER):
        return queries.shelves_of(person)


# ---------------------------------------------------------------- what somebody can have
def test_a_student_finds_the_own_teams_that_handed_in(stage: Stage) -> None:
    (shelf,) = shelves(stage.people["Mia Sommer"])
    assert [(each.team.name, each.title) for each in shelf.teams] == [("Sonnenkinder", "Solarbank")]
    assert shelf.award_of(shelf.teams[0]) == rules.Award("prize", "1. Preis")
    assert (shelf.thanks, shelf.classes, shelf.schools) == (set(), [], [])


def test_before_the_results_are_public_nothing_tells_who_won(finished: Stage) -> None:
    (shelf,) = shelves(finished.people["Mia Sommer"])
    assert (shelf.publication, shelf.award_of(shelf.teams[0])) == (None, None)


def test_a_student_without_a_submission_finds_nothing(stage: Stage) -> None:
    founder = stage.ground.student("Nia Neu")
    a_team(founder, stage.ground.round, "Nachzügler")
    assert shelves(founder) == []


def test_whoever_left_before_handing_in_did_not_take_part(stage: Stage) -> None:
    captain, gone, back = (stage.ground.student(name) for name in ("Kim", "Gil", "Bo"))
    team = a_team(captain, stage.ground.round, "Windrad")
    for student in (gone, back):
        join(student, team)
        leave(student, team)
    join(back, team)
    a_submitted_idea(captain, team)
    assert [len(shelves(student)) for student in (captain, gone, back)] == [1, 0, 1]
    assert len(shelves(back)[0].teams) == 1


def test_a_teacher_finds_the_classes_with_teams_that_handed_in_and_the_thanks(stage: Stage) -> None:
    a_class(stage.ground.teacher, "Klasse ohne Team")
    (shelf,) = shelves(stage.ground.teacher)
    assert [each.id for each in shelf.classes] == [stage.ground.school_class.id]
    assert (shelf.thanks, shelf.schools, shelf.teams) == ({"teacher"}, [], [])


def test_a_school_admin_finds_the_school_and_its_classes_but_no_thanks(stage: Stage) -> None:
    (shelf,) = shelves(a_school_admin(stage.ground.school))
    assert [each.id for each in shelf.schools] == [stage.ground.school.id]
    assert [each.id for each in shelf.classes] == [stage.ground.school_class.id]
    assert shelf.thanks == set()
    elsewhere = a_ground(round_=stage.ground.round)
    assert (shelves(a_school_admin(elsewhere.school)), shelves(elsewhere.teacher)) == ([], [])


def test_jurors_find_their_thanks_once_they_have_handed_something_in(stage: Stage) -> None:
    found = [shelves(stage.people[name]) for name in ("Jo Jury", "Charlie Vorsitz")]
    assert [[shelf.thanks for shelf in theirs] for theirs in found] == [[{"juror"}], [{"juror"}]]
    assert shelves(a_juror(stage.ground.round, name="Ida Idle")) == []


def test_a_teacher_who_left_the_class_still_finds_the_thanks_that_were_issued(stage: Stage) -> None:
    ground = stage.ground
    stage.issue(ground.teacher, rules.ThanksPaper(ground.round.id, rules.TEACHER))
    enrolment.release_teacher(a_school_admin(ground.school), ground.school_class.id, ground.teacher.id)
    (shelf,) = shelves(ground.teacher)
    assert (shelf.thanks, shelf.classes) == ({"teacher"}, [])


def test_a_longer_list_takes_as_many_queries(stage: Stage) -> None:
    mia, ground = stage.people["Mia Sommer"], stage.ground
    people = [mia, ground.teacher, a_school_admin(ground.school)]
    before = [count_of(person) for person in people]
    for title in ("Runde 2", "Runde 3"):
        other = a_ground(title=title)
        next_ground = Ground(ground.admin, ground.school, ground.teacher, a_class(ground.teacher, title), other.round)
        a_submitted_idea(mia, a_full_team(next_ground, mia, title))
        a_submission(next_ground, f"Idee der {title}")
    assert [len(shelves(person)) for person in people] == [3, 3, 3]
    assert [count_of(person) for person in people] == before
    assert max(before) <= 5


def count_of(person: User) -> int:
    shelves(person)
    with statements() as sent:
        shelves(person)
    return len(sent)


def test_two_teachers_of_one_class_are_both_thanked_for_its_teams(stage: Stage) -> None:
    colleague = a_teacher(stage.ground.school, "Kolja Kollege")
    enrolment.assign_teacher(a_school_admin(stage.ground.school), stage.ground.school_class.id, colleague.id)
    for teacher in (colleague, stage.ground.teacher):
        (issued,) = stage.issue(teacher, rules.ThanksPaper(stage.ground.round.id, rules.TEACHER))
        assert issued.facts.count == 2


# ---------------------------------------------------------------- what was issued
def test_those_who_run_the_round_see_how_many_were_issued(stage: Stage) -> None:
    (first,), _second = (
        stage.issue("Mia Sommer", MemberPaper(stage.sun.id)),
        stage.issue("Sam Winter", MemberPaper(stage.sun.id)),
    )
    stage.issue("Mia Sommer", TeamPaper(stage.sun.id))
    stage.withdraw(first.row.code)
    counts = queries.counts_of(stage.ground.round.id)
    assert counts == [queries.Count("member", 1, 0, 1), queries.Count("team", 1, 0, 0)]
    assert [row.person and row.person.name for row in queries.withdrawn_in(stage.ground.round.id)] == ["Mia Sommer"]
    other = a_ground(title="Runde 2")
    assert (queries.counts_of(other.round.id), queries.withdrawn_in(other.round.id)) == ([], [])


# ---------------------------------------------------------------- verify
@pytest.mark.parametrize(
    "changed",
    [
        {"code": "ABCD" * 4},
        {"award": "participation", "prize": ""},
        {"prize": "2. Preis"},
        {"place": "Andere Schule"},
        {"count": 7},
        {"digest": "0" * 64},
        {"name_digest": "0" * 64},
        {"holder": "member:x"},
        {"replaced_at": LATER},
        {"withdrawn_at": LATER},
    ],
)
def test_verify_names_a_certificate_that_was_changed(stage: Stage, changed: dict[str, Any]) -> None:
    (issued,) = stage.issue("Mia Sommer", MemberPaper(stage.sun.id))
    assert invariants.breaches() == {}
    change(issued.row.id, **changed)
    assert invariants.breaches() == {PROMISE: [f"certificate {issued.row.id}"]}


def test_verify_names_a_certificate_that_vanished_or_came_back(stage: Stage) -> None:
    (issued,) = stage.issue("Mia Sommer", MemberPaper(stage.sun.id))
    certificate_id = issued.row.id
    stage.withdraw(issued.row.code)
    change(certificate_id, withdrawn_at=None)
    assert invariants.breaches() == {PROMISE: [f"certificate {certificate_id}"]}
    remove(certificate_id)
    assert invariants.breaches() == {PROMISE: [f"certificate {certificate_id}"]}


@db.action
def change(certificate_id: uuid.UUID, **values: object) -> None:
    """Behind the back of all actions, as somebody with the database's password could."""
    db.session().execute(update(Certificate).where(Certificate.id == certificate_id).values(**values))


@db.action
def remove(certificate_id: uuid.UUID) -> None:
    db.session().execute(delete(Certificate).where(Certificate.id == certificate_id))
