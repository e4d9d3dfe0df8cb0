"""Filling in, handing in and opening again a score sheet. The row of the assignment is the lock of its sheet."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, update

from app.accounts.models import User
from app.calibration.rules import why_not_begin
from app.core import audit, clock, db
from app.core.errors import EditConflictError, InvalidError, RefusedError
from app.lines.actions import drop_lines, keep_line
from app.lines.rules import HandedIn, said_of
from app.panels import actions as panels
from app.panels.rules import BEGUN, DONE
from app.policies.actions import lock_policy, rank_again
from app.rubrics import actions as rubrics
from app.rubrics.models import Criterion
from app.rubrics.rules import Mark
from app.scoring import queries, rules
from app.scoring.models import Score, ScoreSheet
from app.scoring.rules import Reading, Sheet

_SHEETS = db.table(ScoreSheet)
_BEGIN_SHEET = insert(_SHEETS)
_CHANGE_SHEET = update(_SHEETS).where(_SHEETS.c.id == bindparam("sheet_id"))


def locked_reading(juror: User, assignment_id: uuid.UUID) -> Reading:
    """The sheet as it is now, read after the lock was won: whoever held it before may have changed everything."""
    queries.lock_sheet(juror, assignment_id)
    return queries.reading_of(juror, assignment_id)


@db.action
def save_sheet(juror: User, assignment_id: uuid.UUID, marks: Mapping[str, Mark], version: int) -> Sheet:
    """Keep a sheet as a draft, however little is in it.

    EditConflictError if it was changed since `version` was shown and says something else: nothing is dropped.
    """
    reading = locked_reading(juror, assignment_id)
    if refusal := rules.why_not_score(reading, clock.received_at()):
        raise RefusedError(refusal)
    if faults := rules.faults_of_draft(reading, marks):
        raise InvalidError(faults)
    if version != reading.version and (conflicts := rules.conflicts(reading, marks)):
        raise EditConflictError(conflicts)
    return keep_marks(reading, marks)


@db.action
def keep_marks(reading: Reading, marks: Mapping[str, Mark], **stamps: datetime) -> Sheet:
    """Keep what a locked sheet is to say, after every rule was asked; `stamps` are set if anything changes."""
    if reading.sheet is None:
        sheet = _begin(reading, **stamps)
        _keep_marks(reading, sheet, {**reading.marks, **marks})
    elif changed := rules.changed_marks(reading, {**reading.marks, **marks}):
        sheet = _changed(reading.sheet, **stamps)
        _keep_marks(reading, sheet, changed)
    else:
        sheet = reading.sheet
    return sheet


def _begin(reading: Reading, **stamps: Any) -> Sheet:  # noqa: ANN401 # fields of a sheet
    if refusal := why_not_begin(reading.waiting, reading.assignment.round_id):
        raise RefusedError(refusal)
    now, rubric_id = clock.now(), reading.rubric.id
    sheet = Sheet(uuid.uuid4(), reading.assignment.id, rubric_id, rules.DRAFT, "", 1, now, None, now, **stamps)
    rubrics.begin_sheet(reading.rubric.id, reading.rubric.content_hash)
    if not reading.rubric.begun_sheets:
        lock_policy(reading.assignment.round_id)
    db.session().execute(_BEGIN_SHEET, sheet._asdict())
    panels.note_progress(reading.assignment.id, BEGUN)
    return sheet


def _changed(sheet: Sheet, **values: Any) -> Sheet:  # noqa: ANN401 # fields of a sheet
    """Store a sheet's next version."""
    values |= {"version": sheet.version + 1, "changed_at": clock.now()}
    db.session().execute(_CHANGE_SHEET, {"sheet_id": sheet.id, **values})
    return sheet._replace(**values)


def _keep_marks(reading: Reading, sheet: Sheet, marks: Mapping[str, Mark]) -> None:
    rows = [
        {"sheet_id": sheet.id, "criterion_id": c.id, **vars(mark), **_versions(reading, c.key, mark, sheet)}
        for c in reading.criteria
        if (mark := marks.get(c.key)) is not None
    ]
    db.session().execute(db.upsert(Score, "sheet_id", "criterion_id"), rows)


