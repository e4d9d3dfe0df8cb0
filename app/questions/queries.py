"""Sheets that stand out and what was asked about them; and the questions to one juror."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, bindparam, select

from app.accounts.models import User
from app.core.audit import AuditEvent
from app.core.db import session
from app.core.errors import NotFoundError
from app.core.invariants import invariant
from app.ideas.models import Idea, Submission
from app.ideas.queries import counts
from app.panels.models import Assignment, PanelMember
from app.panels.queries import is_barred
from app.questions import rules
from app.questions.models import SheetQuestion
from app.questions.rules import Final
from app.scoring.models import ScoreSheet
from app.scoring.rules import FINAL


class Standout(NamedTuple):
    """A sheet that stands out, for the chair; `direction` is high or low. The team is known to nobody here."""

    sheet_id: uuid.UUID
    version: int
    number: int
    title: str
    member_id: uuid.UUID
    juror: str
    user_id: uuid.UUID
    direction: str


class Asked(NamedTuple):
    """A question with its answer, for those who lead the jury."""

    question: SheetQuestion
    number: int
    title: str
    member_id: uuid.UUID
    juror: str


@dataclass(frozen=True)
class OwnQuestion:
    """A question to a juror about an own sheet."""

    question: SheetQuestion
    assignment_id: uuid.UUID
    number: int
    title: str
    total: str
    sheet_state: str


_SHEETS = (
    select(
        ScoreSheet.id, Assignment.submission_id, Assignment.panel_member_id, ScoreSheet.total, ScoreSheet.version,
        Idea.number, Submission.title, User.name, User.id.label("user_id"), SheetQuestion.id.label("question_id"),
    )
    .join(Assignment, Assignment.id == ScoreSheet.assignment_id)
    .join(Assignment.panel_member)
    .join(PanelMember.user)
    .join(Assignment.submission)
    .join(Submission.idea)
    .outerjoin(
        SheetQuestion,
        (SheetQuestion.sheet_id == ScoreSheet.id) & (SheetQuestion.sheet_version == ScoreSheet.version),
    )
    .where(Assignment.round_id == bindparam("round_id"), ScoreSheet.state == FINAL, counts())
    .order_by(ScoreSheet.id)
)  # fmt: skip


def standouts_of(round_id: uuid.UUID) -> list[Standout]:
    """The final sheets that stand out and about which nobody has asked yet, the farthest first (one query)."""
    rows = {row.id: row for row in session().execute(_SHEETS, {"round_id": round_id})}
    directions = rules.directions_of([Final(*row[:4]) for row in rows.values()])
    return [
        Standout(row.id, row.version, row.number, row.title, row.panel_member_id, row.name, row.user_id, direction)
        for row, direction in ((rows[id_], direction) for id_, direction in directions.items())
        if row.question_id is None
    ]


def standout_among(standouts: list[Standout], sheet_id: uuid.UUID) -> Standout:
    for each in standouts:
        if each.sheet_id == sheet_id:
            return each
    raise NotFoundError


_QUESTIONS = (
    select(SheetQuestion, Idea.number, Submission.title, PanelMember.id, User.name)
    .join(ScoreSheet, ScoreSheet.id == SheetQuestion.sheet_id)
    .join(Assignment, Assignment.id == ScoreSheet.assignment_id)
    .join(Assignment.panel_member)
    .join(PanelMember.user)
    .join(Assignment.submission)
    .join(Submission.idea)
    .where(SheetQuestion.round_id == bindparam("round_id"))
    .order_by(SheetQuestion.asked_at.desc(), SheetQuestion.id)
)


def questions_of(round_id: uuid.UUID) -> list[Asked]:
    """Everything that was asked in a round, the newest first (one query)."""
    return [Asked(*row) for row in session().execute(_QUESTIONS, {"round_id": round_id})]


def own_question(juror: User, question_id: uuid.UUID) -> OwnQuestion:
    """A question to the juror (one query); NotFoundError for everybody else, and if the juror is biased by now."""
    row = session().execute(_own(juror).where(SheetQuestion.id == question_id)).one_or_none()
    if row is None:
        raise NotFoundError
    return OwnQuestion(*row)


def _own(juror: User) -> Select[SheetQuestion, uuid.UUID, int, str, str, str]:
    query = select(
        SheetQuestion, Assignment.id, Idea.number, Submission.title, ScoreSheet.total, ScoreSheet.state
    )  # fmt: skip
    query = query.join(ScoreSheet, ScoreSheet.id == SheetQuestion.sheet_id)
    query = query.join(Assignment, Assignment.id == ScoreSheet.assignment_id).join(Assignment.panel_member)
    query = query.join(Assignment.submission).join(Submission.idea)
    return query.where(PanelMember.user_id == juror.id, PanelMember.removed_at.is_(None), ~is_barred())


def waiting_for(juror: User) -> list[uuid.UUID]:
    """The questions that the juror has not answered, the oldest first (one query)."""
    query = select(SheetQuestion.id).join(ScoreSheet, ScoreSheet.id == SheetQuestion.sheet_id)
    query = query.join(Assignment, Assignment.id == ScoreSheet.assignment_id).join(Assignment.panel_member)
    query = query.join(Assignment.submission).join(Submission.idea)
    query = query.where(PanelMember.user_id == juror.id, PanelMember.removed_at.is_(None), ~is_barred())
    query = query.where(SheetQuestion.state == rules.ASKED)
    return list(session().scalars(query.order_by(SheetQuestion.asked_at, SheetQuestion.id)))


# ---------------------------------------------------------------- what must always hold
@invariant("every question about a sheet stands as it was asked and answered")
def _changed_questions() -> list[str]:
    query = select(AuditEvent.object_id, AuditEvent.values).where(AuditEvent.object_kind == "sheet_question")
    noted = {row.object_id: row.values for row in session().execute(query.order_by(AuditEvent.number))}
    found = {each.id: noted_of(each) for each in session().scalars(select(SheetQuestion))}
    return [f"question {id_}" for id_ in sorted({*noted, *found}, key=str) if noted.get(id_) != found.get(id_)]


def noted_of(question: SheetQuestion) -> dict[str, object]:
    """What the log keeps of a question."""
    answered_at: datetime | None = question.answered_at
    return {
        "sheet": str(question.sheet_id),
        "version": question.sheet_version,
        "direction": question.direction,
        "state": question.state,
        "digest": rules.digest_of(question.answer),
        "answered_at": answered_at.isoformat() if answered_at is not None else "",
    }
