"""A design is tried by a job, once for everybody who asks the same."""

import pytest
from flask import Flask

from app.accounts.models import User
from app.core import db, invariants, jobs
from app.core.errors import InvalidError
from app.designs import actions, queries, rules
from app.designs.models import DesignTrial
from app.designs.rules import Design
from tests.support import people

SMALL = Design(ideas=8, jurors=4, readings=3, places=2, severity=6, minutes=15, goal=60, contests=5)


@pytest.fixture
def admin(app: Flask) -> User:
    del app
    return people.an_admin()


def test_a_trial_waits_for_its_job_and_keeps_what_was_found(admin: User) -> None:
    trial = actions.try_design(admin, SMALL)
    waiting = (trial.done_at, trial.found)
    jobs.run_due()
    db.session().expire_all()
    found = rules.findings_in(queries.trial_of(trial.id).found)

    assert waiting == (None, [])
    assert [(each.readings, each.is_adaptive) for each in found] == SMALL.tried
    assert all(0 <= each.found <= 1 and 0 <= each.exact <= each.found for each in found)
    assert (queries.trial_of(trial.id).done_at is None, invariants.breaches()) == (False, {})


def test_the_same_question_has_the_same_answer(admin: User) -> None:
    first, again = actions.try_design(admin, SMALL), actions.try_design(people.an_admin(), SMALL)
    jobs.run_due()
    actions.hold(first.id)  # a job may come twice

    assert (first.id, len(queries.newest_trials())) == (again.id, 1)
    assert (
        rules.stored_findings(rules.never_worse(list(actions.findings_of(SMALL)))) == queries.trial_of(first.id).found
    )


def test_another_price_or_goal_needs_no_further_contest(admin: User) -> None:
    first = actions.try_design(admin, SMALL)
    jobs.run_due()
    dearer = actions.try_design(admin, Design(**{**first.design, "minutes": 30, "goal": 80}))

    assert (dearer.id != first.id, dearer.found, dearer.done_at is None) == (
        True,
        queries.trial_of(first.id).found,
        False,
    )
    assert invariants.breaches() == {}


def test_nonsense_is_never_noted(admin: User) -> None:
    with pytest.raises(InvalidError) as raised:
        actions.try_design(admin, Design(**{**SMALL.__dict__, "readings": 5}))
    assert (list(raised.value.errors), queries.newest_trials()) == (["readings"], [])


def test_a_trial_changed_by_hand_is_named(admin: User) -> None:
    trial = actions.try_design(admin, SMALL)
    _change(trial)
    assert invariants.breaches() == {"every trial of a design is kept by what was asked": [f"design trial {trial.id}"]}


@db.action
def _change(trial: DesignTrial) -> None:
    trial.design = {**trial.design, "jurors": 5}


def test_who_waits_sees_how_far_it_is_and_a_job_that_was_killed_begins_anew(admin: User) -> None:
    trial = actions.try_design(admin, SMALL)
    ways = actions.findings_of(SMALL)
    seen = []
    for held in ([next(ways)], [next(ways), next(ways)]):
        actions._note(trial.id, held)  # noqa: SLF001 # what the job has done when it is killed
        seen.append((len(queries.trial_of(trial.id).found), queries.trial_of(trial.id).done_at))
    db.end_reading()
    actions.hold(trial.id)

    assert seen == [(1, None), (2, None)]
    assert len(queries.trial_of(trial.id).found) == len(SMALL.tried)
    assert invariants.breaches() == {}
