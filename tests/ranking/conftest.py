"""Three ideas, of which two were read."""

from dataclasses import dataclass

import pytest
from flask import Flask

from app.ideas.models import Submission
from tests.support.jury import a_reading, a_submission
from tests.support.prepared import prepared
from tests.support.teams import Ground, a_ground


@dataclass(frozen=True)
class Contest:
    """`good` has two readings (4 and 5 points), `fair` one (3 points), `unread` none."""

    app: Flask
    ground: Ground
    good: Submission
    fair: Submission
    unread: Submission


@pytest.fixture
@prepared
def contest(app: Flask) -> Contest:
    ground = a_ground()
    good, fair, unread = (a_submission(ground, title) for title in ("Solarbank", "Regentonne", "Lernkiste"))
    a_reading(ground, good, 4)
    a_reading(ground, good, 5)
    a_reading(ground, fair, 3)
    return Contest(app, ground, good, fair, unread)
