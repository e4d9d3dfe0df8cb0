"""Putting a jury together and giving it something to read. Locks come in this order: round, submission, assignment."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import bindparam, update

from app.accounts import queries as people
from app.accounts.models import School, User
from app.core import audit, clock, db
from app.core.access import Role
from app.core.errors import InvalidError, NotFoundError, RefusedError
from app.core.i18n import _
from app.enrolment import actions as enrolment
from app.ideas.models import Submission
from app.panels import mails, queries, rules
from app.panels.models import Assignment, PanelMember
from app.panels.queries import Choice, Reader
from app.rounds.models import Round
from app.rounds.queries import phases_of, round_of

_ASSIGNMENTS = db.table(Assignment)
_NOTE_PROGRESS = update(_ASSIGNMENTS).where(_ASSIGNMENTS.c.id == bindparam("assignment_id"))


@dataclass(frozen=True)
class JurorValues:
    """Whom an admin wants in the jury; the name counts only for somebody who has no account yet."""

    email: str
    name: str
    school_id: uuid.UUID | None = None


@db.action
def add_juror(admin: User, round_id: uuid.UUID, values: JurorValues) -> PanelMember:
    """Put somebody into the jury of a round: who is a juror already is told so, everybody else invited by mail.

    InvalidError if the person is in this jury already or must not be a juror at all.
    """
    round_ = db.locked(round_of(admin, round_id))
    school = db.load(School, values.school_id) if values.school_id is not None else None
    known = people.person_named(values.email)
    is_juror = known is not None and Role.JUROR in known.roles
    person_id = known.id if known is not None and is_juror else _invite(admin, values)
    member = _member(round_, person_id, school)
    if known is not None and is_juror:
        mails.tell_added(round_, member, known)
    audit.record(
        admin.id,
        "add_juror",
        "panel_member",
        member.id,
        values={"round": str(round_.id), "person": str(person_id), "school": str(values.school_id or "")},
    )
    return member


def _invite(admin: User, values: JurorValues) -> uuid.UUID:
    return enrolment.invite(admin, email=values.email, name=values.name, role=Role.JUROR).user_id


def _member(round_: Round, person_id: uuid.UUID, school: School | None) -> PanelMember:
    school_id = school.id if school is not None else None
    member = queries.panel_member(round_.id, person_id)
    if member is None:
        return db.add(PanelMember(round_id=round_.id, user_id=person_id, school_id=school_id))
    if member.removed_at is None:
        raise InvalidError({"email": [_("Diese Person ist schon in der Jury dieser Runde.")]})
    member.removed_at, member.school_id = None, school_id
    return member


@db.action
def invite_again(admin: User, round_id: uuid.UUID, member_id: uuid.UUID) -> None:
    """Send a new link to a juror who has not accepted yet; the old one stops working."""
    juror = queries.juror_of(round_of(admin, round_id).id, member_id)
    if refusal := rules.why_not_invite_again(juror.member, has_accepted=juror.has_accepted):
        raise RefusedError(refusal)
    person = juror.member.user
    enrolment.invite(admin, email=person.email or "", name=person.name, role=Role.JUROR)


@db.action
def remove_juror(admin: User, round_id: uuid.UUID, member_id: uuid.UUID) -> None:
    """Take somebody out of the jury who has nothing to read."""
    round_ = db.locked(round_of(admin, round_id))
    juror = queries.juror_of(round_.id, member_id)
    if refusal := rules.why_not_remove(juror.readings):
        raise RefusedError(refusal)
    juror.member.removed_at = clock.now()
    audit.record(admin.id, "remove_juror", "panel_member", member_id, values={"round": str(round_.id)})


@db.action
def assign(
    admin: User, round_id: uuid.UUID, submission_id: uuid.UUID, member_ids: Collection[uuid.UUID]
) -> list[Assignment]:
    """Give a submission to jurors; who has it already keeps it. One who is biased: RefusedError, and nobody gets it."""
    round_ = _round_to_deal(admin, round_id)
    db.load(Submission, queries.submission_to_judge(round_.id, submission_id).id, to_change=True)
    choice = queries.choice_for(round_.id, submission_id)
    chosen = _chosen(choice, set(member_ids))
    for reader in chosen:
        if reader.refusal:
            raise RefusedError(reader.refusal)
    members = [reader.juror.member for reader in chosen]
    mails.tell_dealt(round_, [member.user for member in members])
    return [_assign(admin, choice.submission, member) for member in members]


def _chosen(choice: Choice, member_ids: set[uuid.UUID]) -> list[Reader]:
    """Those among the chosen who do not have the submission yet; NotFoundError if somebody is not in this jury."""
    if member_ids - {reader.juror.member.id for reader in choice.readers}:
        raise NotFoundError
    return [reader for reader in choice.others if reader.juror.member.id in member_ids]


def _round_to_deal(admin: User, round_id: uuid.UUID) -> Round:
    """The round, locked: nobody leaves the jury while somebody gives them something to read."""
    round_ = db.locked(round_of(admin, round_id))
    if refusal := rules.why_not_deal(phases_of(round_.id), clock.received_at(), round_.contact):
        raise RefusedError(refusal)
    return round_


def _assign(admin: User, submission: Submission, member: PanelMember) -> Assignment:
    row = Assignment(
        round_id=submission.round_id,
        submission_id=submission.id,
        panel_member_id=member.id,
        assigned_by_id=admin.id,
    )
    db.add(row)
    values = {"submission": str(submission.id), "juror": str(member.user_id), "round": str(submission.round_id)}
    audit.record(admin.id, "assign", "assignment", row.id, values=values)
    return row


@db.action
def take_back(admin: User, round_id: uuid.UUID, assignment_id: uuid.UUID) -> uuid.UUID:
    """Relieve a juror of a submission whose sheet was not begun; returns the submission's id."""
    round_ = _round_to_deal(admin, round_id)
    assignment = db.locked(queries.assignment_in(round_.id, assignment_id))
    if refusal := rules.why_not_take_back(assignment):
        raise RefusedError(refusal)
    values = {"submission": str(assignment.submission_id), "juror": str(assignment.panel_member_id)}
    db.session().delete(assignment)
    audit.record(admin.id, "take_back_assignment", "assignment", assignment.id, values=values)
    return assignment.submission_id


@db.action
def note_progress(assignment_id: uuid.UUID, state: str) -> None:
    """Repeat for lists how far the sheet of an assignment is; whoever calls this holds its lock."""
    db.session().execute(_NOTE_PROGRESS, {"assignment_id": assignment_id, "state": state})
