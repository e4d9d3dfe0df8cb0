"""Changing the draft of a rubric. Whoever edits holds the lock of the round's row."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from app.accounts.models import User
from app.core import audit, clock, db
from app.core.errors import EditConflictError, FieldErrors, InvalidError, RefusedError
from app.core.i18n import _
from app.criteria import rules
from app.rubrics import queries
from app.rubrics import rules as rubrics
from app.rubrics.actions import copy_criteria, newest_to_change, note
from app.rubrics.models import Criterion, Rubric
from app.rubrics.queries import categories_by_id


@dataclass(frozen=True)
class CriterionValues:
    """What an admin says about a criterion; texts are {"de": …, "en": …, "plain": …}, levels by points as text."""

    name: dict[str, str]
    question: dict[str, str]
    weight: int
    low: int
    high: int
    levels: dict[str, dict[str, str]]
    is_required: bool = True
    may_be_skipped: bool = False
    kind: str = rubrics.JUDGEMENT
    comments: str = rubrics.COMMON
    category_ids: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ScaleValues:
    """What all criteria have in common: the names of the points, and which points need a sentence of reason."""

    labels: dict[str, dict[str, str]]
    comment_for: list[int]


@db.action
def add_criterion(admin: User, round_id: uuid.UUID, values: CriterionValues, key: str = "") -> Criterion:
    """A further criterion, at the end; without a key it gets one from its name. InvalidError says what is wrong."""
    rubric = _draft(admin, round_id)
    others = queries.criteria_of(rubric.id)
    if len(others) >= rubrics.CRITERIA_MAX:
        raise InvalidError({"": [_("Mehr als %(count)s Kriterien passen nicht.", count=rubrics.CRITERIA_MAX)]})
    taken = [other.key for other in others]
    _check(Criterion(**asdict(values)), others, rules.key_faults(key, taken), round_id)
    position = max((other.position for other in others), default=0) + 1
    own = {"key": key or rules.new_key(values.name["de"], taken), "position": position}
    criterion = db.add(Criterion(rubric_id=rubric.id, **own, **asdict(values)))
    note(admin, "add_criterion", rubric, criterion=str(criterion.id))
    return criterion


def _draft(admin: User, round_id: uuid.UUID) -> Rubric:
    """The newest version, locked; RefusedError if it cannot be changed any more."""
    rubric = newest_to_change(admin, round_id)
    if refusal := rubrics.why_not_edit(rubric):
        raise RefusedError(refusal)
    return rubric


def _check(
    criterion: Criterion, others: Sequence[Criterion], faults: Mapping[str, Sequence[str]], round_id: uuid.UUID
) -> None:
    """InvalidError with everything that is wrong."""
    found = FieldErrors()
    for name, texts in (*faults.items(), *rules.criterion_faults(criterion, others).items()):
        for text in texts:
            found.add(name, text)
    if not set(criterion.category_ids) <= set(categories_by_id(round_id)):
        found.add("category_ids", _("Dieses Themenfeld gibt es in der Runde nicht."))
    found.raise_if_any()


@db.action
def edit_criterion(
    admin: User, round_id: uuid.UUID, criterion_id: uuid.UUID, values: CriterionValues, version: int
) -> None:
    """Change a criterion; its key stays. EditConflictError if somebody else has, since `version` was shown."""
    rubric, categories = _draft(admin, round_id), categories_by_id(round_id)
    criterion, offered = queries.criterion_of(rubric, criterion_id), Criterion(**asdict(values))
    _check(offered, [other for other in queries.criteria_of(rubric.id) if other.id != criterion.id], {}, round_id)
    stored, wanted = (rules.texts_of_criterion(each, categories) for each in (criterion, offered))
    _check_version(stored, wanted, criterion.version, version)
    _take(criterion, asdict(values))
    note(admin, "edit_criterion", rubric, criterion=str(criterion.id))


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
    if faults := rubrics.rubric_faults(others):
        raise InvalidError({"": faults})
    if refusal := rules.why_not_remove(criterion, version):
        raise RefusedError(refusal)
    db.session().delete(criterion)
    note(admin, "remove_criterion", rubric, criterion=str(criterion.id))


@db.action
def move_criterion(admin: User, round_id: uuid.UUID, criterion_id: uuid.UUID, *, up: bool) -> str:
    """Let a criterion change places with the one before or behind it; at the ends nothing changes. Returns its key."""
    rubric = _draft(admin, round_id)
    criterion, criteria = queries.criterion_of(rubric, criterion_id), queries.criteria_of(rubric.id)
    place = criteria.index(criterion)
    other_place = place - 1 if up else place + 1
    if 0 <= other_place < len(criteria):
        other = criteria[other_place]
        criterion.position, other.position = other.position, criterion.position
        note(admin, "move_criterion", rubric, criterion=str(criterion.id), position=criterion.position)
    return criterion.key


@db.action
def weigh_criteria(admin: User, round_id: uuid.UUID, weights: Mapping[str, int], seen_hash: str) -> None:
    """Give all criteria their weights, by key. RefusedError if the rubric is not what the person saw."""
    rubric = _draft(admin, round_id)
    if refusal := rules.why_not_weigh(seen_hash, rubric.content_hash):
        raise RefusedError(refusal)
    criteria = queries.criteria_of(rubric.id)
    if faults := rules.weight_faults(criteria, weights):
        raise InvalidError(faults)
    for criterion in criteria:
        if criterion.weight != weights[criterion.key]:
            _take(criterion, {"weight": weights[criterion.key]})
    note(admin, "weigh_criteria", rubric)


@db.action
def edit_scale(admin: User, round_id: uuid.UUID, values: ScaleValues, version: int) -> None:
    """Change what all criteria have in common. EditConflictError if somebody else has, since `version` was shown."""
    rubric = _draft(admin, round_id)
    shown = {str(points) for points in rules.points_in_use(queries.criteria_of(rubric.id))}
    labels = {points: label for points, label in rubric.labels.items() if points not in shown} | values.labels
    stored = rules.texts_of_scale(rubric.labels, rubric.comment_for)
    _check_version(stored, rules.texts_of_scale(labels, values.comment_for), rubric.version, version)
    _take(rubric, {"labels": labels, "comment_for": values.comment_for})
    note(admin, "edit_scale", rubric)


# ---------------------------------------------------------------- versions
@db.action
def add_version(admin: User, round_id: uuid.UUID) -> Rubric:
    """A copy of the newest version, to be changed in peace: nobody judges by it before it is brought into use."""
    newest = newest_to_change(admin, round_id)
    if refusal := rules.why_not_add_version(newest):
        raise RefusedError(refusal)
    rubric = db.add(
        Rubric(
            round_id=newest.round_id, number=newest.number + 1, labels=newest.labels, comment_for=newest.comment_for
        ),
    )
    copy_criteria(newest, rubric)
    note(admin, "add_rubric", rubric, round=str(round_id))
    return rubric


@db.action
def use_version(admin: User, round_id: uuid.UUID, seen_hash: str) -> None:
    """Let everybody see the newest version, and jurors begin their sheets by it; what was begun stays as it is."""
    rubric = newest_to_change(admin, round_id)
    if refusal := rules.why_not_use(rubric, seen_hash):
        raise RefusedError(refusal)
    rubric.in_use_at = clock.now()
    note(admin, "use_rubric", rubric, number=rubric.number)


@db.action
def give_up_version(admin: User, round_id: uuid.UUID) -> None:
    """Drop a version that was never in use."""
    rubric = newest_to_change(admin, round_id)
    if refusal := rules.why_not_give_up(rubric):
        raise RefusedError(refusal)
    for criterion in queries.criteria_of(rubric.id):
        db.session().delete(criterion)
    db.session().delete(rubric)
    audit.record(admin.id, "give_up_rubric", "rubric", rubric.id, values={"number": rubric.number, "hash": None})
