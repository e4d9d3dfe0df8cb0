"""Putting sample ideas together, and practising with them."""

import uuid
from collections.abc import Mapping

from sqlalchemy import select

from app.accounts.models import User
from app.calibration import queries, rules
from app.calibration.models import Calibration, Example, PractiseSheet
from app.calibration.rules import Reference
from app.core import audit, clock, db
from app.core.errors import RefusedError
from app.panels.queries import round_to_lead


@db.action
def add_example(
    person: User, round_id: uuid.UUID, title: str, text: str, reference: Mapping[str, Reference]
) -> Example:
    """A further sample idea with the points agreed on. RefusedError if there are enough."""
    round_ = db.locked(round_to_lead(person, round_id))
    examples = queries.examples_of(round_.id)
    if refusal := rules.why_not_add(len(examples)):
        raise RefusedError(refusal)
    row = Example(
        round_id=round_.id,
        position=rules.position_after([each.position for each in examples]),
        title=title,
        text=text,
        reference={key: [each.points, each.reason] for key, each in reference.items()},
    )
    db.add(row)
    values = {"round": str(round_.id), "digest": rules.noted(row.reference, title, text)}
    audit.record(person.id, "add_example", "calibration_example", row.id, values=values)
    return row


@db.action
def remove_example(person: User, round_id: uuid.UUID, example_id: uuid.UUID) -> None:
    """Nobody practises with it any more. RefusedError if somebody has."""
    round_ = db.locked(round_to_lead(person, round_id))
    example = queries.example_in(round_.id, example_id)
    if refusal := rules.why_not_change(len(queries.sheets_in(round_.id).get(example.id, {}))):
        raise RefusedError(refusal)
    example.removed_at = clock.now()
    values = {"round": str(round_.id), "digest": rules.noted(example.reference, example.title, example.text)}
    audit.record(person.id, "remove_example", "calibration_example", example.id, values=values)


@db.action
def require(person: User, round_id: uuid.UUID, *, is_required: bool) -> None:
    """Say whether everybody has to practise before the first sheet."""
    round_ = db.locked(round_to_lead(person, round_id))
    row = db.session().scalar(select(Calibration).where(Calibration.round_id == round_.id))
    row = row or db.add(Calibration(round_id=round_.id))
    row.is_required = is_required
    audit.record(person.id, "require_practice", "round", round_.id, values={"is_required": is_required})


@db.action
def practise(juror: User, round_id: uuid.UUID, example_id: uuid.UUID, points: Mapping[str, int]) -> PractiseSheet:
    """Judge a sample idea, once: afterwards the juror sees what was agreed on. A second time changes nothing."""
    seat = db.locked(queries.own_seat(juror, round_id))
    example = queries.example_in(seat.round_id, example_id)
    query = select(PractiseSheet).where(PractiseSheet.example_id == example.id)
    known = db.session().scalar(query.where(PractiseSheet.panel_member_id == seat.id))
    if known is not None:
        return known
    sheet = db.add(PractiseSheet(example_id=example.id, panel_member_id=seat.id, points=dict(points)))
    values = {"example": str(example.id), "digest": rules.noted(sheet.points)}
    audit.record(juror.id, "practise", "practise_sheet", sheet.id, values=values)
    return sheet
