"""A submission in a round, and a juror who is to read it."""

from dataclasses import dataclass

import pytest
from flask import Flask

from app.accounts.models import User
from app.ideas.models import Submission
from app.panels.models import Assignment
from tests.support.browsers import Browser
from tests.support.jury import a_juror, a_submission, an_assignment
from tests.support.prepared import prepared
from tests.support.teams import Ground, a_ground


@dataclass(frozen=True)
class Table:
    """Where a juror sits."""

    app: Flask
    ground: Ground
    submission: Submission
    juror: User
    assignment: Assignment

    def browser(self, person: User | None = None) -> Browser:
        return Browser(self.app).sign_in(person or self.juror)

    @property
    def path(self) -> str:
        return f"/jury/{self.assignment.id}"


@pytest.fixture
@prepared
def table(app: Flask) -> Table:
    ground = a_ground()
    submission = a_submission(ground)
    juror = a_juror(ground.round)
    return Table(app, ground, submission, juror, an_assignment(juror, submission))
