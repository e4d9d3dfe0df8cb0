"""All sheets of a round at once, for those who run it, and what must hold of all sheets there are."""

import functools
import uuid
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import String, bindparam, func, select, type_coerce

from app.core import clock, db
from app.core.audit import AuditEvent
from app.core.db import session
from app.core.documents import tables
from app.core.i18n import language
from app.core.invariants import invariant
from app.ideas.models import Idea, Submission
from app.panels.models import Assignment, PanelMember
from app.panels.rules import BEGUN, DONE, OPEN, VOIDED
from app.rubrics.models import Criterion, Rubric
from app.rubrics.rules import Mark, holds_for
from app.scoring import rules as scoring
from app.scoring.models import Score, ScoreSheet
from app.sheets import rules
from app.sheets.rules import HandedIn, LateSheet, Said, Table

_MOST_KEPT = 4
_MINUTES_LENGTH = len("2027-03-29 09:00")
# The kinds of things in the log that are told of.
_TOLD = ("panel_member", "score_sheet")
_NEWEST = [
    select(func.max(AuditEvent.number)).where(AuditEvent.object_kind == kind).scalar_subquery() for kind in _TOLD
]
_HASHES = select(AuditEvent.hash).where(AuditEvent.number.in_(_NEWEST)).order_by(AuditEvent.number)


def kept_file_of(round_id: uuid.UUID, kind: str) -> bytes:
    """All final sheets as a file (one query, four if anything has changed), kept while the log tells of nothing new.

    Everything in it is changed only with an event, and the log is chained: the newest hashes stand for all before them.
    """
    return _file_at(round_id, kind, language(), tuple(session().scalars(_HASHES)))


@functools.lru_cache(maxsize=_MOST_KEPT)
def _file_at(round_id: uuid.UUID, kind: str, _language: str, _newest_events: tuple[str, ...]) -> bytes:
    table = table_of(round_id)
    if kind == tables.CSV:
        return tables.csv_of(table.header, table.rows)
    return tables.xlsx_of(rules.title(), table.header, table.rows)


def table_of(round_id: uuid.UUID) -> Table:
    """All final sheets of a round side by side, by idea and juror (three queries, however many there are)."""
    return rules.table_of(_criteria_of(round_id), _handed_in_of(round_id), _said_in(round_id))


_members, _assignments, _sheets = (db.table(model).c for model in (PanelMember, Assignment, ScoreSheet))
_scores, _criteria, _ideas, _rubrics = (db.table(model).c for model in (Score, Criterion, Idea, Rubric))
# By their random ids jurors have numbers that tell nothing of them; whoever has left keeps theirs.
_NUMBERS = (
    select(_members.id, func.row_number().over(order_by=_members.id).label("number"))
    .where(_members.round_id == bindparam("round_id"))
    .subquery()
)
_IS_HERE = (Assignment.round_id == bindparam("round_id")) & (ScoreSheet.state == scoring.FINAL)
_HANDED_IN = (
    select(
        type_coerce(_sheets.id, String),
        _ideas.number,
        _NUMBERS.c.number,
        _rubrics.content_hash,
        _sheets.created_at,
        _sheets.handed_in_at,
        _sheets.total,
        _sheets.late_at,
        _sheets.filled_in_at,
    )
    .join_from(db.table(ScoreSheet), db.table(Assignment))
    .join(db.table(Rubric), _rubrics.id == _sheets.rubric_id)
    .join(db.table(Submission), db.table(Submission).c.id == _assignments.submission_id)
    .join(db.table(Idea))
    .join(_NUMBERS, _NUMBERS.c.id == _assignments.panel_member_id)
    .where(_assignments.round_id == bindparam("round_id"), _sheets.state == scoring.FINAL)
    .order_by(_ideas.number, _NUMBERS.c.number)
)
# There is a row for each criterion: columns of tables cost half, and the sheet's id comes as the driver has it.
_SAID = (
    select(type_coerce(_scores.sheet_id, String), _criteria.key, _scores.points, _scores.is_skipped, _scores.comment)
    .join_from(db.table(Score), db.table(Criterion))
    .join(db.table(ScoreSheet), _sheets.id == _scores.sheet_id)
    .join(db.table(Assignment))
    .where(_assignments.round_id == bindparam("round_id"), _sheets.state == scoring.FINAL)
)
_LATE = (
    select(
        _assignments.submission_id, _assignments.panel_member_id, _ideas.number, _sheets.late_at, _sheets.filled_in_at
    )
    .join_from(db.table(ScoreSheet), db.table(Assignment))
    .join(db.table(Submission), db.table(Submission).c.id == _assignments.submission_id)
    .join(db.table(Idea))
    .where(_assignments.round_id == bindparam("round_id"), _sheets.late_at.is_not(None))
    .order_by(_sheets.late_at, _sheets.id)
)
_RUBRICS = select(ScoreSheet.rubric_id).join(ScoreSheet.assignment).where(_IS_HERE)
_CRITERIA = (
    select(Criterion)
    .join(Criterion.rubric)
    .where(Criterion.rubric_id.in_(_RUBRICS))
    .order_by(Rubric.number.desc(), Criterion.position)
)


def late_sheets_of(round_id: uuid.UUID) -> list[LateSheet]:
    """The sheets of a round of which something came after the jury's end, the first to come first (one query)."""
    return [LateSheet(*row) for row in session().execute(_LATE, {"round_id": round_id})]


