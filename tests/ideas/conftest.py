"""A class, its round, and a team of two who write together."""

from dataclasses import dataclass

import pytest
from flask import Flask

from app.accounts.models import User
from app.ideas.models import Idea
from app.teams.models import Team
from tests.support.browsers import Browser
from tests.support.ideas import a_begun_idea
from tests.support.teams import Ground, a_ground, a_team, join


@dataclass(frozen=True)
class Desk:
    """Mia and Ben have begun an idea; `other` is in no team of theirs."""

    app: Flask
    ground: Ground
    mia: User
    ben: User
    other: User
    team: Team
    idea: Idea

    def browser(self, person: User) -> Browser:
        return Browser(self.app).sign_in(person)


@pytest.fixture
def desk(app: Flask) -> Desk:
    ground = a_ground()
    mia, ben, other = (ground.student(name) for name in ("Mia Sommer", "Ben Winter", "Ole Herbst"))
    team = a_team(mia, ground.round)
    join(ben, team)
    return Desk(app, ground, mia, ben, other, team, a_begun_idea(mia, team))
