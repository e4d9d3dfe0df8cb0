"""An admin, a round, and a submission of it."""

import uuid
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.accounts.queries import person
from app.core import db
from app.ideas.models import Idea, Submission
from app.rounds.models import Round
from app.teams.models import Team
from tests.support.browsers import Browser
from tests.support.jury import a_submission
from tests.support.prepared import prepared
from tests.support.teams import Ground, a_ground


@dataclass(frozen=True)
class Office:
    """Where a jury is put together."""

    app: Flask
    ground: Ground
    submission: Submission

    @property
    def admin(self) -> User:
        return self.ground.admin

    @property
    def round(self) -> Round:
        return self.ground.round

    @property
    def idea(self) -> Idea:
        return db.session().scalars(select(Idea).where(Idea.id == self.submission.idea_id)).one()

    @property
    def captain(self) -> User:
        """Who speaks for the team of the submission."""
        captain_id = db.session().scalars(select(Team.captain_id).where(Team.id == self.idea.team_id)).one()
        return person(uuid.UUID(str(captain_id)))

    @property
    def path(self) -> str:
        return f"/rounds/{self.round.id}"

    def browser(self, person: User | None = None) -> Browser:
        """Signed in at the test's time, for a session lasts hours."""
        return Browser(self.app).sign_in(person or self.admin)


@pytest.fixture
@prepared
def office(app: Flask) -> Office:
    ground = a_ground()
    return Office(app, ground, a_submission(ground))
