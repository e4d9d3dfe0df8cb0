"""Sample ideas of a round, what jurors made of them, and who still has to practise."""

import uuid
from collections import defaultdict
from typing import Any

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.calibration import rules
from app.calibration.models import Calibration, Example, PractiseSheet
from app.core import db
from app.core.audit import AuditEvent
from app.core.db import session
from app.core.invariants import invariant
from app.ideas.queries import must_exist
from app.panels.models import PanelMember
from app.rounds.models import Round
from app.rubrics.models import Criterion
from app.rubrics.queries import criteria_of, rubric_of


def waiting_for(round_id: Any, member_id: Any) -> ScalarSelect[int]:  # noqa: ANN401 # columns, mapped or of a table
    """How many sample ideas the juror of a seat must read before the first sheet, for the query that asks."""
    # Of tables and not of mapped classes: the query that asks is the one behind every score sheet.
    example, sheet, calibration = (db.table(model).alias() for model in (Example, PractiseSheet, Calibration))
    is_mine = (sheet.c.example_id == example.c.id) & (sheet.c.panel_member_id == member_id)
    has_practised = select(sheet.c.id).where(is_mine).correlate_except(sheet).exists()
    joined = example.join(calibration, calibration.c.round_id == example.c.round_id)
    query = select(func.count(example.c.id)).select_from(joined)
    query = query.where(example.c.round_id == round_id, example.c.removed_at.is_(None), calibration.c.is_required)
    return query.where(~has_practised).correlate_except(example, calibration).scalar_subquery()


def examples_of(round_id: uuid.UUID) -> list[Example]:
    """The sample ideas of a round in their order."""
    query = select(Example).where(Example.round_id == round_id, Example.removed_at.is_(None))
    return list(session().scalars(query.order_by(Example.position, Example.id)))


def example_in(round_id: uuid.UUID, example_id: uuid.UUID) -> Example:
    return must_exist(next((each for each in examples_of(round_id) if each.id == example_id), None))


def is_required(round_id: uuid.UUID) -> bool:
    return bool(session().scalar(select(Calibration.is_required).where(Calibration.round_id == round_id)))


def own_seat(juror: User, round_id: uuid.UUID) -> PanelMember:
    """The seat of a juror in a round, with the round; NotFoundError for everybody else."""
    query = select(PanelMember).where(PanelMember.user_id == juror.id, PanelMember.round_id == round_id)
    query = query.options(joinedload(PanelMember.round).joinedload(Round.competition))
    return must_exist(session().scalar(query.where(PanelMember.removed_at.is_(None), PanelMember.is_juror)))


def sheets_in(round_id: uuid.UUID) -> dict[uuid.UUID, dict[uuid.UUID, dict[str, Any]]]:
    """What everybody gave, by sample idea and seat (one query)."""
    query = select(PractiseSheet).join(PractiseSheet.example).where(Example.round_id == round_id)
    found: dict[uuid.UUID, dict[uuid.UUID, dict[str, Any]]] = defaultdict(dict)
    for sheet in session().scalars(query):
        found[sheet.example_id][sheet.panel_member_id] = sheet.points
    return found


def criteria_to_practise(round_id: uuid.UUID) -> list[Criterion]:
    """What sample ideas of a round are judged by (two queries)."""
    return rules.practised(criteria_of(rubric_of(round_id).id))


@invariant("every sample idea and what was given to it is what the log tells of")
def _practising_beside_the_log() -> list[str]:
    query = select(AuditEvent.object_id, AuditEvent.values).where(
        AuditEvent.object_kind.in_(("practise_sheet", "calibration_example"))
    )
    logged = {id_: values["digest"] for id_, values in session().execute(query.order_by(AuditEvent.number))}
    stored = {each.id: rules.noted(each.points) for each in session().scalars(select(PractiseSheet))}
    for each in session().scalars(select(Example)):
        stored[each.id] = rules.noted(each.reference, each.title, each.text)
    wrong = {id_ for id_ in logged.keys() | stored.keys() if logged.get(id_) != stored.get(id_)}
    return [f"practising {id_}" for id_ in sorted(wrong, key=str)]
