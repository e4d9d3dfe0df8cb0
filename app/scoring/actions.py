"""Filling in, handing in and opening again a score sheet. The row of the assignment is the lock of its sheet."""

import uuid
from collections.abc import Mapping

from app.accounts.models import User
from app.core import audit, clock, db
from app.core.errors import EditConflictError, InvalidError, RefusedError
from app.panels import actions as panels
from app.panels.rules import BEGUN, DONE
from app.rubrics import actions as rubrics
from app.rubrics.rules import Mark
from app.scoring import queries, rules
from app.scoring.models import Score, ScoreSheet
from app.scoring.rules import Reading


def _locked_reading(juror: User, assignment_id: uuid.UUID) -> Reading:
    """The sheet as it is now, read after the lock was won: whoever held it before may have changed everything."""
    queries.locked_assignment_of(juror, assignment_id)
    return queries.reading_of(juror, assignment_id)


@db.action
def save_sheet(juror: User, assignment_id: uuid.UUID, marks: Mapping[str, Mark], version: int) -> ScoreSheet:
    """Keep a sheet as a draft, however little is in it.

    EditConflictError if it was changed since `version` was shown and says something else: nothing is dropped.
    """
    reading = _locked_reading(juror, assignment_id)
    if refusal := rules.why_not_score(reading, clock.received_at()):
        raise RefusedError(refusal)
    if faults := rules.faults_of_draft(reading, marks):
        raise InvalidError(faults)
    if version != reading.version and (conflicts := rules.conflicts(reading, marks)):
        raise EditConflictError(conflicts)
    sheet = reading.sheet or _begin(reading)
    if rules.conflicts(reading, marks) or not sheet.version:
        _store(reading, sheet, marks)
    return sheet


def _begin(reading: Reading) -> ScoreSheet:
    panels.note_progress(reading.assignment, BEGUN)
    return db.add(ScoreSheet(assignment_id=reading.assignment.id, rubric_id=reading.rubric.id, version=0))


def _store(reading: Reading, sheet: ScoreSheet, marks: Mapping[str, Mark]) -> None:
    for criterion in reading.criteria:
        mark = marks.get(criterion.key, Mark())
        score = reading.scores.get(criterion.key) or Score(sheet_id=sheet.id, criterion_id=criterion.id)
        score.points, score.is_skipped, score.comment = mark.points, mark.is_skipped, mark.comment
        db.add(score)
    sheet.version += 1
    sheet.changed_at = clock.now()


@db.action
def hand_in_sheet(juror: User, assignment_id: uuid.UUID, seen_version: int) -> ScoreSheet:
    """Make the stored sheet final. A second time changes nothing.

    InvalidError with everything that is missing; RefusedError if it is not what the juror saw before.
    """
    reading = _locked_reading(juror, assignment_id)
    if reading.sheet is not None and reading.is_final:
        return reading.sheet
    now = clock.received_at()
    if refusal := rules.why_not_score(reading, now) or rules.why_not_as_checked(reading, seen_version):
        raise RefusedError(refusal)
    if points := rules.open_points(reading):
        raise InvalidError({"": [point.words for point in points]})
    assert reading.sheet is not None  # noqa: S101 # a sheet without a row has open points
    _make_final(juror, reading, reading.sheet)
    return reading.sheet


def _make_final(juror: User, reading: Reading, sheet: ScoreSheet) -> None:
    if reading.rubric.frozen_at is None:
        rubrics.freeze(reading.rubric.id)
    sheet.state, sheet.handed_in_at = rules.FINAL, clock.now()
    sheet.total = rules.text_of_total(rules.total_of(reading.criteria, reading.marks))
    sheet.version += 1
    panels.note_progress(reading.assignment, DONE)
    audit.record(juror.id, "hand_in_sheet", "score_sheet", sheet.id, values=_values(reading, sheet))


def _values(reading: Reading, sheet: ScoreSheet) -> dict[str, object]:
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
    reading = _locked_reading(juror, assignment_id)
    if reading.sheet is None or not reading.is_final:
        return
    if refusal := rules.why_not_reopen(reading, clock.received_at()):
        raise RefusedError(refusal)
    sheet = reading.sheet
    values = _values(reading, sheet)
    sheet.state, sheet.handed_in_at, sheet.total = rules.DRAFT, None, ""
    sheet.version += 1
    panels.note_progress(reading.assignment, BEGUN)
    audit.record(juror.id, "reopen_sheet", "score_sheet", sheet.id, values=values)
