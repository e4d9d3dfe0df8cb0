"""All sheets of a round at once, for those who run it, and what must hold of all sheets there are."""

import functools
import uuid
from collections import defaultdict
from typing import Any

from sqlalchemy import String, bindparam, func, select, type_coerce

from app.core import db
from app.core.audit import AuditEvent
from app.core.db import session
from app.core.documents import tables
from app.core.i18n import language
from app.core.invariants import invariant
from app.ideas.models import Idea, Submission
from app.lines.models import Line
from app.lines.rules import HandedIn, said_of
from app.panels.models import Assignment, PanelMember
from app.panels.rules import BEGUN, DONE, OPEN, VOIDED
from app.rubrics.models import Criterion, Rubric
from app.rubrics.rules import Mark, holds_for
from app.scoring import rules as scoring
from app.scoring.models import Score, ScoreSheet
from app.sheets import rules
from app.sheets.rules import Column, LateSheet, Table

_MOST_KEPT = 4
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
    make = rules.csv_of if kind == tables.CSV else rules.xlsx_of
    return make(table_of(round_id))


_members, _assignments, _sheets = (db.table(model).c for model in (PanelMember, Assignment, ScoreSheet))
_scores, _criteria, _ideas, _rubrics = (db.table(model).c for model in (Score, Criterion, Idea, Rubric))
_lines = db.table(Line).c
# Ids come as the driver has them: making thousands of objects takes longer than reading all lines.
_LINES = select(
    _lines.number, type_coerce(_lines.panel_member_id, String), type_coerce(_lines.rubric_id, String), _lines.said
).where(_lines.round_id == bindparam("round_id"))
_JURORS = (
    select(type_coerce(_members.id, String)).where(_members.round_id == bindparam("round_id")).order_by(_members.id)
)
_COLUMNS = (
    select(type_coerce(_criteria.rubric_id, String), _criteria.key, _criteria.name, _criteria.kind)
    .join_from(db.table(Criterion), db.table(Rubric))
    .where(_rubrics.round_id == bindparam("round_id"))
    .order_by(_rubrics.number.desc(), _criteria.position, _criteria.id)
)


def table_of(round_id: uuid.UUID) -> Table:
    """All final sheets of a round, by idea and juror (three queries, however many there are).

    By their random ids jurors have numbers that tell nothing of them; whoever has left keeps theirs.
    """
    here = {"round_id": round_id}
    number_of = {id_: number for number, id_ in enumerate(session().scalars(_JURORS, here), start=1)}
    rows = session().execute(_LINES, here).all()
    lines = [rules.Line(idea, number_of[id_], rubric_id, said) for idea, id_, rubric_id, said in rows]
    return Table([Column(*row) for row in session().execute(_COLUMNS, here)], sorted(lines))


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


def late_sheets_of(round_id: uuid.UUID) -> list[LateSheet]:
    """The sheets of a round of which something came after the jury's end, the first to come first (one query)."""
    return [LateSheet(*row) for row in session().execute(_LATE, {"round_id": round_id})]


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
    for criterion in session().scalars(select(Criterion).order_by(Criterion.position, Criterion.id)):
        found[criterion.rubric_id].append(criterion)
    return found


_ALL_SAID = select(_scores.sheet_id, _scores.criterion_id, _scores.points, _scores.is_skipped, _scores.comment)


def _marks_by_sheet() -> dict[uuid.UUID, dict[uuid.UUID, Mark]]:
    found: dict[uuid.UUID, dict[uuid.UUID, Mark]] = defaultdict(dict)
    for sheet_id, criterion_id, *mark in session().execute(_ALL_SAID):
        found[sheet_id][criterion_id] = Mark(*mark)
    return found


_FINAL = (
    select(
        _sheets.id,
        _sheets.assignment_id,
        _assignments.round_id,
        _assignments.panel_member_id,
        _sheets.rubric_id,
        _ideas.number,
        _sheets.total,
        _sheets.created_at,
        _sheets.handed_in_at,
        _sheets.late_at,
        _sheets.filled_in_at,
        _rubrics.content_hash,
    )
    .join_from(db.table(ScoreSheet), db.table(Assignment))
    .join(db.table(Rubric), _rubrics.id == _sheets.rubric_id)
    .join(db.table(Submission), db.table(Submission).c.id == _assignments.submission_id)
    .join(db.table(Idea))
    .where(_sheets.state == scoring.FINAL)
)
_KEPT = ("assignment_id", "round_id", "panel_member_id", "rubric_id", "number")
_ALL_KEPT = select(*(_lines[name] for name in (*_KEPT, "said")))


def lines_due() -> list[dict[str, Any]]:
    """The lines that all final sheets must have, worked out anew from their marks."""
    criteria, said = _criteria_by_rubric(), _marks_by_sheet()
    lines = []
    for sheet_id, *kept, total, begun_at, handed_in_at, late_at, filled_in_at, hash_ in session().execute(_FINAL):
        line = dict(zip(_KEPT, kept, strict=True))
        marks = {each.key: said[sheet_id].get(each.id, scoring.UNSAID) for each in criteria[line["rubric_id"]]}
        told = HandedIn(total, begun_at, handed_in_at, late_at, filled_in_at, hash_)
        try:
            said_now = said_of(marks, marks, told)
        except (ValueError, ZeroDivisionError):  # a total that nobody handed in
            said_now = b""
        lines.append({**line, "said": said_now})
    return lines


@invariant("every final sheet has a line that says the same, and no other sheet has one")
def _changed_lines() -> list[str]:
    due = {line["assignment_id"]: line for line in lines_due()}
    kept = {row["assignment_id"]: {**row} for row in session().execute(_ALL_KEPT).mappings()}
    everywhere = sorted({*due, *kept}, key=str)
    return [f"line of assignment {id_}" for id_ in everywhere if due.get(id_) != kept.get(id_)]


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
