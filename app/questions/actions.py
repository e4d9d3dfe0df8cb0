"""Asking a juror about a sheet that stands out, and the juror's answer. No sheet is ever changed by this."""

import uuid

from app.accounts import queries as people
from app.accounts.models import User
from app.core import audit, clock, db
from app.core.errors import InvalidError, RefusedError
from app.panels.queries import round_of_chair
from app.questions import mails, queries, rules
from app.questions.models import SheetQuestion
from app.questions.queries import OwnQuestion
from app.rounds.queries import phases_of
from app.scoring import actions as scoring


@db.action
def ask(chair: User, round_id: uuid.UUID, sheet_id: uuid.UUID) -> None:
    """Ask the juror of a sheet whether it is meant as it stands; NotFoundError if it stands out no more."""
    round_ = db.locked(round_of_chair(chair, round_id))
    if refusal := rules.why_not_ask(phases_of(round_.id), clock.received_at(), round_.contact):
        raise RefusedError(refusal)
    found = queries.standout_among(queries.standouts_of(round_.id), sheet_id)
    row = SheetQuestion(
        round_id=round_.id,
        sheet_id=found.sheet_id,
        sheet_version=found.version,
        direction=found.direction,
        state=rules.ASKED,
        answer="",
        asked_by_id=chair.id,
        asked_at=clock.now(),
    )
    db.add(row)
    audit.record(chair.id, "ask_about_sheet", "sheet_question", row.id, values=queries.noted_of(row))
    mails.ask(people.person(found.user_id), row.id, found.number, found.direction)


@db.action
def answer(juror: User, question_id: uuid.UUID, choice: str, reason: str) -> OwnQuestion:
    """Leave the sheet as it is and say why, or open it again, which goes until the jury closes.

    InvalidError without a reason; RefusedError if it was answered, or if the sheet stays closed.
    """
    db.load(SheetQuestion, queries.own_question(juror, question_id).question.id, to_change=True)
    found = queries.own_question(juror, question_id)
    if refusal := rules.why_not_answer(found.question):
        raise RefusedError(refusal)
    if faults := rules.faults_of(choice, reason):
        raise InvalidError(faults)
    if choice == rules.REOPENED:
        scoring.reopen_sheet(juror, found.assignment_id)
    row = found.question
    row.state, row.answer, row.answered_at = choice, reason, clock.now()
    audit.record(juror.id, "answer_about_sheet", "sheet_question", row.id, values=queries.noted_of(row))
    return found
