"""The rubric of a round, and the promises about it."""

import uuid
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from app.accounts.models import User
from app.core import db, invariants
from app.core.errors import NotFoundError
from app.rubrics import queries
from app.rubrics.models import Criterion, Rubric
from tests.support import people
from tests.support.rounds import BEFORE, a_round


@pytest.fixture
def admin(app: Flask) -> User:
    del app
    return people.an_admin()


def test_a_round_is_judged_by_its_newest_rubric_in_use(admin: User) -> None:
    round_ = a_round(admin)
    second = _added(Rubric(round_id=round_.id, number=2, labels={}, comment_for=[], in_use_at=BEFORE))
    third = _added(Rubric(round_id=round_.id, number=3, labels={}, comment_for=[]))

    assert (queries.rubric_of(round_.id).id, queries.newest_rubric_of(round_.id).id) == (second.id, third.id)
    for query in (queries.rubric_of, queries.newest_rubric_of):
        with pytest.raises(NotFoundError):
            query(uuid.uuid4())


def test_a_criterion_is_found_only_in_its_rubric(admin: User) -> None:
    first, other = (queries.rubric_of(a_round(admin, title=title).id) for title in ("Runde 1", "Runde 2"))
    criterion = queries.criteria_of(first.id)[0]

    assert queries.criterion_of(first, criterion.id).id == criterion.id
    with pytest.raises(NotFoundError):
        queries.criterion_of(other, criterion.id)


def test_a_rubric_without_criteria_is_none_to_judge_by(admin: User) -> None:
    round_ = a_round(admin)
    before = queries.has_rubric(round_.id)
    _added(Rubric(round_id=round_.id, number=2, labels={}, comment_for=[], in_use_at=BEFORE))

    assert (before, queries.has_rubric(round_.id), queries.has_rubric(uuid.uuid4())) == (True, False, False)


def test_criteria_are_shown_in_their_order_with_their_share(admin: User) -> None:
    shown = queries.shown_criteria(queries.rubric_of(a_round(admin).id))

    assert [(each.criterion.key, each.shares[0].percent) for each in shown] == [
        ("novelty", 20),
        ("benefit", 20),
        ("feasibility", 15),
        ("digital", 15),
        ("sustainability", 10),
        ("teamwork", 10),
        ("presentation", 10),
    ]
    assert [level.points for level in shown[0].levels] == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({"weight": 99}, ["the hash of every rubric is that of its content"]),
        ({"high": 0}, ["the criteria of every rubric are sound", "the hash of every rubric is that of its content"]),
    ],
)
def test_a_criterion_changed_behind_the_back_is_found(admin: User, change: dict[str, Any], broken: list[str]) -> None:
    rubric = queries.rubric_of(a_round(admin).id)
    assert invariants.breaches() == {}

    _change(rubric.id, change)

    assert sorted(invariants.breaches()) == broken


@db.action
def _added(rubric: Rubric) -> Rubric:
    return db.add(rubric)


@db.action
def _change(rubric_id: uuid.UUID, values: dict[str, Any]) -> None:
    query = update(Criterion).where(Criterion.rubric_id == rubric_id, Criterion.key == "digital")
    db.session().execute(query.values(**values))
