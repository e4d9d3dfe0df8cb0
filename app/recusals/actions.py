"""Answering what was dealt, being biased, and taking sheets out that count no more."""

import uuid

from app.accounts.models import User
from app.conflicts import actions as conflicts
from app.conflicts import rules as conflict_rules
from app.conflicts.models import Conflict, Waiver
from app.conflicts.queries import conflict_in, objection_among
from app.core import audit, clock, db
from app.core.errors import RefusedError
from app.lines.actions import drop_lines
from app.panels.models import Assignment
from app.panels.queries import juror_of, round_of_chair, round_to_lead, submission_to_judge
from app.panels.rules import BEGUN, BIASED, DONE, OPEN, VOIDED
from app.plans.actions import give_back
from app.policies.actions import rank_again
from app.recusals import queries, rules
from app.recusals.models import Voiding
from app.rounds.models import Round
from app.rounds.queries import phases_of
from app.scoring.rules import VOIDED as SHEET_VOIDED


# ---------------------------------------------------------------- the juror
@db.action
def accept(juror: User, round_id: uuid.UUID) -> int:
    """Say yes to everything that is unanswered in a round; returns how much that was."""
    waiting = queries.unanswered_of(juror, round_id)
    for each in waiting:
        assignment = db.locked(each)
        assignment.accepted_at = clock.now()
        audit.record(juror.id, "accept_assignment", "assignment", assignment.id)
    return len(waiting)


@db.action
def decline(juror: User, assignment_id: uuid.UUID, cause: str, relation: str = "other", note: str = "") -> None:
    """Give an idea back. Who is biased may do so at any time: a sheet that is begun is taken out with it.

    What was handed in stays until the chair has decided; the juror sees nothing of it any more.
    """
    reading = queries.own_reading(juror, assignment_id)
    round_, team_id = reading.round, reading.submission.idea.team_id
    assignment = db.locked(reading)
    refusal = rules.why_not_give_back(assignment.state, cause)
    if cause != BIASED:
        refusal = refusal or rules.why_not_answer(phases_of(round_.id), clock.received_at(), round_.contact)
    if refusal:
        raise RefusedError(refusal)
    if cause == BIASED:
        conflicts.note_conflict(juror, juror.id, team_id, relation, note, source=conflict_rules.DECLARED)
    if assignment.state == OPEN:
        give_back(juror, assignment, cause, note)
    elif assignment.state == BEGUN:
        _void(juror, assignment, "")


# ---------------------------------------------------------------- whoever runs the round
@db.action
def note_conflict(
    person: User, round_id: uuid.UUID, member_id: uuid.UUID, submission_id: uuid.UUID, relation: str, note: str
) -> Conflict:
    """Somebody in the jury is biased about an idea; what of it they have not begun comes back."""
    round_ = db.locked(round_to_lead(person, round_id))
    member = juror_of(round_.id, member_id).member
    team_id = queries.must_see(person, round_.id, submission_to_judge(round_.id, submission_id).idea.team_id)
    conflict = conflicts.note_conflict(person, member.user_id, team_id, relation, note)
    give_back_biased(person, round_)
    return conflict


@db.action
def end_conflict(person: User, round_id: uuid.UUID, conflict_id: uuid.UUID, reason: str) -> None:
    round_ = round_to_lead(person, round_id)
    conflict = conflict_in(round_.id, conflict_id)
    queries.must_see(person, round_.id, conflict.team_id)
    if refusal := rules.why_not_oneself(person.id, conflict.user_id):
        raise RefusedError(refusal)
    conflicts.end_conflict(person, round_.id, conflict_id, reason)


@db.action
def answer_objection(
    person: User, round_id: uuid.UUID, objection_id: uuid.UUID, member_ids: list[uuid.UUID], answer: str
) -> None:
    """Say whom an objection of a team concerns, or that it concerns nobody; unbegun readings come back."""
    round_ = db.locked(round_to_lead(person, round_id))
    objection_among(queries.objections_for(person, round_.id), objection_id)
    people = [juror_of(round_.id, id_).member.user_id for id_ in member_ids]
    conflicts.answer_objection(person, round_.id, objection_id, people, answer)
    give_back_biased(person, round_)


@db.action
def give_back_biased(person: User, round_: Round) -> None:
    """Everything unbegun that somebody biased has comes back into the pool."""
    for each in queries.biased_readings_in(round_.id):
        if each.state == OPEN:
            give_back(person, db.load(Assignment, each.assignment_id, to_change=True), BIASED)


@db.action
def void(chair: User, round_id: uuid.UUID, assignment_id: uuid.UUID, reason: str) -> None:
    """Take the sheet of somebody biased out of everything that counts; it stays as it was, with the reason."""
    round_ = db.locked(round_of_chair(chair, round_id))
    reading = queries.biased_reading_for(chair, round_.id, assignment_id)
    if refusal := rules.why_not_void(reading.state, is_biased=True):
        raise RefusedError(refusal)
    _void(chair, db.load(Assignment, assignment_id, to_change=True), reason)


def _void(actor: User, assignment: Assignment, reason: str) -> None:
    sheet, digest = queries.sheet_of(assignment.id)
    was_final = assignment.state == DONE
    sheet.state, sheet.version, assignment.state = SHEET_VOIDED, sheet.version + 1, VOIDED
    said = {"assignment": str(assignment.id), "total": sheet.total, "digest": digest}
    audit.record(actor.id, "void_sheet", "score_sheet", sheet.id, values=said, reason=reason)
    if was_final:
        drop_lines([assignment.id])
        rank_again(assignment.round_id)
    row = Voiding(
        round_id=assignment.round_id,
        assignment_id=assignment.id,
        reason=reason,
        voided_by_id=actor.id,
    )
    db.add(row)
    values = {"submission": str(assignment.submission_id), "was_final": was_final}
    audit.record(actor.id, "void_assignment", "voided_assignment", assignment.id, values=values, reason=reason)


@db.action
def waive(chair: User, round_id: uuid.UUID, member_id: uuid.UUID, submission_id: uuid.UUID, reason: str) -> Waiver:
    """Let somebody biased judge an idea all the same; only the chair may, and the reason goes into the protocol."""
    round_ = db.locked(round_of_chair(chair, round_id))
    reader, team_id = queries.reader_for(chair, round_.id, submission_id, member_id)
    user_id = reader.juror.member.user_id
    if refusal := rules.why_not_waive(reader.refusal) or rules.why_not_oneself(chair.id, user_id):
        raise RefusedError(refusal)
    return conflicts.waive(chair, round_.id, user_id, team_id, reason)
