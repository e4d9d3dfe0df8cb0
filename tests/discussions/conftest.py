"""An idea in a jury of four: one is through with it, one has begun, one reads another one, one must not read it."""

import itertools
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from app.accounts.models import User
from app.core import clock
from app.discussions import actions
from app.discussions.models import Post
from app.ideas.models import Submission
from tests.support.browsers import Browser
from tests.support.ideas import number_of
from tests.support.jury import a_chair, a_draft, a_handed_in_sheet, a_juror, a_submission, an_assignment, marks
from tests.support.prepared import prepared
from tests.support.rounds import JUDGING
from tests.support.teams import Ground, a_ground

_steps = itertools.count(1)


@dataclass(frozen=True)
class Talk:
    """Anna has handed in her sheet, Bela has begun his, Cem judges something else, Dora is of the team's school."""

    app: Flask
    ground: Ground
    chair: User
    anna: User
    bela: User
    cem: User
    dora: User
    idea: Submission
    other: Submission

    @property
    def round_id(self) -> uuid.UUID:
        return self.ground.round.id

    @property
    def path(self) -> str:
        return f"/rounds/{self.round_id}/discussions"

    @property
    def idea_path(self) -> str:
        return f"{self.path}/{number_of(self.idea)}"

    def get(self, person: User, path: str = "", *, at: datetime = JUDGING) -> Any:  # noqa: ANN401 # the client's answer
        with clock.at(at):
            return Browser(self.app).sign_in(person).get(path or self.idea_path)

    def send(self, person: User, path: str = "", text: str = "", *, at: datetime = JUDGING) -> Any:  # noqa: ANN401 # as above
        with clock.at(at):
            return Browser(self.app).sign_in(person).post(path or self.idea_path, {"text": text})

    def says(self, person: User, text: str, *, at: datetime = JUDGING) -> Post:
        """One after the other, a thousandth of a second apart."""
        with clock.at(at + next(_steps) * timedelta(milliseconds=1)):
            return actions.post(person, self.round_id, self.idea.id, text)

    def opens(self, person: User | None = None, *, at: datetime = JUDGING) -> None:
        with clock.at(at):
            actions.open_discussion(person or self.chair, self.round_id, self.idea.id)


@pytest.fixture
@prepared
def talk(app: Flask) -> Talk:
    ground = a_ground()
    idea, other = (a_submission(ground, title) for title in ("Solarbank", "Regentonne"))
    anna, bela, cem = (a_juror(ground.round, name=name) for name in ("Anna Änderung", "Bela Beginn", "Cem Century"))
    dora = a_juror(ground.round, school=ground.school, name="Dora Dabei")
    a_handed_in_sheet(anna, an_assignment(anna, idea), 4)
    begun = an_assignment(bela, idea)
    a_draft(bela, begun, dict(list(marks(bela, begun, 3).items())[:2]))
    an_assignment(cem, other)
    return Talk(app, ground, a_chair(ground.round), anna, bela, cem, dora, idea, other)
