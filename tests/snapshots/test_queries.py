"""What a snapshot is made of, what is read of it, and what becomes of one that was changed by hand."""

import pytest
from flask import Flask
from sqlalchemy import update

from app.core import db, invariants
from app.policies.queries import policy_of
from app.snapshots import queries
from app.snapshots.models import RankingSnapshot
from tests.support.contests import POINTS, Judged, a_judged_round
from tests.support.prepared import prepared
from tests.support.statements import statements

PROMISES = (
    "every snapshot of a ranking can be worked out again, byte for byte",
    "every snapshot of a ranking says what was worked out",
)


@pytest.fixture
@prepared
def judged(app: Flask) -> Judged:
    del app
    return a_judged_round()


def test_policy_and_snapshot_are_read_at_once_and_are_those_of_the_round(judged: Judged) -> None:
    round_id = judged.ground.round.id
    before = queries.policy_and_snapshot_of(round_id)
    stored = judged.rank()
    with statements() as asked:
        policy, found = queries.policy_and_snapshot_of(round_id)

    assert (before, policy, len(asked)) == ((policy, None), policy_of(round_id), 1)
    assert found is not None
    assert (found.id, found.ranking, found.versions) == (stored.id, stored.ranking, stored.versions)


def test_a_snapshot_changed_by_hand_is_never_used(judged: Judged) -> None:
    judged.rank()
    by_hand({"result": "{}"})

    assert queries.policy_and_snapshot_of(judged.ground.round.id)[1] is None


def test_a_large_round_is_read_in_as_many_queries_as_a_small_one(judged: Judged) -> None:
    counts = []
    for round_id in (judged.ground.round.id, a_judged_round(POINTS[:2], title="Runde 2").ground.round.id):
        with statements() as asked:
            queries.contest_of(round_id)
        counts.append(len(asked))
    assert counts == [4, 4]


@pytest.mark.parametrize(
    ("change", "promises"),
    [
        ({"result": "{}"}, PROMISES),
        ({"result_digest": "0" * 64}, PROMISES[1:]),
        ({"seed": 1}, PROMISES[1:]),
        ({"input_digest": "0" * 64}, PROMISES[1:]),
    ],
)
def test_a_snapshot_changed_by_hand_is_found(
    judged: Judged, change: dict[str, object], promises: tuple[str, ...]
) -> None:
    stored = judged.rank()
    by_hand(change)

    assert sorted(invariants.breaches()) == sorted(promises)
    assert {line for lines in invariants.breaches().values() for line in lines} == {f"ranking snapshot {stored.id}"}


@db.action
def by_hand(change: dict[str, object]) -> None:
    db.session().execute(update(RankingSnapshot).values(**change))
