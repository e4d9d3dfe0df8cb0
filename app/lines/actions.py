"""Keeping the lines of final sheets: called in the action that makes a sheet final, or no longer final."""

import uuid
from collections.abc import Collection

from sqlalchemy import bindparam, delete, insert, select

from app.core import db
from app.lines.models import Line
from app.panels.models import Assignment

_LINES, _a = db.table(Line), db.table(Assignment).c
# What the line has of the assignment is read where it stands: no page of a juror knows it.
_GIVEN = {name: bindparam(f"line_{name}", type_=_LINES.c[name].type) for name in ("id", "rubric_id", "number", "said")}
_KEEP = insert(_LINES).from_select(
    ["assignment_id", "round_id", "panel_member_id", *_GIVEN],
    select(_a.id, _a.round_id, _a.panel_member_id, *_GIVEN.values()).where(_a.id == bindparam("assignment_id")),
)
_DROP = delete(_LINES).where(_LINES.c.assignment_id.in_(bindparam("assignment_ids", expanding=True)))


@db.action
def keep_line(assignment_id: uuid.UUID, rubric_id: uuid.UUID, number: int, said: bytes) -> None:
    """Keep what a sheet says that has just become final; `number` is that of its idea."""
    given = {"line_id": uuid.uuid4(), "line_rubric_id": rubric_id, "line_number": number, "line_said": said}
    db.session().execute(_KEEP, {"assignment_id": assignment_id, **given})


@db.action
def drop_lines(assignment_ids: Collection[uuid.UUID]) -> None:
    """Keep them no longer: the sheets of these assignments are not final any more. Those without a line stay so."""
    db.session().execute(_DROP, {"assignment_ids": list(assignment_ids)})
