"""Two ideas that were read, one more than the other liked, and one that nobody has read."""

import contextlib
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from app.accounts.models import User
from app.core import clock
from app.core.errors import RefusedError
from app.deliberation import actions, queries
from app.deliberation.models import Approval, Decision
from app.deliberation.rules import NOT_SELECTED, PRIZE, DecisionValues, digest_of_all
from app.ideas.models import Submission
from tests.support.browsers import Browser
from tests.support.jury import a_chair, a_reading, a_submission
from tests.support.prepared import prepared
from tests.support.rounds import AFTERWARDS
from tests.support.teams import Ground, a_ground

WHY = "Überzeugt in jeder Hinsicht."
FIRST = DecisionValues(PRIZE, "1. Preis", 1, WHY)
SECOND = DecisionValues(PRIZE, "2. Preis", 2, WHY)
NOT = DecisionValues(NOT_SELECTED)


@dataclass(frozen=True)
class Meeting:
    """Where decisions are made by the admin of the ground and the chair; `unread` nobody has read."""

    app: Flask
    ground: Ground
    chair: User
    best: Submission
    second: Submission
    unread: Submission

    @property
    def round_id(self) -> uuid.UUID:
        return self.ground.round.id

    @property
    def path(self) -> str:
        return f"/rounds/{self.round_id}/decisions"

    @property
    def approvals_path(self) -> str:
        return f"/rounds/{self.round_id}/approvals"

    @property
    def digest(self) -> str:
        return digest_of_all(queries.decisions_of(self.round_id))

    def browser(self, person: User | None = None) -> Browser:
        """Somebody's (else the admin's), signed in at the test's time, for a session lasts hours."""
        return Browser(self.app).sign_in(person or self.ground.admin)

    def get(self, path: str, person: User | None = None, *, at: datetime = AFTERWARDS) -> Any:  # noqa: ANN401 # the client's answer
        with clock.at(at):
            return self.browser(person).get(path)

    def post(self, path: str, values: dict[str, str], person: User | None = None, *, at: datetime = AFTERWARDS) -> Any:  # noqa: ANN401 # as above
        with clock.at(at):
            return self.browser(person).post(path, values)

    def decide(
        self,
        submission: Submission,
        values: DecisionValues,
        person: User | None = None,
        *,
        seen: int = 0,
        why: str = "",
        at: datetime = AFTERWARDS,
    ) -> Decision:
        with clock.at(at):
            return actions.decide(
                person or self.ground.admin, self.round_id, submission.id, values, seen_version=seen, change_reason=why
            )

    def decide_all(self) -> None:
        """The first prize for the best, nothing for the others."""
        self.decide(self.best, FIRST)
        with clock.at(AFTERWARDS):
            actions.decide_rest(self.ground.admin, self.round_id, "", self.digest)

    def approve(self, person: User, role: str, digest: str | None = None) -> Approval:
        with clock.at(AFTERWARDS):
            return actions.approve(person, self.round_id, role, self.digest if digest is None else digest)

    def approve_all(self) -> None:
        self.approve(self.chair, "chair")
        self.approve(self.ground.admin, "admin")


def words_of(html: str) -> str:
    """What a page says, without its tags, blanks joined."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def hidden(html: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}"\s+value="([^"]*)"', html)
    assert found is not None
    return found[1]


@contextlib.contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(RefusedError) as caught:
        yield
    assert caught.value.refusal.code == code


@pytest.fixture
@prepared
def meeting(app: Flask) -> Meeting:
    ground = a_ground()
    best, second, unread = (a_submission(ground, title) for title in ("Solarbank", "Regentonne", "Lernkiste"))
    a_reading(ground, best, 4)
    a_reading(ground, second, 3)
    return Meeting(app, ground, a_chair(ground.round), best, second, unread)
