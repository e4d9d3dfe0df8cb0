"""A rubric begins as a copy of the default one, and is frozen by the first sheet handed in; then versions follow it.

Whoever edits holds the lock of the round's row; whoever begins a sheet, only that of the rubric's.
"""

import uuid
from collections.abc import Mapping

from sqlalchemy import update

from app.accounts.models import User
from app.core import audit, clock, db
from app.core.errors import RefusedError
from app.rounds.models import Round
from app.rounds.queries import round_of
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
            in_use_at=clock.now(),
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
    note(admin, "add_rubric", rubric, round=str(round_id))
    return rubric


@db.action
def copy_rubric(admin: User, known: Rubric, round_id: uuid.UUID, categories: Mapping[str, str]) -> Rubric:
    """Give a new round the rubric of another as version 1; `categories` are the ids of the new ones by those known."""
    own = {"number": 1, "in_use_at": clock.now()}
    rubric = db.add(Rubric(round_id=round_id, labels=known.labels, comment_for=known.comment_for, **own))
    copy_criteria(known, rubric, categories)
    note(admin, "add_rubric", rubric, round=str(round_id))
    return rubric


def copy_criteria(known: Rubric, there: Rubric, categories: Mapping[str, str] | None = None) -> None:
    """Let one rubric have the criteria of another; with `categories` as in `copy_rubric`, else for the same ones."""
    for stored in queries.criteria_of(known.id):
        values = {name: getattr(stored, name) for name in rules.COPIED}
        if categories is not None:
            values["category_ids"] = sorted(categories[id_] for id_ in stored.category_ids)
        db.add(Criterion(rubric_id=there.id, **values))


def newest_to_change(admin: User, round_id: uuid.UUID) -> Rubric:
    """The newest version, locked as its round is."""
    round_ = db.load(Round, round_of(admin, round_id).id, to_change=True)
    return db.locked(queries.newest_rubric_of(round_.id))


def note(actor: User | None, verb: str, rubric: Rubric, **values: object) -> None:
    """Every event about a rubric holds the hash of what it says from then on."""
    rubric.content_hash = rules.content_hash(rubric, queries.criteria_of(rubric.id))
    audit.record(actor.id if actor else None, verb, "rubric", rubric.id, values={**values, "hash": rubric.content_hash})


# ---------------------------------------------------------------- judging
@db.action
def begin_sheet(rubric_id: uuid.UUID, seen_hash: str, *, count: int = 1) -> None:
    """Count a sheet, or several, begun by a rubric, which nobody edits from then on (one query).

    RefusedError if somebody has edited it since it was read.
    """
    is_as_seen = (Rubric.id == rubric_id, Rubric.content_hash == seen_hash)
    query = update(Rubric).where(*is_as_seen).values(begun_sheets=Rubric.begun_sheets + count).returning(Rubric.id)
    if db.session().scalar(query.execution_options(synchronize_session=False)) is None:
        raise RefusedError(rules.changed_meanwhile())


@db.action
def leave_sheets(rubric_id: uuid.UUID, count: int) -> None:
    """Count no longer so many sheets that were begun by a rubric and follow another one now."""
    query = update(Rubric).where(Rubric.id == rubric_id).values(begun_sheets=Rubric.begun_sheets - count)
    db.session().execute(query.execution_options(synchronize_session=False))


@db.action
def freeze(rubric_id: uuid.UUID) -> None:
    """Make a rubric unchangeable, as the first sheet is handed in; a second time changes nothing."""
    rubric = db.load(Rubric, rubric_id, to_change=True)
    if rubric.frozen_at is None:
        rubric.frozen_at = clock.now()
        note(None, "freeze_rubric", rubric)
