"""A round whose results are public: the Solarbank of Mia's team won, Ben's Regentonne took part.

stage = publish(a_finished_round(app))
(issued,) = stage.issue("Mia Sommer", MemberPaper(stage.sun.id))
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.certificates import actions
from app.certificates.actions import Issued
from app.certificates.models import Certificate
from app.certificates.rules import Wanted
from app.core import audit, clock, db
from app.core.errors import RefusedError
from app.deliberation.actions import decide
from app.deliberation.models import Decision
from app.deliberation.rules import PRIZE, DecisionValues
from app.ideas.models import Submission
from app.publication import actions as publication
from app.teams.models import Team
from tests.support.browsers import Browser
from tests.support.ideas import a_submitted_idea
from tests.support.jury import a_handed_in_sheet, a_juror, a_prize, a_publication, an_assignment, approve_all
from tests.support.rounds import AFTERWARDS, ONE_SECOND
from tests.support.teams import Ground, a_ground, a_team, join

LATER = AFTERWARDS + 60 * ONE_SECOND


@dataclass
class Stage:
    """Mia and Sam are the Sonnenkinder, Ben and Lea the Regenmacher. Jo read both ideas and Charlie chaired."""

    app: Flask
    ground: Ground
    people: dict[str, User]
    sun: Team
    rain: Team
    won: Submission
    lost: Submission
    prize: Decision

    def issue(self, person: str | User, wanted: Wanted, at: datetime = LATER) -> list[Issued]:
        whoever = self.people[person] if isinstance(person, str) else person
        with clock.at(at):
            return actions.certificates_for(whoever, wanted)

    def get(self, person: User, path: str, at: datetime = LATER) -> Any:  # noqa: ANN401 # the client's answer
        with clock.at(at):
            return Browser(self.app).sign_in(person).get(path)

    def post(self, person: User, path: str, values: dict[str, str]) -> Any:  # noqa: ANN401 # the client's answer
        with clock.at(LATER):
            return Browser(self.app).sign_in(person).post(path, values)

    def public(self, path: str) -> Any:  # noqa: ANN401 # the client's answer
        with clock.at(LATER):
            return Browser(self.app).get(path)

    def take_back(self) -> None:
        with clock.at(AFTERWARDS + 30 * ONE_SECOND):
            publication.take_back(self.ground.admin, self.ground.round.id, "Ein Preis war falsch.")

    def withdraw(self, code: str) -> None:
        with clock.at(LATER):
            actions.withdraw(self.ground.admin, self.ground.round.id, code, "Der Name war falsch geschrieben.")

    def decide_anew(self, prize: str) -> None:
        """The Solarbank gets another prize, once what was published is taken back."""
        values = DecisionValues(PRIZE, prize, 1, "Nach neuer Beratung.", deviates=True)
        with clock.at(AFTERWARDS):
            decide(
                self.ground.admin,
                self.ground.round.id,
                self.won.id,
                values,
                seen_version=self.prize.version,
                change_reason="Die Jury hat noch einmal beraten.",
            )


def a_finished_round(app: Flask) -> Stage:
    """The jury is through, a prize is given, and nothing is public yet."""
    ground = a_ground()
    people = {name: ground.student(name) for name in ("Mia Sommer", "Sam Winter", "Ben Herbst", "Lea Mai")}
    sun, rain = (
        a_team(people["Mia Sommer"], ground.round, "Sonnenkinder"),
        a_team(people["Ben Herbst"], ground.round, "Regenmacher"),
    )
    join(people["Sam Winter"], sun)
    join(people["Lea Mai"], rain)
    won = a_submitted_idea(people["Mia Sommer"], sun, title="Solarbank")
    lost = a_submitted_idea(people["Ben Herbst"], rain, title="Regentonne")
    people["Jo Jury"] = a_juror(ground.round)
    for submission in (won, lost):
        a_handed_in_sheet(people["Jo Jury"], an_assignment(people["Jo Jury"], submission))
    return Stage(app, ground, people, sun, rain, won, lost, a_prize(won))


def publish(stage: Stage) -> Stage:
    """Everything is approved and public."""
    stage.people["Charlie Vorsitz"] = approve_all(stage.ground.round)
    a_publication(stage.ground.round)
    return stage


@contextlib.contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(RefusedError) as caught:
        yield
    assert caught.value.refusal.code == code


def events() -> list[str]:
    query = select(audit.AuditEvent.action).where(audit.AuditEvent.object_kind == "certificate")
    return list(db.session().scalars(query.order_by(audit.AuditEvent.number)))


def stored() -> list[Certificate]:
    db.session().rollback()
    return list(db.session().scalars(select(Certificate).order_by(Certificate.issued_at, Certificate.id)))
