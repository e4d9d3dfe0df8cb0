"""A round with two prizes in which everything is released, pictures included, and nothing is published yet."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from app.accounts.models import School, User
from app.core import clock
from app.ideas.models import Submission
from tests.support.browsers import Browser
from tests.support.clearances import cleared
from tests.support.ideas import a_file, a_full_team, an_idea, process_files, submit
from tests.support.jury import a_prize, approve_all
from tests.support.prepared import prepared
from tests.support.rounds import AFTERWARDS
from tests.support.teams import Ground, a_ground

RESULTS = "/competitions/innovationswettbewerb-2027/runde-1/results"


@dataclass(frozen=True)
class Hall:
    """Where ideas hang: "Solarbank" (1. Preis) of one school, "Regentonne" (2. Preis, school named) of another."""

    app: Flask
    ground: Ground
    chair: User
    first: Submission
    second: Submission
    first_path: str
    second_path: str
    second_school: School

    def get(self, path: str, *, at: datetime = AFTERWARDS, **options: Any) -> Any:  # noqa: ANN401 # the client's
        """As anybody."""
        with clock.at(at):
            return Browser(self.app).get(path, buffered=True, **options)


def an_entry(ground: Ground, title: str, colour: str, category: int) -> Submission:
    """What a team with a picture handed in."""
    captain = ground.student(f"Kim {title}")
    idea = an_idea(captain, a_full_team(ground, captain, f"Team {title}"), category, title=title)
    a_file(captain, idea, f"{title}-von-Kim.png", alt=f"Ein Bild: {title}", colour=colour)
    process_files()
    return submit(captain, idea.id)


@pytest.fixture
@prepared
def hall(app: Flask) -> Hall:
    ground = a_ground()
    elsewhere = a_ground(round_=ground.round)
    first, second = an_entry(ground, "Solarbank", "gold", 0), an_entry(elsewhere, "Regentonne", "navy", 1)
    a_prize(first, "1. Preis", 1)
    a_prize(second, "2. Preis", 2)
    chair = approve_all(ground.round)
    paths = [f"/gallery/{cleared(each, is_school_named=each is second).id}" for each in (first, second)]
    return Hall(app, ground, chair, first, second, paths[0], paths[1], elsewhere.school)