def _criteria_of(round_id: uuid.UUID) -> Sequence[Criterion]:
    """Those of all final sheets; of equal ones in several versions of the rubric that of the newest."""
    found: dict[str, Criterion] = {}
    for criterion in session().scalars(_CRITERIA, {"round_id": round_id}):
        found.setdefault(criterion.key, criterion)
    return list(found.values())


def _handed_in_of(round_id: uuid.UUID) -> list[HandedIn]:
    rows = session().execute(_HANDED_IN, {"round_id": round_id})
    return [
        HandedIn(
            id_, idea, juror, content_hash, _clock(begun), _clock(handed_in), total,
            late and _clock(late), filled_in and _clock(filled_in),
        )
        for id_, idea, juror, content_hash, begun, handed_in, total, late, filled_in in rows
    ]  # fmt: skip


def _clock(moment: datetime) -> str:
    return clock.local(moment).isoformat(" ", "minutes")[:_MINUTES_LENGTH]


class _Said(NamedTuple):
    """A mark, which there are tens of thousands of: these are made in a third of the time."""

    points: int | None
    is_skipped: bool
    comment: str


def _said_in(round_id: uuid.UUID) -> Mapping[Hashable, Mapping[str, Said]]:
    said: dict[Hashable, dict[str, Said]] = defaultdict(dict)
    for sheet_id, key, points, is_skipped, comment in session().execute(_SAID, {"round_id": round_id}):
        said[sheet_id][key] = _Said(points, is_skipped, comment)
    return said


# ---------------------------------------------------------------- what must always hold
@invariant("every final sheet says what was handed in")
def _changed_sheets() -> list[str]:
    """Compares each sheet with the log: points and sentences by their digest, total and state as they are."""
    noted = _handed_in()
    query = select(ScoreSheet.id, ScoreSheet.rubric_id, ScoreSheet.total, ScoreSheet.state, Submission.category_id)
    rows = session().execute(query.join(ScoreSheet.assignment).join(Assignment.submission)).all()
    criteria, said = _criteria_by_rubric(), _marks_by_sheet()
    found: dict[uuid.UUID, str] = {}
    for sheet_id, rubric_id, total, state, category_id in rows:
        asked = [each for each in criteria[rubric_id] if holds_for(each, category_id)]
        marks = {each.key: said[sheet_id].get(each.id, scoring.UNSAID) for each in asked}
        said_then = f"{scoring.digest_of(rubric_id, marks)} {total}"
        found[sheet_id] = {scoring.FINAL: said_then, scoring.VOIDED: f"{said_then} void_sheet"}.get(state, "")
    everywhere = sorted({*noted, *(id_ for id_, said in found.items() if said)}, key=str)
    return [f"score sheet {id_}" for id_ in everywhere if noted.get(id_) != found.get(id_)]


def _handed_in() -> dict[uuid.UUID, str]:
    """What the log says of every sheet that was handed in and not opened again since."""
    noted: dict[uuid.UUID, str] = {}
    query = select(AuditEvent.object_id, AuditEvent.action, AuditEvent.values)
    query = query.where(AuditEvent.object_kind == "score_sheet").order_by(AuditEvent.number)
    for sheet_id, action, values in session().execute(query):
        if action == "hand_in_sheet":
            noted[sheet_id] = f"{values['digest']} {values['total']}"
        elif action == "void_sheet":
            noted[sheet_id] = f"{values['digest']} {values['total']} {action}"
        elif action == "reopen_sheet":
            noted.pop(sheet_id, None)
    return noted


def _criteria_by_rubric() -> dict[uuid.UUID, list[Criterion]]:
    found: dict[uuid.UUID, list[Criterion]] = defaultdict(list)
    for criterion in session().scalars(select(Criterion).order_by(Criterion.position)):
        found[criterion.rubric_id].append(criterion)
    return found


_ALL_SAID = select(_scores.sheet_id, _scores.criterion_id, _scores.points, _scores.is_skipped, _scores.comment)


def _marks_by_sheet() -> dict[uuid.UUID, dict[uuid.UUID, Mark]]:
    found: dict[uuid.UUID, dict[uuid.UUID, Mark]] = defaultdict(dict)
    for sheet_id, criterion_id, *mark in session().execute(_ALL_SAID):
        found[sheet_id][criterion_id] = Mark(*mark)
    return found


@invariant("every assignment knows how far its sheet is")
def _assignments_out_of_step() -> list[str]:
    query = select(Assignment.id, Assignment.state, ScoreSheet.state)
    query = query.outerjoin(ScoreSheet, ScoreSheet.assignment_id == Assignment.id).order_by(Assignment.id)
    state_of = {None: OPEN, scoring.DRAFT: BEGUN, scoring.FINAL: DONE, scoring.VOIDED: VOIDED}
    return [f"assignment {id_}" for id_, state, sheet in session().execute(query) if state != state_of[sheet]]


@invariant("the rubric of every final sheet is frozen")
def _final_sheets_of_open_rubrics() -> list[str]:
    query = select(ScoreSheet.id).join(ScoreSheet.rubric).where(
        ScoreSheet.state == scoring.FINAL, Rubric.frozen_at.is_(None)
    )  # fmt: skip
    return [f"score sheet {id_}" for id_ in session().scalars(query.order_by(ScoreSheet.id))]