def _versions(reading: Reading, key: str, mark: Mark, sheet: Sheet) -> dict[str, int]:
    """In which versions of the sheet the points and the comment of a criterion were changed last."""
    before, now = rules.entered(reading.marks[key]), rules.entered(mark)
    points, comment = (
        version if same == offered else sheet.version
        for version, same, offered in zip(reading.versions_of(key), before, now, strict=True)
    )
    return {"points_version": points, "comment_version": comment}


@db.action
def hand_in_sheet(juror: User, assignment_id: uuid.UUID, seen_version: int) -> Sheet:
    """Make the stored sheet final. A second time changes nothing.

    InvalidError with everything that is missing; RefusedError if it is not what the juror saw before.
    """
    reading = locked_reading(juror, assignment_id)
    if reading.sheet is not None and reading.is_final:
        return reading.sheet
    now = clock.received_at()
    if refusal := rules.why_not_score(reading, now) or rules.why_not_as_checked(reading, seen_version):
        raise RefusedError(refusal)
    if points := rules.open_points(reading):
        raise InvalidError({"": [point.words for point in points]})
    return make_final(juror, reading)


@db.action
def make_final(juror: User, reading: Reading, **stamps: datetime) -> Sheet:
    """Make a locked sheet final, after every rule was asked, and set its `stamps`."""
    draft, columns = reading.sheet, queries.columns_of(reading.rubric)
    assert draft is not None  # noqa: S101 # a sheet without a row has open points
    if reading.rubric.frozen_at is None:
        rubrics.freeze(reading.rubric.id)
    total = rules.text_of_total(rules.total_of(reading.criteria, reading.marks))
    sheet = _changed(draft, state=rules.FINAL, handed_in_at=clock.now(), total=total, **stamps)
    _keep_line(reading, columns, sheet)
    panels.note_progress(reading.assignment.id, DONE)
    rank_again(reading.assignment.round_id)
    audit.record(juror.id, "hand_in_sheet", "score_sheet", sheet.id, values=_values(reading, sheet))
    return sheet


def _keep_line(reading: Reading, columns: Sequence[Criterion], sheet: Sheet) -> None:
    assert sheet.created_at is not None  # noqa: S101 # it is stored
    assert sheet.handed_in_at is not None  # noqa: S101 # it is final
    moments = (sheet.created_at, sheet.handed_in_at, sheet.late_at, sheet.filled_in_at)
    handed_in = HandedIn(sheet.total, *moments, reading.rubric.content_hash)
    said = said_of((each.key for each in columns), reading.marks, handed_in)
    keep_line(reading.assignment.id, sheet.rubric_id, reading.assignment.number, said)


def _values(reading: Reading, sheet: Sheet) -> dict[str, object]:
    """What the log keeps of a final sheet: points and total as numbers, everything else by its digest."""
    return {
        "assignment": str(reading.assignment.id),
        "submission": str(reading.assignment.submission_id),
        "points": rules.points_of(reading.marks),
        "total": sheet.total,
        "digest": rules.digest_of(sheet.rubric_id, reading.marks),
    }


@db.action
def reopen_sheet(juror: User, assignment_id: uuid.UUID) -> None:
    """Make a final sheet a draft again, while the jury may judge. A draft stays as it is.

    The log keeps what it said; the next handing in says what became of it.
    """
    reading = locked_reading(juror, assignment_id)
    if reading.sheet is None or not reading.is_final:
        return
    if refusal := rules.why_not_reopen(reading, clock.received_at()):
        raise RefusedError(refusal)
    rank_again(reading.assignment.round_id)
    audit.record(juror.id, "reopen_sheet", "score_sheet", reading.sheet.id, values=_values(reading, reading.sheet))
    _changed(reading.sheet, state=rules.DRAFT, handed_in_at=None, total="")
    drop_lines([reading.assignment.id])
    panels.note_progress(reading.assignment.id, BEGUN)
