"""Who finds what on the start page, at each step from the jury to the results."""

import pytest
from flask import Flask

from app.accounts import queries as people
from app.accounts.models import User
from app.agenda import queries
from app.core import clock
from app.core.access import Role
from app.deliberation.actions import approve, decide_rest
from app.deliberation.queries import decisions_of
from app.deliberation.rules import digest_of_all
from tests.support.certificates import LATER, Stage, a_finished_round, publish
from tests.support.clearances import cleared, papers_for
from tests.support.jury import a_chair, a_juror, an_assignment
from tests.support.people import a_school_admin
from tests.support.prepared import prepared
from tests.support.rounds import AFTERWARDS, JUDGING, JURY_CLOSES, ONE_SECOND
from tests.support.statements import statements
from tests.support.teams import a_ground


@pytest.fixture
@prepared
def finished(app: Flask) -> Stage:
    return a_finished_round(app)


def endpoints(person: User) -> list[str]:
    with clock.at(AFTERWARDS):
        return [task.endpoint for task in queries.tasks_of(person)]


def test_a_juror_is_told_how_many_ideas_wait_while_the_jury_reads(finished: Stage) -> None:
    juror = a_juror(finished.ground.round, name="Ida Idle")
    for submission in (finished.won, finished.lost):
        an_assignment(juror, submission)
    with clock.at(JUDGING):
        assert [task.label for task in queries.tasks_of(juror)] == ["2 Ideen warten auf Ihr Urteil"]
        assert queries.tasks_of(finished.people["Jo Jury"]) == []
    with clock.at(JURY_CLOSES - ONE_SECOND):
        assert len(queries.tasks_of(juror)) == 1
    with clock.at(JURY_CLOSES):
        assert queries.tasks_of(juror) == []


def test_chair_and_admin_are_led_from_decision_to_decision(finished: Stage) -> None:
    round_, admin, chair = finished.ground.round, finished.ground.admin, a_chair(finished.ground.round)
    stranger = a_chair(a_ground(title="Runde 2").round, "Cora Vorsitz")
    found = [(endpoints(chair), endpoints(admin))]
    with clock.at(AFTERWARDS):
        decide_rest(chair, round_.id, "", digest_of_all(decisions_of(round_.id)))
        found.append((endpoints(chair), endpoints(admin)))
        for person, role in ((chair, Role.CHAIR), (admin, Role.ADMIN)):
            approve(person, round_.id, role, digest_of_all(decisions_of(round_.id)))
            found.append((endpoints(chair), endpoints(admin)))
    assert found == [
        (["deliberation.decisions"], []),
        (["deliberation.approvals"], []),
        ([], ["deliberation.approvals"]),
        ([], []),
    ]
    assert endpoints(stranger) == []


def test_before_the_jury_is_through_the_chair_has_nothing_to_decide(finished: Stage) -> None:
    chair = a_chair(finished.ground.round)
    with clock.at(JURY_CLOSES - ONE_SECOND):
        assert queries.tasks_of(chair) == []
    with clock.at(JURY_CLOSES):
        assert [task.endpoint for task in queries.tasks_of(chair)] == ["deliberation.decisions"]


def test_a_teacher_is_told_of_teams_without_papers(finished: Stage) -> None:
    teacher = finished.ground.teacher
    with clock.at(AFTERWARDS):
        labels = [[task.label for task in queries.tasks_of(teacher)]]
        for submission in (finished.won, finished.lost):
            papers_for(submission)
            labels.append([task.label for task in queries.tasks_of(teacher)])
    assert labels == [
        ["Bei 2 Teams fehlt das Häkchen „Unterlagen liegen vor“"],
        ["Bei einem Team fehlt das Häkchen „Unterlagen liegen vor“"],
        [],
    ]


def test_students_find_feedback_and_certificate_once_the_results_are_public(finished: Stage) -> None:
    mia = finished.people["Mia Sommer"]
    assert endpoints(mia) == []
    cleared(finished.won)
    publish(finished)
    with clock.at(LATER):
        tasks = queries.tasks_of(mia)
    assert [(task.label, task.endpoint) for task in tasks] == [
        ("Lies, was die Jury zu „Solarbank“ sagt", "feedback.feedback"),
        ("Lade deine Urkunde herunter", "certificates.certificates"),
    ]
    assert dict(tasks[0].values) == {"team_id": finished.sun.id}


def test_whoever_has_nothing_to_do_is_told_so_by_an_empty_list(finished: Stage) -> None:
    assert [endpoints(person) for person in (a_school_admin(finished.ground.school), finished.ground.student())] == [
        [],
        [],
    ]


def test_tasks_take_few_queries(finished: Stage) -> None:
    publish(finished)
    names = ("Mia Sommer", "Jo Jury", "Charlie Vorsitz")
    persons = [*(finished.people[name] for name in names), finished.ground.teacher, finished.ground.admin]
    counts = []
    for person in persons:
        known = people.person(person.id)
        with clock.at(LATER), statements() as sent:
            queries.tasks_of(known)
        counts.append(len(sent))
    assert counts == [1, 2, 2, 1, 2]
