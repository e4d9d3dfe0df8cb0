"""Two ideas that were read, one more than the other liked."""

from dataclasses import dataclass

import pytest
from flask import Flask

from app.ideas.models import Submission
from tests.support.browsers import Browser
from tests.support.jury import a_reading, a_submission
from tests.support.teams import Ground, a_ground


@dataclass(frozen=True)
class Meeting:
    """Where prizes are given; `unread` nobody has read."""

    app: Flask
    ground: Ground
    best: Submission
    second: Submission
    unread: Submission

    @property
    def path(self) -> str:
        return f"/rounds/{self.ground.round.id}/decisions"

    def browser(self) -> Browser:
        """The admin's, signed in at the test's time, for a session lasts hours."""
        return Browser(self.app).sign_in(self.ground.admin)


@pytest.fixture
def meeting(app: Flask) -> Meeting:
    ground = a_ground()
    best, second, unread = (a_submission(ground, title) for title in ("Solarbank", "Regentonne", "Lernkiste"))
    a_reading(ground, best, 4)
    a_reading(ground, second, 3)
    return Meeting(app, ground, best, second, unread)
