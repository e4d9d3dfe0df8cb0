"""A class, its round, and a team of two who write together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.accounts.models import User
from app.core import clock
from app.ideas.models import Idea
from app.teams.models import Team
from tests.support.browsers import Browser
from tests.support.ideas import a_begun_idea
from tests.support.prepared import prepared
from tests.support.rounds import WRITING
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

    def get(self, person: User, page: str = "", *, at: datetime = WRITING) -> TestResponse:
        """A page of the idea as a person sees it at a moment."""
        return self.open(person, "GET", f"/ideas/{self.idea.id}{page}", at=at)

    def post(
        self,
        person: User,
        page: str,
        values: Mapping[str, Any] | bytes = b"",
        *,
        at: datetime = WRITING,
        **options: Any,  # noqa: ANN401 # as Flask's client
    ) -> TestResponse:
        return self.open(person, "POST", f"/ideas/{self.idea.id}{page}", data=values, at=at, **options)

    def browser(self, person: User) -> Callable[[str], TestResponse]:
        """Opens pages of the idea for somebody who is signed in already."""
        with clock.at(WRITING):
            browser = Browser(self.app).sign_in(person)

        def get(page: str) -> TestResponse:
            with clock.at(WRITING):
                return browser.get(f"/ideas/{self.idea.id}{page}")

        return get

    def open(self, person: User, method: str, path: str, *, at: datetime = WRITING, **options: Any) -> TestResponse:  # noqa: ANN401 # as Flask's client
        """Any page; the person signs in at that moment, since no session lasts as long as a round."""
        with clock.at(at):
            return Browser(self.app).sign_in(person).open(path, method, **options)


@pytest.fixture
@prepared
def desk(app: Flask) -> Desk:
    ground = a_ground()
    mia, ben, other = (ground.student(name) for name in ("Mia Sommer", "Ben Winter", "Ole Herbst"))
    team = a_team(mia, ground.round)
    join(ben, team)
    return Desk(app, ground, mia, ben, other, team, a_begun_idea(mia, team))
