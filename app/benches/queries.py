"""What the jury of the demo was given to read."""

import json
import uuid
from collections.abc import Collection
from functools import cache
from importlib import resources

from sqlalchemy import select

from app.benches.rules import Sample
from app.core.db import session
from app.panels.models import Assignment
from app.panels.rules import OPEN, VOIDED


@cache
def samples() -> tuple[Sample, ...]:
    """The sample ideas on which the jury practises, as they lie beside this file."""
    text = resources.files("app.benches").joinpath("samples.json").read_text(encoding="utf-8")
    return tuple(Sample(**{**stored, "points": tuple(stored["points"])}) for stored in json.loads(text))


def is_open(assignment_id: uuid.UUID) -> bool:
    """Whether nobody has begun the sheet of an assignment."""
    return session().get_one(Assignment, assignment_id).state == OPEN


def dealt_in(round_id: uuid.UUID, member_ids: Collection[uuid.UUID]) -> list[tuple[uuid.UUID, uuid.UUID, uuid.UUID]]:
    """Submission, seat and assignment of everything that these seats have and that counts."""
    query = select(Assignment.submission_id, Assignment.panel_member_id, Assignment.id)
    query = query.where(Assignment.round_id == round_id, Assignment.panel_member_id.in_(member_ids))
    query = query.where(Assignment.state != VOIDED)
    return [(one, other, id_) for one, other, id_ in session().execute(query.order_by(Assignment.id))]
