"""Rubrics and their criteria. Announced with their round, they are for everybody."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, select

from app.core import db
from app.core.db import session
from app.core.errors import NotFoundError
from app.core.invariants import invariant
from app.rounds.queries import categories_of
from app.rubrics import rules
from app.rubrics.models import Criterion, Rubric


@dataclass(frozen=True)
class ShownCriterion:
    """A criterion as a page shows it: its shares in percent, and its texts in the reader's language.

    `categories` are the names of those it holds for; without any it holds for all.
    """

    criterion: Criterion
    shares: list[rules.Share]
    question: str
    levels: list[rules.Level]
    categories: list[str]


def rubric_of(round_id: uuid.UUID) -> Rubric:
    """The rubric by which is judged now: the newest version in use."""
    return _found(session().scalar(_in_use(round_id)))


def names_in_use(keys: Collection[str]) -> dict[str, dict[str, str]]:
    """What the newest rubric in use with criteria of these keys calls them, of whatever round: that is no secret."""
    query = select(Criterion.key, Criterion.name).join(Criterion.rubric)
    query = query.where(Criterion.key.in_(keys), Rubric.in_use_at.is_not(None)).order_by(Rubric.in_use_at)
    return {row.key: row.name for row in session().execute(query)}


def newest_rubric_of(round_id: uuid.UUID) -> Rubric:
    """The version that can be edited, if one can: the newest, in use or still in preparation."""
    return _found(session().scalar(_versions_of(round_id).limit(1)))


def has_rubric(round_id: uuid.UUID) -> bool:
    """Whether a round has a rubric by which somebody could judge."""
    rubric = session().scalar(_in_use(round_id))
    return rubric is not None and not rules.rubric_faults(criteria_of(rubric.id))


def _versions_of(round_id: uuid.UUID) -> Select[Rubric]:
    return select(Rubric).where(Rubric.round_id == round_id).order_by(Rubric.number.desc())


def _in_use(round_id: uuid.UUID) -> Select[Rubric]:
    return _versions_of(round_id).where(Rubric.in_use_at.is_not(None)).limit(1)


def _found(row: db.M | None) -> db.M:
    if row is None:
        raise NotFoundError
    return row


def criterion_of(rubric: Rubric, criterion_id: uuid.UUID) -> Criterion:
    query = select(Criterion).where(Criterion.rubric_id == rubric.id, Criterion.id == criterion_id)
    return _found(session().scalar(query))


def criteria_of(rubric_id: uuid.UUID) -> list[Criterion]:
    """The criteria of a rubric in their order."""
    query = select(Criterion).where(Criterion.rubric_id == rubric_id)
    return list(session().scalars(query.order_by(Criterion.position, Criterion.id)))


def categories_by_id(round_id: uuid.UUID) -> dict[str, str]:
    """The names of a round's categories by their id as text, in their order (one query)."""
    return {str(category.id): category.name for category in categories_of(round_id)}


def shown_criteria(rubric: Rubric, *, is_plain: bool = False) -> list[ShownCriterion]:
    """The criteria of a rubric with what their pages show, in plain language where there is some (two queries)."""
    criteria, categories = criteria_of(rubric.id), categories_by_id(rubric.round_id)
    return [
        ShownCriterion(
            each,
            rules.shares_of(each, criteria, categories),
            rules.said(each.question, is_plain=is_plain),
            rules.levels_of(rubric, each, is_plain=is_plain),
            [name for id_, name in categories.items() if id_ in each.category_ids],
        )
        for each in criteria
    ]


@invariant("the hash of every rubric is that of its content")
def _changed_rubrics() -> list[str]:
    rubrics = session().scalars(select(Rubric).order_by(Rubric.id)).all()
    return [f"rubric {row.id}" for row in rubrics if row.content_hash != rules.content_hash(row, criteria_of(row.id))]


@invariant("the criteria of every rubric are sound")
def _unsound_rubrics() -> list[str]:
    rubrics = session().scalars(select(Rubric.id).order_by(Rubric.id)).all()
    return [
        f"rubric {id_}: {len(faults)} fault(s)" for id_ in rubrics if (faults := rules.rubric_faults(criteria_of(id_)))
    ]
