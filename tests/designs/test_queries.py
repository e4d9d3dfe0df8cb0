"""Trials are found by what was asked, and are for everybody who may ask."""

import uuid

import pytest
from flask import Flask

from app.core.errors import NotFoundError
from app.designs import actions, queries
from app.designs.rules import Design
from tests.support.people import an_admin

SMALL = Design(ideas=8, jurors=4, readings=1, places=2, severity=6, minutes=15, goal=60, contests=2)


def test_a_trial_is_found_by_its_id_and_by_what_was_asked(app: Flask) -> None:
    del app
    trial = actions.try_design(an_admin(), SMALL)

    found = queries.trial_with(SMALL.digest)
    assert (queries.trial_of(trial.id).id, found.id if found else None) == (trial.id, trial.id)
    assert (queries.trial_with("x"), queries.done_trial_like(SMALL.contest_digest)) == (None, None)
    with pytest.raises(NotFoundError):
        queries.trial_of(uuid.uuid4())


def test_the_newest_trials_come_first_and_no_more_than_ten(app: Flask) -> None:
    del app
    admin = an_admin()
    ids = [actions.try_design(admin, Design(**{**SMALL.__dict__, "goal": goal})).id for goal in range(20, 32)]
    assert [each.id for each in queries.newest_trials()] == ids[:1:-1]
