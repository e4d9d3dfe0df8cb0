"""A rubric begins as a copy of the default one, is edited as a draft, and is frozen by the first sheet handed in.

Whoever edits holds the lock of the round's row; whoever begins a sheet, only that of the rubric's.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import update

from app.accounts.models import User
from app.core import audit, clock, db
from app.core.errors import EditConflictError, InvalidError, RefusedError
from app.core.i18n import _
from app.rounds.models import Round
from app.rounds.queries import round_of
from app.rubrics import queries, rules
from app.rubrics.models import Criterion, Rubric


@dataclass(frozen=True)
class CriterionValues:
    """What an admin says about a criterion; texts are {"de": …, "en": …}, levels by points as text."""

    name: dict[str, str]
    question: dict[str, str]
    weight: int
    low: int
    high: int
    levels: dict[str, dict[str, str]]
    is_required: bool = True
    may_be_skipped: bool = False


@dataclass(frozen=True)
class ScaleValues:
    """What all criteria have in common: the names of the points, and which points need a sentence of reason."""

    labels: dict[str, dict[str, str]]
    comment_for: list[int]


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
    _note(admin, "add_rubric", rubric, round=str(round_id))
    return rubric


def _note(actor: User | None, verb: str, rubric: Rubric, **values: object) -> None:
    """Every event about a rubric holds the hash of what it says from then on."""
    rubric.content_hash = rules.content_hash(rubric, queries.criteria_of(rubric.id))
    audit.record(actor.id if actor else None, verb, "rubric", rubric.id, values={**values, "hash": rubric.content_hash})


# ---------------------------------------------------------------- editing
@db.action
def add_criterion(admin: User, round_id: uuid.UUID, values: CriterionValues) -> Criterion:
    """A further criterion, at the end; its key comes from its name. InvalidError says what is wrong with it."""
    rubric = _draft(admin, round_id)
    others = queries.criteria_of(rubric.id)
    if len(others) >= rules.CRITERIA_MAX:
        raise InvalidError({"": [_("Mehr als %(count)s Kriterien passen nicht.", count=rules.CRITERIA_MAX)]})
    _check(Criterion(**asdict(values)), others)
    key = rules.new_key(values.name["de"], [other.key for other in others])
    position = max((other.position for other in others), default=0) + 1
    criterion = db.add(Criterion(rubric_id=rubric.id, key=key, position=position, **asdict(values)))
    _note(admin, "add_criterion", rubric, criterion=str(criterion.id))
    return criterion


def _draft(admin: User, round_id: uuid.UUID) -> Rubric:
    """The newest version, locked; RefusedError if it cannot be changed any more."""
    rubric = _newest(admin, round_id)
    if refusal := rules.why_not_edit(rubric):
        raise RefusedError(refusal)
    return rubric


def _newest(admin: User, round_id: uuid.UUID) -> Rubric:
    round_ = db.load(Round, round_of(admin, round_id).id, to_change=True)
    return db.locked(queries.newest_rubric_of(round_.id))


def _check(criterion: Criterion, others: Sequence[Criterion]) -> None:
    if faults := rules.criterion_faults(criterion, others):
        raise InvalidError(faults)


@db.action
def edit_criterion(
    admin: User, round_id: uuid.UUID, criterion_id: uuid.UUID, values: CriterionValues, version: int
) -> None:
    """Change a criterion; its key stays. EditConflictError if somebody else has, since `version` was shown."""
    rubric = _draft(admin, round_id)
    criterion, offered = queries.criterion_of(rubric, criterion_id), Criterion(**asdict(values))
    _check(offered, [other for other in queries.criteria_of(rubric.id) if other.id != criterion.id])
    _check_version(rules.texts_of_criterion(criterion), rules.texts_of_criterion(offered), criterion.version, version)
    _take(criterion, asdict(values))
    _note(admin, "edit_criterion", rubric, criterion=str(criterion.id))


def _check_version(stored: Mapping[str, str], offered: Mapping[str, str], version: int, seen: int) -> None:
    if seen != version and (conflicts := rules.conflicts(stored, offered, version)):
        raise EditConflictError(conflicts)


def _take(row: Criterion | Rubric, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1


@db.action
def remove_criterion(admin: User, round_id: uuid.UUID, criterion_id: uuid.UUID, version: int) -> None:
    """Take a criterion out. InvalidError if the others are none to judge by, RefusedError if it changed."""
    rubric = _draft(admin, round_id)
    criterion = queries.criterion_of(rubric, criterion_id)
    others = [other for other in queries.criteria_of(rubric.id) if other.id != criterion.id]
    if faults := rules.rubric_faults(others):
        raise InvalidError({"": faults})
    if refusal := rules.why_not_remove(criterion, version):
        raise RefusedError(refusal)
    db.session().delete(criterion)
    _note(admin, "remove_criterion", rubric, criterion=str(criterion.id))


@db.action
def move_criterion(admin: User, round_id: uuid.UUID, criterion_id: uuid.UUID, *, up: bool) -> None:
    """Let a criterion change places with the one before or behind it; at the end of the list nothing changes."""
    rubric = _draft(admin, round_id)
    criterion, criteria = queries.criterion_of(rubric, criterion_id), queries.criteria_of(rubric.id)
    place = criteria.index(criterion)
    other_place = place - 1 if up else place + 1
    if not 0 <= other_place < len(criteria):
        return
    other = criteria[other_place]
    criterion.position, other.position = other.position, criterion.position
    _note(admin, "move_criterion", rubric, criterion=str(criterion.id), position=criterion.position)


@db.action
def edit_scale(admin: User, round_id: uuid.UUID, values: ScaleValues, version: int) -> None:
    """Change what all criteria have in common. EditConflictError if somebody else has, since `version` was shown."""
    rubric = _draft(admin, round_id)
    shown = {str(points) for points in rules.points_in_use(queries.criteria_of(rubric.id))}
    labels = {points: label for points, label in rubric.labels.items() if points not in shown} | values.labels
    stored = rules.texts_of_scale(rubric.labels, rubric.comment_for)
    _check_version(stored, rules.texts_of_scale(labels, values.comment_for), rubric.version, version)
    _take(rubric, {"labels": labels, "comment_for": values.comment_for})
    _note(admin, "edit_scale", rubric)


# ---------------------------------------------------------------- versions
@db.action
def add_version(admin: User, round_id: uuid.UUID) -> Rubric:
    """A copy of the newest version, to be changed in peace: nobody judges by it before it is brought into use."""
    newest = _newest(admin, round_id)
    if refusal := rules.why_not_add_version(newest):
        raise RefusedError(refusal)
    rubric = db.add(
        Rubric(
            round_id=newest.round_id, number=newest.number + 1, labels=newest.labels, comment_for=newest.comment_for
        ),
    )
    for stored in queries.criteria_of(newest.id):
        names = (*rules.JUDGED_BY, "position")
        db.add(Criterion(rubric_id=rubric.id, **{name: getattr(stored, name) for name in names}))
    _note(admin, "add_rubric", rubric, round=str(round_id))
    return rubric


@db.action
def use_version(admin: User, round_id: uuid.UUID, seen_hash: str) -> None:
    """Let everybody see the newest version, and jurors begin their sheets by it; what was begun stays as it is."""
    rubric = _newest(admin, round_id)
    if refusal := rules.why_not_use(rubric, seen_hash):
        raise RefusedError(refusal)
    rubric.in_use_at = clock.now()
    _note(admin, "use_rubric", rubric, number=rubric.number)


@db.action
def give_up_version(admin: User, round_id: uuid.UUID) -> None:
    """Drop a version that was never in use."""
    rubric = _newest(admin, round_id)
    if refusal := rules.why_not_give_up(rubric):
        raise RefusedError(refusal)
    for criterion in queries.criteria_of(rubric.id):
        db.session().delete(criterion)
    db.session().delete(rubric)
    audit.record(admin.id, "give_up_rubric", "rubric", rubric.id, values={"number": rubric.number, "hash": None})


# ---------------------------------------------------------------- judging
@db.action
def begin_sheet(rubric_id: uuid.UUID, seen_hash: str) -> None:
    """Count a sheet that is begun by a rubric, which nobody edits from then on (one query).

    RefusedError if somebody has edited it since it was read.
    """
    is_as_seen = (Rubric.id == rubric_id, Rubric.content_hash == seen_hash)
    query = update(Rubric).where(*is_as_seen).values(begun_sheets=Rubric.begun_sheets + 1).returning(Rubric.id)
    if db.session().scalar(query.execution_options(synchronize_session=False)) is None:
        raise RefusedError(rules.changed_meanwhile())


@db.action
def freeze(rubric_id: uuid.UUID) -> None:
    """Make a rubric unchangeable, as the first sheet is handed in; a second time changes nothing."""
    rubric = db.load(Rubric, rubric_id, to_change=True)
    if rubric.frozen_at is None:
        rubric.frozen_at = clock.now()
        _note(None, "freeze_rubric", rubric)
