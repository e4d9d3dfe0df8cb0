"""A rubric begins as a copy and ends frozen."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.core import clock, db
from app.core.audit import AuditEvent
from app.rubrics import actions, queries, rules
from tests.support import people
from tests.support.rounds import JUDGING, ONE_SECOND, a_round


@pytest.fixture
def admin(app: Flask) -> User:
    del app
    return people.an_admin()


def test_a_new_round_gets_a_copy_of_the_default_rubric(admin: User) -> None:
    rubric = queries.rubric_of(a_round(admin).id)
    criteria = queries.criteria_of(rubric.id)
    digital, sustainability = criteria[3], criteria[4]

    assert (rubric.number, rubric.comment_for, rubric.labels["5"]["de"]) == (1, [0, 5], "herausragend")
    assert rubric.content_hash == rules.content_hash(rubric, criteria)
    assert (digital.weight, digital.low, digital.high, digital.may_be_skipped) == (15, 0, 5, False)
    assert (sustainability.may_be_skipped, sorted(sustainability.levels)) == (True, ["0", "1", "3", "5"])


def test_the_first_sheet_freezes_a_rubric_and_the_second_changes_nothing(admin: User) -> None:
    rubric = queries.rubric_of(a_round(admin).id)

    with clock.at(JUDGING):
        actions.freeze(rubric.id)
    with clock.at(JUDGING + ONE_SECOND):
        actions.freeze(rubric.id)

    assert queries.rubric_of(rubric.round_id).frozen_at == JUDGING
    query = select(AuditEvent.values).where(AuditEvent.action == "freeze_rubric")
    assert db.session().scalars(query).all() == [{"hash": rubric.content_hash}]
