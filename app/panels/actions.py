"""Putting a jury together and giving it something to read. Locks come in this order: round, submission, assignment."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, update

from app.accounts import actions as accounts
from app.accounts import queries as people
from app.accounts.models import School, User
from app.conflicts.actions import ties_changed
from app.core import audit, clock, db
from app.core.access import Role
from app.core.errors import EditConflictError, InvalidError, NotFoundError, RefusedError, TextConflict
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
class SeatValues:
    """Where somebody in a jury works, and what they do in it."""

    school_id: uuid.UUID | None = None
    company: str = ""
    is_juror: bool = True
    is_chair: bool = False


@dataclass(frozen=True)
class JurorValues:
    """Whom an admin wants in the jury; the name counts only for somebody who has no account yet."""

    email: str
    name: str
    school_id: uuid.UUID | None = None
    company: str = ""
    is_juror: bool = True
    is_chair: bool = False

    @property
    def seat(self) -> SeatValues:
        return SeatValues(self.school_id, self.company, self.is_juror, self.is_chair)


# ---------------------------------------------------------------- the jury
@db.action
def add_juror(admin: User, round_id: uuid.UUID, values: JurorValues) -> PanelMember:
    """Put somebody into the jury of a round: who is in juries already is told so, everybody else invited by mail.

    InvalidError if the person is in this jury already or must not be a juror at all.
    """
    round_ = db.locked(round_of(admin, round_id))
    known = people.person_named(values.email)
    is_used_to_it = known is not None and not known.roles.isdisjoint({Role.JUROR, Role.CHAIR})
    needed = rules.roles_of(is_juror=values.is_juror, is_chair=values.is_chair)
    if known is None or not is_used_to_it:
        # One mail is enough: accepting it gives the first role, the other one is given now.
        invitation = enrolment.invite(admin, email=values.email, name=values.name, role=needed.pop(0))
        known = people.person(invitation.user_id)
    member = _member(round_, known.id)
    _seat(member, values.seat)
    _give(admin, known, needed)
    if is_used_to_it:
        mails.tell_part(round_, member, known)
    values_ = {"round": str(round_.id), "person": str(known.id), **rules.seat_of(member)}
    audit.record(admin.id, "add_juror", "panel_member", member.id, values=values_)
    return member


def _member(round_: Round, person_id: uuid.UUID) -> PanelMember:
    member = queries.panel_member(round_.id, person_id)
    if member is None:
        return db.add(PanelMember(round_id=round_.id, user_id=person_id))
    if member.removed_at is None:
        raise InvalidError({"email": [_("Diese Person ist schon in der Jury dieser Runde.")]})
    member.removed_at = None
    return member


def _seat(member: PanelMember, values: SeatValues) -> None:
    member.school_id = db.load(School, values.school_id).id if values.school_id is not None else None
    member.company_id = accounts.company_named(values.company, by_staff=True).id if values.company else None
    member.is_juror, member.is_chair = values.is_juror, values.is_chair


def _give(admin: User, person: User, roles: Collection[Role]) -> None:
    for role in roles:
        accounts.grant(admin, person, role)


@db.action
def edit_juror(admin: User, round_id: uuid.UUID, member_id: uuid.UUID, values: SeatValues, version: int) -> list[int]:
    """Change where somebody in the jury works and what they do in it.

    What the person is biased about then and has not begun is taken back: returns the numbers of those ideas.
    RefusedError if something of it is begun; EditConflictError if somebody else has saved since `version` was shown.
    """
    round_ = db.locked(round_of(admin, round_id))
    juror = queries.juror_of(round_.id, member_id)
    member = juror.member
    _check_version(member, values, version)
    part = {"is_juror": values.is_juror, "is_chair": values.is_chair}
    if refusal := rules.why_not_change_part(member, juror.readings, **part):
        raise RefusedError(refusal)
    has_new_part = part != {"is_juror": member.is_juror, "is_chair": member.is_chair}
    _seat(member, values)
    member.version += 1
    taken_back = _take_back_biased(admin, member)
    ties_changed(round_.id)
    if has_new_part:
        _give(admin, member.user, rules.roles_of(**part))
        _take_chair(admin, member)
        mails.tell_part(round_, member, member.user)
    audit.record(admin.id, "edit_juror", "panel_member", member.id, values=rules.seat_of(member))
    return taken_back


def _check_version(member: PanelMember, values: SeatValues, version: int) -> None:
    if version == member.version:
        return
    school = db.load(School, values.school_id).name if values.school_id is not None else ""
    offered = {"school": school, "company": values.company, "part": _part_text(values)}
    stored = rules.seat_text(member)
    if changed := [name for name in offered if offered[name] != stored[name]]:
        raise EditConflictError(
            [TextConflict(name, name, stored[name], offered[name], member.version) for name in changed]
        )


def _part_text(values: SeatValues) -> str:
    return rules.part_text(is_juror=values.is_juror, is_chair=values.is_chair)


def _take_back_biased(admin: User, member: PanelMember) -> list[int]:
    begun = [each.submission.idea.number for each in queries.biased_readings_of(member) if each.state != rules.OPEN]
    if refusal := rules.why_not_become_biased(member, begun):
        raise RefusedError(refusal)
    return take_back_biased(admin, member)


@db.action
def take_back_biased(actor: User, member: PanelMember) -> list[int]:
    """Relieve a juror of what they must not read and have not begun; returns the numbers of those ideas.

    What is begun stays where it is and out of their sight, until the chair has decided about it.
    """
    numbers = {each.id: each.submission.idea.number for each in queries.biased_readings_of(member)}
    biased = [db.load(Assignment, id_, to_change=True) for id_ in numbers]
    unbegun = [each for each in biased if each.state == rules.OPEN]
    for assignment in unbegun:
        withdraw(actor, assignment)
    return [numbers[each.id] for each in unbegun]


def _take_chair(admin: User, member: PanelMember) -> None:
    """Take the role as well from somebody who chairs no jury any more."""
    is_chair = member.is_chair and member.removed_at is None
    if not is_chair and not queries.has_chair_elsewhere(member.user_id, member.id):
        accounts.take_role(admin, member.user_id, Role.CHAIR)


@db.action
def invite_again(admin: User, round_id: uuid.UUID, member_id: uuid.UUID) -> None:
    """Send a new link to a juror who has not accepted yet; the old one stops working."""
    juror = queries.juror_of(round_of(admin, round_id).id, member_id)
    if refusal := rules.why_not_invite_again(juror.member, has_accepted=juror.has_accepted):
        raise RefusedError(refusal)
    person, role = juror.member.user, rules.missing_roles(juror.member)[0]
    enrolment.invite(admin, email=person.email or "", name=person.name, role=role)


@db.action
def remove_juror(admin: User, round_id: uuid.UUID, member_id: uuid.UUID) -> None:
    """Take somebody out of the jury who has nothing to read."""
    round_ = db.locked(round_of(admin, round_id))
    juror = queries.juror_of(round_.id, member_id)
    if refusal := rules.why_not_remove(juror.readings):
        raise RefusedError(refusal)
    juror.member.removed_at = clock.now()
    _take_chair(admin, juror.member)
    audit.record(admin.id, "remove_juror", "panel_member", member_id, values={"round": str(round_.id)})


# ---------------------------------------------------------------- what is read
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


@db.action
def deal(
    admin: User, round_id: uuid.UUID, member_id: uuid.UUID, submission_ids: Collection[uuid.UUID]
) -> list[Assignment]:
    """Give a juror submissions; those that are theirs already stay. A biased one: RefusedError, and none is given."""
    round_ = _round_to_deal(admin, round_id)
    juror = queries.juror_of(round_.id, member_id, only_jurors=True)
    offers = {offer.pile.id: offer for offer in queries.offers_to(juror)}
    if not offers.keys() >= set(submission_ids):
        raise NotFoundError
    chosen = [offers[id_] for id_ in sorted(set(submission_ids), key=str) if offers[id_].assignment_id is None]
    for offer in chosen:
        if offer.refusal:
            raise RefusedError(offer.refusal)
    mails.tell_dealt(round_, [juror.member.user] if chosen else [])
    submissions = [db.load(Submission, offer.pile.id, to_change=True) for offer in chosen]
    return [_assign(admin, each, juror.member) for each in submissions]


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


@db.action
def give(
    person: User, round_: Round, pairs: Collection[tuple[Submission, PanelMember]], reply_by: datetime | None
) -> list[Assignment]:
    """Deal out what the system found, each pair new and allowed; jurors answer until a moment. The round is locked."""
    mails.tell_dealt(round_, {member.id: member.user for _submission, member in pairs}.values())
    return [_assign(person, *pair, is_dealt=True, reply_by=reply_by) for pair in pairs]


def _assign(
    admin: User,
    submission: Submission,
    member: PanelMember,
    *,
    is_dealt: bool = False,
    reply_by: datetime | None = None,
) -> Assignment:
    row = Assignment(
        round_id=submission.round_id,
        submission_id=submission.id,
        panel_member_id=member.id,
        is_dealt=is_dealt,
        assigned_by_id=admin.id,
        reply_by=reply_by,
    )
    db.add(row)
    ids = {"submission": str(submission.id), "juror": str(member.user_id), "round": str(submission.round_id)}
    audit.record(admin.id, "assign", "assignment", row.id, values={**ids, "is_dealt": is_dealt})
    return row


@db.action
def take_back(admin: User, round_id: uuid.UUID, assignment_id: uuid.UUID) -> uuid.UUID:
    """Relieve a juror of a submission whose sheet was not begun; returns the submission's id."""
    round_ = _round_to_deal(admin, round_id)
    assignment = db.locked(queries.assignment_in(round_.id, assignment_id))
    if refusal := rules.why_not_take_back(assignment.state):
        raise RefusedError(refusal)
    withdraw(admin, assignment)
    return assignment.submission_id


@db.action
def withdraw(admin: User, assignment: Assignment) -> None:
    """Take an unbegun reading away; whoever calls this has locked it and asked the rule."""
    values = {"submission": str(assignment.submission_id), "juror": str(assignment.panel_member_id)}
    db.session().delete(assignment)
    audit.record(admin.id, "take_back_assignment", "assignment", assignment.id, values=values)


@db.action
def note_progress(assignment_id: uuid.UUID, state: str) -> None:
    """Repeat for lists how far the sheet of an assignment is; whoever calls this holds its lock."""
    db.session().execute(_NOTE_PROGRESS, {"assignment_id": assignment_id, "state": state})
