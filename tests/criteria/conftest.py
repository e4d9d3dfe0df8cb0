"""An admin, a round, and what an admin says about a criterion."""

import uuid
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.core import db
from app.core.audit import AuditEvent
from app.criteria.actions import CriterionValues
from app.criteria.rules import WORDINGS, level_field
from app.rounds.models import Round
from app.rubrics import queries
from app.rubrics.actions import begin_sheet
from app.rubrics.models import Criterion, Rubric
from tests.support import people
from tests.support.browsers import Browser
from tests.support.prepared import prepared
from tests.support.rounds import a_round


@dataclass(frozen=True)
class Workshop:
    """Where a rubric is changed."""

    app: Flask
    admin: User
    round: Round

    @property
    def path(self) -> str:
        return f"/rounds/{self.round.id}/rubric"

    @property
    def rubric(self) -> Rubric:
        return queries.newest_rubric_of(self.round.id)

    @property
    def criteria(self) -> list[Criterion]:
        return queries.criteria_of(self.rubric.id)

    def criterion(self, key: str) -> Criterion:
        return next(each for each in self.criteria if each.key == key)

    @property
    def keys(self) -> list[str]:
        return [each.key for each in self.criteria]

    def browser(self) -> Browser:
        return Browser(self.app).sign_in(self.admin)


@pytest.fixture
@prepared
def workshop(app: Flask) -> Workshop:
    admin = people.an_admin()
    return Workshop(app, admin, a_round(admin))


def criterion_values(name: str = "Mut", **changes: Any) -> CriterionValues:  # noqa: ANN401 # the fields of the values
    """A criterion that is sound."""
    values: dict[str, Any] = {
        "name": {"de": name, "en": "Courage"},
        "question": {"de": "Wie mutig ist die Idee?", "en": "How brave is the idea?"},
        "weight": 20,
        "low": 0,
        "high": 3,
        "levels": {"0": {"de": "Gar nicht.", "en": "Not at all."}, "3": {"de": "Sehr."}},
    }
    return CriterionValues(**(values | changes))


def criterion_fields(**changes: str) -> dict[str, str]:
    """The same as it is typed into the form, with every field that the page has."""
    return {
        **{level_field(points, code): "" for points in range(10) for code in WORDINGS},
        "version": "1",
        "name_de": "Mut",
        "name_en": "Courage",
        "question_de": "Wie mutig ist die Idee?",
        "question_en": "How brave is the idea?",
        "weight": "20",
        "low": "0",
        "high": "3",
        "question_plain": "",
        "kind": "judgement",
        "comments": "common",
        "is_required": "y",
        "level_0_de": "Gar nicht.",
        "level_0_en": "Not at all.",
        "level_3_de": "Sehr.",
        **changes,
    }


def deeds_on(rubric_id: uuid.UUID) -> list[str]:
    """What the log says was done to a rubric, in its order."""
    query = select(AuditEvent.action).where(AuditEvent.object_id == rubric_id)
    return list(db.session().scalars(query.order_by(AuditEvent.number)))


def begin(workshop: Workshop) -> None:
    """Count a sheet that somebody begins by the rubric in use."""
    rubric = queries.rubric_of(workshop.round.id)
    begin_sheet(rubric.id, rubric.content_hash)
