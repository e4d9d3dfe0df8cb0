"""A round whose jury is through, with two prizes given in the wrong order."""

from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from app.core import clock
from app.deliberation.models import Decision
from app.ideas.models import Submission
from tests.support.browsers import Browser
from tests.support.ideas import a_full_team, a_submitted_idea
from tests.support.jury import a_prize, a_submission
from tests.support.rounds import AFTERWARDS
from tests.support.teams import Ground, a_ground

PUBLIC = "/competitions/innovationswettbewerb-2027/runde-1/results"


@dataclass(frozen=True)
class Stage:
    """Where results appear: the Solarbank of the team "Sonnenkinder" is first, the Regentonne second."""

    app: Flask
    ground: Ground
    winner: Submission
    first: Decision
    second: Decision

    @property
    def path(self) -> str:
        return f"/rounds/{self.ground.round.id}/publication"

    def get(self, path: str | None = None) -> Any:  # noqa: ANN401 # the client's answer
        """As the admin, after the jury."""
        with clock.at(AFTERWARDS):
            return Browser(self.app).sign_in(self.ground.admin).get(path or self.path)

    def post(self, path: str, values: dict[str, str]) -> Any:  # noqa: ANN401 # the client's answer
        with clock.at(AFTERWARDS):
            return Browser(self.app).sign_in(self.ground.admin).post(path, values)

    def public(self, **options: Any) -> Any:  # noqa: ANN401 # the client's answer
        """As anybody, after the jury."""
        with clock.at(AFTERWARDS):
            return Browser(self.app).get(PUBLIC, **options)


@pytest.fixture
def stage(app: Flask) -> Stage:
    ground = a_ground()
    captain = ground.student("Mia Sommer")
    winner = a_submitted_idea(captain, a_full_team(ground, captain, "Sonnenkinder"))
    second = a_prize(a_submission(ground, "Regentonne"), "2. Preis", 2)
    return Stage(app, ground, winner, a_prize(winner, "1. Preis", 1), second)
