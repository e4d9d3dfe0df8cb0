"""Asking jurors to confirm by the present version what they said by an earlier one."""

import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict

from sqlalchemy import bindparam, delete, insert, update

from app.accounts.models import User
from app.confirmations import mails, queries, rules
from app.confirmations.rules import OlderSheet
from app.core import audit, clock, db
from app.core.errors import RefusedError
from app.lines.actions import drop_lines
from app.panels.actions import note_progress
from app.panels.queries import round_to_lead
from app.panels.rules import BEGUN
from app.policies.actions import rank_again
from app.progress.rules import reminder_values
from app.rounds.queries import phases_of
from app.rubrics.actions import begin_sheet, leave_sheets
from app.rubrics.models import Criterion
from app.rubrics.queries import rubric_of
from app.rubrics.rules import Mark, holds_for
from app.scoring import rules as scoring
from app.scoring.models import Score, ScoreSheet

_SHEETS = db.table(ScoreSheet)
_MOVE = update(_SHEETS).where(_SHEETS.c.id == bindparam("sheet_id"))


@db.action
def ask_again(person: User, round_id: uuid.UUID, seen_hash: str) -> int:
    """Make every sheet of an earlier version a draft of the present one; returns how many.

    What was said is kept beside it word for word, and stands in the sheet already where nothing changed.
    """
    round_ = db.locked(round_to_lead(person, round_id))
    rubric, phases, now = rubric_of(round_.id), phases_of(round_.id), clock.received_at()
    sheets = queries.older_sheets_of(round_.id, rubric.id, to_change=True)
    if refusal := rules.why_not_ask(sheets, rubric, phases, now, round_.contact) or rules.why_not_as_seen(
        rubric, seen_hash
    ):
        raise RefusedError(refusal)
    begin_sheet(rubric.id, rubric.content_hash, count=len(sheets))
    for rubric_id, count in Counter(sheet.rubric_id for sheet in sheets).items():
        leave_sheets(rubric_id, count)
    criteria = queries.criteria_by_rubric({rubric.id, *(sheet.rubric_id for sheet in sheets)})
    numbers, said = queries.numbers_of(criteria), queries.said_on(sheets)
    for sheet in sheets:
        marks, before = said[sheet.id], criteria[sheet.rubric_id]
        former = rules.former_of(sheet, numbers[sheet.rubric_id], before, marks)
        _note_what_it_said(person, sheet, before, marks)
        kept = rules.kept_marks(sheet, before, criteria[rubric.id], marks)
        _move(sheet, rubric.id, former, kept)
    drop_lines([sheet.assignment_id for sheet in sheets])
    rank_again(round_.id)
    mails.ask(queries.jurors_of(sheets), f"{rules.ASKED_AGAIN}:{rubric.id}", reminder_values(round_, phases, now))
    values = {"round": str(round_.id), "sheets": len(sheets), "hash": rubric.content_hash}
    audit.record(person.id, "ask_again", "rubric", rubric.id, values=values)
    return len(sheets)


def _note_what_it_said(
    person: User, sheet: OlderSheet, criteria: list[Criterion], said: Mapping[uuid.UUID, Mark]
) -> None:
    """A final sheet is opened again, and the log keeps what it said, as it does when its juror does so."""
    if not sheet.is_final:
        return
    asked = [each for each in criteria if holds_for(each, sheet.category_id)]
    marks = {each.key: said.get(each.id, scoring.UNSAID) for each in asked}
    values = {
        "assignment": str(sheet.assignment_id),
        "submission": str(sheet.submission_id),
        "points": scoring.points_of(marks),
        "total": sheet.total,
        "digest": scoring.digest_of(sheet.rubric_id, marks),
    }
    audit.record(person.id, "reopen_sheet", "score_sheet", sheet.id, values=values)


def _move(sheet: OlderSheet, rubric_id: uuid.UUID, former: dict[str, object], kept: Mapping[uuid.UUID, Mark]) -> None:
    version = sheet.version + 1
    moved = {"rubric_id": rubric_id, "state": scoring.DRAFT, "total": "", "handed_in_at": None, "former": former}
    session = db.session()
    session.execute(_MOVE, {"sheet_id": sheet.id, "version": version, "changed_at": clock.now(), **moved})
    session.execute(delete(Score).where(Score.sheet_id == sheet.id))
    own = {"sheet_id": sheet.id, "points_version": version, "comment_version": version}
    if rows := [{"criterion_id": id_, **own, **asdict(mark)} for id_, mark in kept.items()]:
        session.execute(insert(Score), rows)
    note_progress(sheet.assignment_id, BEGUN)
