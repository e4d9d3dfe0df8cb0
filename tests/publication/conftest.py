"""A round whose jury is through, with two prizes given in the wrong order, approved by two people."""

from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from app.core import clock
from app.deliberation.models import Decision
from app.ideas.models import Submission
from app.publication.queries import bundle_of
from app.publication.rules import Bundle
from tests.support.browsers import Browser
from tests.support.clearances import cleared
from tests.support.ideas import a_full_team, a_submitted_idea
from tests.support.jury import a_prize, a_submission, approve_all
from tests.support.prepared import prepared
from tests.support.rounds import AFTERWARDS
from tests.support.teams import Ground, a_ground

PUBLIC = "/competitions/innovationswettbewerb-2027/runde-1/results"


@dataclass(frozen=True)
class Stage:
    """Where results appear: the Solarbank of the team "Sonnenkinder" is first, the Regentonne second.

    The papers of both are there and everything of them is released.
    """

    app: Flask
    ground: Ground
    winner: Submission
    other: Submission
    first: Decision
    second: Decision

    @property
    def path(self) -> str:
        return f"/rounds/{self.ground.round.id}/publication"

    def bundle(self) -> Bundle:
        with clock.at(AFTERWARDS):
            return bundle_of(self.ground.round.id)

    def get(self, path: str | None = None) -> Any:  # noqa: ANN401 # the client's answer
        """As the admin, after the jury."""
        with clock.at(AFTERWARDS):
            return Browser(self.app).sign_in(self.ground.admin).get(path or self.path)

    def post(self, path: str, values: dict[str, Any]) -> Any:  # noqa: ANN401 # the client's answer
        with clock.at(AFTERWARDS):
            return Browser(self.app).sign_in(self.ground.admin).post(path, values)

    def public(self, path: str = PUBLIC, **options: Any) -> Any:  # noqa: ANN401 # the client's answer
        """As anybody, after the jury."""
        with clock.at(AFTERWARDS):
            return Browser(self.app).get(path, **options)


@pytest.fixture
@prepared
def stage(app: Flask) -> Stage:
    ground = a_ground()
    captain = ground.student("Mia Sommer")
    winner = a_submitted_idea(captain, a_full_team(ground, captain, "Sonnenkinder"))
    second = a_submission(ground, "Regentonne")
    decisions = a_prize(second, "2. Preis", 2), a_prize(winner, "1. Preis", 1)
    approve_all(ground.round)
    for submission in (winner, second):
        cleared(submission)
    return Stage(app, ground, winner, second, decisions[1], decisions[0])
