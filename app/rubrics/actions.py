"""A rubric begins as a copy of the default one and is frozen by the first sheet handed in."""

import uuid

from app.accounts.models import User
from app.core import audit, clock, db
from app.rubrics import queries, rules
from app.rubrics.models import Criterion, Rubric


@db.action
def add_default_rubric(admin: User, round_id: uuid.UUID) -> Rubric:
    """Give a new round version 1 of its rubric."""
    default = rules.default_rubric()
    rubric = db.add(
        Rubric(
            round_id=round_id,
            number=1,
            labels=default["scale"]["labels"],
            comment_for=default["comment_required_for"],
        ),
    )
    for position, stored in enumerate(default["criteria"], start=1):
        db.add(
            Criterion(
                rubric_id=rubric.id,
                key=stored["key"],
                position=position,
                weight=stored["weight"],
                low=stored["min"],
                high=stored["max"],
                is_required=stored["required"],
                may_be_skipped=stored["allow_na"],
                name=stored["name"],
                question=stored["question"],
                levels=stored["anchors"],
            ),
        )
    rubric.content_hash = rules.content_hash(rubric, queries.criteria_of(rubric.id))
    audit.record(
        admin.id, "add_rubric", "rubric", rubric.id, values={"round": str(round_id), "hash": rubric.content_hash}
    )
    return rubric


@db.action
def freeze(rubric_id: uuid.UUID) -> None:
    """Make a rubric unchangeable, as the first sheet is handed in; a second time changes nothing."""
    rubric = db.load(Rubric, rubric_id, to_change=True)
    if rubric.frozen_at is None:
        rubric.frozen_at = clock.now()
        rubric.content_hash = rules.content_hash(rubric, queries.criteria_of(rubric.id))
        audit.record(None, "freeze_rubric", "rubric", rubric.id, values={"hash": rubric.content_hash})
