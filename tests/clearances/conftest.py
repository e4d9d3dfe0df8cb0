"""A submission with two pictures, after submission has closed."""

from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from app.clearances.queries import Entry, entry_of
from app.core import clock
from app.ideas.models import Submission
from tests.support.browsers import Browser
from tests.support.clearances import team_id_of
from tests.support.ideas import a_file, a_full_team, an_idea, process_files, submit
from tests.support.prepared import prepared
from tests.support.rounds import AFTERWARDS
from tests.support.teams import Ground, a_ground


@dataclass(frozen=True)
class Desk:
    """Where things are released: the Solarbank of Mia Sommer's team, with a described and an undescribed picture."""

    app: Flask
    ground: Ground
    submission: Submission

    @property
    def files(self) -> list[str]:
        return [each["file"] for each in self.submission.content["attachments"]]

    @property
    def path(self) -> str:
        return f"/rounds/{self.ground.round.id}/clearances/{self.submission.id}"

    @property
    def papers_path(self) -> str:
        return f"/teams/{team_id_of(self.submission)}/papers"

    def entry(self) -> Entry:
        return entry_of(self.ground.round.id, self.submission.id)

    def browser(self, person: Any) -> Browser:  # noqa: ANN401 # a person
        with clock.at(AFTERWARDS):
            return Browser(self.app).sign_in(person)


@pytest.fixture
@prepared
def desk(app: Flask) -> Desk:
    ground = a_ground()
    mia = ground.student("Mia Sommer")
    idea = an_idea(mia, a_full_team(ground, mia, "Sonnenkinder"))
    a_file(mia, idea, "eins.png", alt="Eine Bank mit Dach.")
    a_file(mia, idea, "zwei.png")
    process_files()
    return Desk(app, ground, submit(mia, idea.id))
