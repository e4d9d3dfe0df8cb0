"""Rounds and what belongs to them. Admins and auditors see every round, all others only announced ones."""

import functools
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.core import db
from app.core.access import Role
from app.core.db import session
from app.core.errors import NotFoundError
from app.core.invariants import invariant
from app.core.reading import Reader
from app.rounds import rules
from app.rounds.models import Category, Competition, FormVersion, Phase, Round

# Nearly every page asks these, so they are put together once.
_phases, _categories = db.table(Phase).c, db.table(Category).c
_PHASES = Reader(
    Phase,
    where=[_phases.round_id == bindparam("round_id")],
    order_by=[_phases.opens_at, _phases.closes_at, _phases.id],
)
_FIXED_PHASES = _PHASES.but_fixed()
_PHASES_OF_MANY = Reader(
    Phase,
    where=[_phases.round_id.in_(bindparam("round_ids", expanding=True))],
    order_by=[_phases.opens_at, _phases.closes_at, _phases.id],
)
_rounds = db.table(Round).c
_ANNOUNCED = Reader(
    Round, "competition", where=[_rounds.announced_at.is_not(None)], order_by=[_rounds.created_at.desc(), _rounds.id]
)
_CATEGORIES = Reader(
    Category,
    where=[_categories.round_id == bindparam("round_id")],
    order_by=[_categories.position, _categories.id],
)


@dataclass(frozen=True)
class PlannedRound:
    """A round with its phases in their order."""

    round: Round
    competition: Competition
    phases: list[Phase]


@dataclass(frozen=True)
class PlannedCompetition:
    """A competition with its rounds."""

    competition: Competition
    rounds: list[PlannedRound]


def announced_rounds() -> list[PlannedRound]:
    """What everybody may know of, the newest first (two queries)."""
    return _with_phases(_ANNOUNCED.all())


def planned_competitions() -> list[PlannedCompetition]:
    """Every competition with all its rounds, for those who run them, the newest first (three queries)."""
    query = select(Competition).order_by(Competition.created_at.desc(), Competition.id)
    rounds = _with_phases(list(session().scalars(_all_rounds())))
    return [
        PlannedCompetition(found, [planned for planned in rounds if planned.round.competition_id == found.id])
        for found in session().scalars(query)
    ]


def competition(competition_id: uuid.UUID) -> Competition:
    found = session().scalar(select(Competition).where(Competition.id == competition_id))
    if found is None:
        raise NotFoundError
    return found


def round_of(person: User, round_id: uuid.UUID) -> Round:
    """The round with its competition; NotFoundError for everybody who may not know of it yet."""
    query = _all_rounds().where(Round.id == round_id)
    if not person.roles & {Role.ADMIN, Role.AUDITOR}:
        query = query.where(Round.announced_at.is_not(None))
    return _one(query)


def public_round(competition_slug: str, round_slug: str) -> Round:
    """The announced round at a public address, with its competition."""
    query = _all_rounds().join(Round.competition).where(Competition.slug == competition_slug, Round.slug == round_slug)
    return _one(query.where(Round.announced_at.is_not(None)))


def _all_rounds() -> Select[Round]:
    query = select(Round).options(joinedload(Round.competition))
    return query.order_by(Round.created_at.desc(), Round.id)


def _one(query: Select[Round]) -> Round:
    found = session().scalar(query)
    if found is None:
        raise NotFoundError
    return found


def _with_phases(rounds: list[Round]) -> list[PlannedRound]:
    phases = phases_of_rounds(round_.id for round_ in rounds)
    return [PlannedRound(round_, round_.competition, phases[round_.id]) for round_ in rounds]


def phases_of_rounds(round_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[Phase]]:
    """The phases of several rounds by round, each in their order (one query)."""
    found: dict[uuid.UUID, list[Phase]] = defaultdict(list)
    for phase in _PHASES_OF_MANY.all(round_ids=list(set(round_ids))):
        found[phase.round_id].append(phase)
    return found


def phases_of(round_id: uuid.UUID) -> list[Phase]:
    """The phases of a round in their order."""
    return _PHASES.all(round_id=round_id)


def fixed_phases_of(round_id: uuid.UUID) -> list[Phase]:
    """The same, to be read only: quicker in actions that change no phase."""
    return _FIXED_PHASES.all(round_id=round_id)


def phase_of(round_: Round, phase_id: uuid.UUID) -> Phase:
    found = session().scalar(select(Phase).where(Phase.round_id == round_.id, Phase.id == phase_id))
    if found is None:
        raise NotFoundError
    return found


def categories_of(round_id: uuid.UUID) -> list[Category]:
    """The categories of a round by position; the position is also the number of their colour."""
    return _CATEGORIES.all(round_id=round_id)


def category_of(round_: Round, category_id: uuid.UUID) -> Category:
    found = session().scalar(select(Category).where(Category.round_id == round_.id, Category.id == category_id))
    if found is None:
        raise NotFoundError
    return found


def form_of(round_id: uuid.UUID) -> FormVersion:
    """The newest version of a round's entry form; see `fields_of`."""
    query = select(FormVersion).where(FormVersion.round_id == round_id)
    found = session().scalar(query.order_by(FormVersion.number.desc()).limit(1))
    if found is None:
        raise NotFoundError
    return found


def fields_of(form: FormVersion) -> tuple[rules.FormField, ...]:
    """The fields of a form in their order."""
    return fields_of_version(form.id)


@functools.lru_cache(maxsize=1000)
def fields_of_version(form_id: uuid.UUID) -> tuple[rules.FormField, ...]:
    """Read once in the life of this process: a version of a form never changes."""
    stored = session().scalars(select(FormVersion.fields).where(FormVersion.id == form_id)).one()
    return tuple(rules.FormField.from_json(field) for field in stored)


@invariant("the phases of a round fit together")
def _phases_that_clash() -> list[str]:
    rounds = session().scalars(select(Phase.round_id).distinct().order_by(Phase.round_id)).all()
    phases = phases_of_rounds(rounds)
    return [f"round {id_}: {len(faults)} fault(s)" for id_ in rounds if (faults := rules.phase_faults(phases[id_]))]


@invariant("every round has an entry form that can be read")
def _rounds_without_form() -> list[str]:
    has_form = select(FormVersion.id).where(FormVersion.round_id == Round.id).exists()
    return [f"round {id_}" for id_ in session().scalars(select(Round.id).where(~has_form).order_by(Round.id))]


@invariant("an announced round has a category")
def _announced_without_category() -> list[str]:
    counted = select(func.count()).select_from(Category).where(Category.round_id == Round.id).scalar_subquery()
    query = select(Round.id).where(Round.announced_at.is_not(None), counted == 0)
    return [f"round {id_}" for id_ in session().scalars(query.order_by(Round.id))]
