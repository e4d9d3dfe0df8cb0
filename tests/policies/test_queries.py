"""The policy of a round, and the promises about it."""

import uuid
from typing import Any

import pytest
from sqlalchemy import delete, update

from app.core import db, invariants
from app.core.errors import NotFoundError
from app.policies import actions, queries
from app.policies.models import JuryPolicy
from app.policies.rules import Terms
from tests.policies.conftest import Desk
from tests.support.rounds import BEFORE

PROMISE = "every policy of a jury says what was laid down"


def test_a_new_round_has_the_usual_policy(desk: Desk) -> None:
    policy = desk.policy

    assert (policy.terms, policy.version, policy.locked_at) == (Terms(), 1, None)
    assert policy.seed == desk.round.id.int % 2**31
    with pytest.raises(NotFoundError):
        queries.policy_of(uuid.uuid4())


def test_criteria_are_named_in_their_order(desk: Desk) -> None:
    assert list(queries.criterion_names_of(desk.round.id).items())[:2] == [
        ("novelty", "Neuheit"),
        ("benefit", "Nutzen für Betrieb, Schule oder Verwaltung"),
    ]


@pytest.mark.parametrize(
    "change", [{"places": 9}, {"method": "mean"}, {"locked_at": BEFORE}, {"digest": "0" * 64}, {"tie_rules": []}]
)
def test_a_policy_changed_by_hand_is_found(desk: Desk, change: dict[str, Any]) -> None:
    before = invariants.breaches()
    _by_hand(update(JuryPolicy).values(**change))

    assert (before, invariants.breaches()) == ({}, {PROMISE: [f"policy {desk.policy.id}"]})


def test_an_unlocked_policy_is_found_as_well(desk: Desk) -> None:
    actions.lock_policy(desk.round.id)
    before = invariants.breaches()
    _by_hand(update(JuryPolicy).values(locked_at=None))

    assert (before, invariants.breaches()) == ({}, {PROMISE: [f"policy {desk.policy.id}"]})


def test_a_missing_policy_is_found(desk: Desk) -> None:
    policy_id = desk.policy.id
    _by_hand(delete(JuryPolicy))

    assert invariants.breaches() == {
        PROMISE: [f"policy {policy_id}"],
        "every round has a policy for its jury": [f"round {desk.round.id}"],
    }


@db.action
def _by_hand(statement: Any) -> None:  # noqa: ANN401 # any of SQLAlchemy's
    db.session().execute(statement)
