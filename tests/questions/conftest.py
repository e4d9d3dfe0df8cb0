"""A jury of three that agrees about five ideas, but for one sheet that gives next to nothing."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from app.accounts.models import User
from app.core import clock
from app.ideas.models import Submission
from app.questions import actions, queries
from app.questions.queries import Asked
from app.scoring.rules import Sheet
from tests.support.browsers import Browser
from tests.support.jury import Dealt, a_chair, a_handed_in_sheet, a_juror, a_submission, an_assignment
from tests.support.prepared import prepared
from tests.support.rounds import JUDGING
from tests.support.teams import Ground, a_ground


@dataclass(frozen=True)
class Desk:
    """Cem's sheet about the first idea stands out, nobody else's does."""

    app: Flask
    ground: Ground
    chair: User
    anna: User
    cem: User
    ideas: list[Submission]
    sheet: Sheet
    assignment: Dealt

    @property
    def round_id(self) -> uuid.UUID:
        return self.ground.round.id

    @property
    def path(self) -> str:
        return f"/rounds/{self.round_id}/questions"

    @property
    def only(self) -> Asked:
        (found,) = queries.questions_of(self.round_id)
        return found

    @property
    def own_path(self) -> str:
        return f"/jury/questions/{self.only.question.id}"

    def get(self, person: User, path: str = "", *, at: datetime = JUDGING) -> Any:  # noqa: ANN401 # the client's answer
        with clock.at(at):
            return Browser(self.app).sign_in(person).get(path or self.path)

    def send(self, person: User, path: str, values: dict[str, str] | None = None, *, at: datetime = JUDGING) -> Any:  # noqa: ANN401 # as above
        with clock.at(at):
            return Browser(self.app).sign_in(person).post(path, values or {})

    def asks(self, chair: User | None = None, *, at: datetime = JUDGING) -> None:
        with clock.at(at):
            actions.ask(chair or self.chair, self.round_id, self.sheet.id)

    def answers(self, choice: str, reason: str = "", *, juror: User | None = None, at: datetime = JUDGING) -> None:
        with clock.at(at):
            actions.answer(juror or self.cem, self.only.question.id, choice, reason)


@pytest.fixture
@prepared
def desk(app: Flask) -> Desk:
    ground = a_ground()
    ideas = [a_submission(ground, f"Idee {number}") for number in range(5)]
    anna, bela, cem = (a_juror(ground.round, name=name) for name in ("Anna Alt", "Bela Blau", "Cem Kurz"))
    for place, idea in enumerate(ideas):
        for juror in (anna, bela):
            a_handed_in_sheet(juror, an_assignment(juror, idea), 2 + place % 3)
        if place:
            a_handed_in_sheet(cem, an_assignment(cem, idea), 2 + place % 3)
    strange = a_submission(ground, "Wasserrad")
    for juror in (anna, bela):
        a_handed_in_sheet(juror, an_assignment(juror, strange), 4)
    assignment = an_assignment(cem, strange)
    sheet = a_handed_in_sheet(cem, assignment, 1)
    return Desk(app, ground, a_chair(ground.round), anna, cem, [strange, *ideas], sheet, assignment)
