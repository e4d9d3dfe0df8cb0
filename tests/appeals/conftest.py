"""A round with results that are public, and a team that has not won."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from app.accounts.models import User
from app.appeals import actions
from app.appeals.models import Appeal
from app.appeals.rules import PROCEDURE
from app.core import clock
from app.teams.models import Team
from tests.support.browsers import Browser
from tests.support.ideas import a_full_team, a_submitted_idea
from tests.support.jury import a_prize, a_publication, a_reading, a_submission, approve_all
from tests.support.prepared import prepared
from tests.support.rounds import AFTERWARDS
from tests.support.teams import Ground, a_ground

WHAT = "Unser Film ließ sich in der Jury nicht abspielen."
# What the round says, from the publication on.
CLOSES = AFTERWARDS + timedelta(days=14)


@dataclass(frozen=True)
class Case:
    """Mia's team may appeal; the chair and the admin answer."""

    app: Flask
    ground: Ground
    chair: User
    mia: User
    team: Team

    @property
    def path(self) -> str:
        return f"/rounds/{self.ground.round.id}/appeals"

    @property
    def team_path(self) -> str:
        return f"/teams/{self.team.id}/appeals"

    def appeals(self, text: str = WHAT, *, student: User | None = None, at: datetime = AFTERWARDS) -> Appeal:
        with clock.at(at):
            return actions.appeal(student or self.mia, self.team.id, PROCEDURE, text)

    def answers(self, appeal_id: uuid.UUID, state: str, text: str, person: User | None = None) -> None:
        with clock.at(AFTERWARDS):
            actions.answer(person or self.chair, self.ground.round.id, appeal_id, state, text)

    def get(self, person: User, path: str = "", *, at: datetime = AFTERWARDS) -> Any:  # noqa: ANN401 # the client's answer
        with clock.at(at):
            return Browser(self.app).sign_in(person).get(path or self.path)

    def send(self, person: User, path: str, values: dict[str, str] | None = None) -> Any:  # noqa: ANN401 # as above
        with clock.at(AFTERWARDS):
            return Browser(self.app).sign_in(person).post(path, values or {})


@pytest.fixture
@prepared
def unpublished(app: Flask) -> Case:
    """The same before anything is public."""
    ground = a_ground()
    mia = ground.student("Mia Sommer")
    team = a_full_team(ground, mia, "Sonnenkinder")
    a_reading(ground, a_submitted_idea(mia, team), 3)
    a_prize(a_submission(ground, "Windrad"))
    return Case(app, ground, approve_all(ground.round), mia, team)


@pytest.fixture
@prepared
def case(unpublished: Case) -> Case:
    a_publication(unpublished.ground.round)
    return unpublished
