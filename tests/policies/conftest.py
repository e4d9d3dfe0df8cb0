"""An admin, an announced round, and what a form about its policy holds."""

from dataclasses import dataclass

import pytest
from flask import Flask

from app.accounts.models import User
from app.policies import queries
from app.policies.rules import Policy
from app.rounds.models import Round
from tests.support import people
from tests.support.browsers import Browser
from tests.support.prepared import prepared
from tests.support.rounds import an_announced_round


@dataclass(frozen=True)
class Desk:
    """Where a policy is laid down."""

    app: Flask
    admin: User
    round: Round

    @property
    def path(self) -> str:
        return f"/rounds/{self.round.id}/policy"

    @property
    def policy(self) -> Policy:
        return queries.policy_of(self.round.id)

    def browser(self) -> Browser:
        return Browser(self.app).sign_in(self.admin)


@pytest.fixture
@prepared
def desk(app: Flask) -> Desk:
    admin = people.an_admin()
    return Desk(app, admin, an_announced_round(admin, policy=None))


def fields(**changes: str) -> dict[str, str]:
    """A form that lays down plain means."""
    values = {
        "method": "mean",
        "places": "5",
        "tie_1": "novelty",
        "tie_2": "",
        "tie_3": "",
        "readings_min": "3",
        "readings_budget": "12",
        "version": "1",
    }
    return values | changes
