"""A jury of three: one is through, one has begun, one has not looked; and an idea that nobody was given."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from app.accounts.models import User
from app.core import clock
from app.ideas.models import Submission
from tests.support.browsers import Browser
from tests.support.jury import (
    a_chair,
    a_draft,
    a_handed_in_sheet,
    a_juror,
    a_submission,
    an_assignment,
    marks,
)
from tests.support.prepared import prepared
from tests.support.rounds import JUDGING
from tests.support.teams import Ground, a_ground


@dataclass(frozen=True)
class Jury:
    """Anna has handed in one sheet, Bela has begun one of two, Cem has one to begin; `unread` has no reader."""

    app: Flask
    ground: Ground
    chair: User
    anna: User
    bela: User
    cem: User
    read: Submission
    half: Submission
    unread: Submission

    @property
    def round_id(self) -> uuid.UUID:
        return self.ground.round.id

    @property
    def path(self) -> str:
        return f"/rounds/{self.round_id}/progress"

    def get(self, person: User, end: str = "", *, at: datetime = JUDGING) -> Any:  # noqa: ANN401 # the client's answer
        with clock.at(at):
            return Browser(self.app).sign_in(person).get(self.path + end)

    def remind(self, person: User, *, at: datetime = JUDGING) -> Any:  # noqa: ANN401 # as above
        with clock.at(at):
            return Browser(self.app).sign_in(person).post(f"{self.path}/remind")


@pytest.fixture
@prepared
def jury(app: Flask) -> Jury:
    ground = a_ground()
    read, half, unread = (a_submission(ground, title) for title in ("Solarbank", "Regentonne", "Lernkiste"))
    anna, bela, cem = (a_juror(ground.round, name=name) for name in ("Anna Änderung", "Bela Beginn", "Cem Century"))
    a_handed_in_sheet(anna, an_assignment(anna, read), 4)
    begun = an_assignment(bela, half)
    a_draft(bela, begun, dict(list(marks(bela, begun, 3).items())[:2]))
    an_assignment(bela, read)
    an_assignment(cem, half)
    return Jury(app, ground, a_chair(ground.round), anna, bela, cem, read, half, unread)
