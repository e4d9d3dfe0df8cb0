"""Appealing, taking an appeal up and answering it. The row of the team is the lock of its appeals."""

import uuid

from app.accounts.models import User
from app.appeals import mails, queries, rules
from app.appeals.models import Appeal
from app.core import audit, clock, db
from app.core.errors import Refusal, RefusedError
from app.panels.queries import round_to_lead
from app.rounds.models import Round
from app.teams.models import Team
from app.teams.queries import members_of, team_of


@db.action
def appeal(student: User, team_id: uuid.UUID, ground: str, text: str) -> Appeal:
    """Say for the team what went wrong; whoever chairs the jury or runs the competition is told.

    The very same a second time, while it is open, changes nothing.
    """
    db.load(Team, team_id, to_change=True)
    team = team_of(student, team_id)
    for known in queries.appeals_of(team):
        if (known.ground, known.text) == (ground, text) and not rules.is_answered(known):
            return known
    _refuse(queries.why_not_appeal(team, clock.received_at()))
    row = Appeal(
        round_id=team.round_id,
        team_id=team.id,
        ground=ground,
        text=text,
        state=rules.RECEIVED,
        answer="",
        raised_by_id=student.id,
        raised_at=clock.now(),
    )
    db.add(row)
    audit.record(student.id, "appeal", "appeal", row.id, values=rules.noted(row))
    mails.tell_staff(queries.who_answers(team), row, team.round.title)
    return row


def _refuse(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise RefusedError(refusal)


@db.action
def take_up(person: User, round_id: uuid.UUID, appeal_id: uuid.UUID) -> None:
    """Say that an appeal is being looked into; the team is told."""
    round_, row = _locked(person, round_id, appeal_id)
    _refuse(rules.why_not_take_up(row))
    row.state = rules.IN_REVIEW
    _note(person, "take_up_appeal", round_, row, mails.TAKEN_UP)


def _locked(person: User, round_id: uuid.UUID, appeal_id: uuid.UUID) -> tuple[Round, Appeal]:
    round_ = round_to_lead(person, round_id)
    db.load(Team, queries.appeal_in(person, round_.id, appeal_id).team_id, to_change=True)
    return round_, db.locked(queries.appeal_in(person, round_.id, appeal_id))


def _note(person: User, verb: str, round_: Round, row: Appeal, template: str) -> None:
    row.handled_by_id = person.id
    audit.record(person.id, verb, "appeal", row.id, values=rules.noted(row))
    mails.tell_team(members_of(row.team_id), template, row.id, row.team_id, round_.title)


@db.action
def answer(person: User, round_id: uuid.UUID, appeal_id: uuid.UUID, state: str, text: str) -> None:
    """Uphold or reject an appeal, in words that the team reads; once, for good."""
    round_, row = _locked(person, round_id, appeal_id)
    _refuse(rules.why_not_answer(row))
    row.state, row.answer, row.answered_at = state, text, clock.now()
    _note(person, "answer_appeal", round_, row, mails.ANSWERED)
