"""Setting schools and classes up, and inviting the staff."""

import uuid

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from app.accounts import actions as accounts
from app.accounts import queries as people
from app.accounts.models import ClassTeacher, School, SchoolClass, User
from app.accounts.rules import hash_of_token, new_token, why_not_grant, why_not_hold
from app.core import audit, clock, db, text
from app.core.access import Role
from app.core.errors import GoneError, InvalidError, NotFoundError, RefusedError
from app.core.i18n import _
from app.enrolment import mails, queries, rules
from app.enrolment.models import Invitation


# ---------------------------------------------------------------- schools and classes
@db.action
def create_school(admin: User, name: str) -> School:
    """InvalidError if there is a school of this name."""
    key = text.name_key(name)
    if db.session().scalar(select(School.id).where(School.name_key == key)) is not None:
        raise InvalidError({"name": [_("Diese Schule gibt es schon.")]})
    school = db.add(School(name=text.clean_line(name), name_key=key, sort_key=text.sort_key(name)))
    audit.record(admin.id, "create_school", "school", school.id)
    return school


@db.action
def create_class(school_admin: User, school_id: uuid.UUID, name: str) -> SchoolClass:
    """InvalidError if the school has a class of this name."""
    school = queries.school_run_by(school_admin, school_id)
    key = text.name_key(name)
    same = select(SchoolClass.id).where(SchoolClass.school_id == school.id, SchoolClass.name_key == key)
    if db.session().scalar(same) is not None:
        raise InvalidError({"name": [_("Diese Klasse gibt es an der Schule schon.")]})
    sort_key = rules.class_sort_key(name)
    row = SchoolClass(school_id=school.id, name=text.clean_line(name), name_key=key, sort_key=sort_key)
    school_class = db.add(row)
    audit.record(school_admin.id, "create_class", "school_class", school_class.id, values={"school": str(school.id)})
    return school_class


@db.action
def assign_teacher(school_admin: User, class_id: uuid.UUID, teacher_id: uuid.UUID) -> None:
    """Let a teacher of the school look after a class; a second time changes nothing."""
    school_class = db.locked(queries.class_run_by(school_admin, class_id))
    teacher = people.person(teacher_id)
    if school_class.school_id not in teacher.school_ids(Role.TEACHER):
        raise NotFoundError
    if teacher.id not in {other.id for other in queries.teachers_of(school_class)}:
        db.add(ClassTeacher(school_class_id=school_class.id, user_id=teacher.id))
        values = {"teacher": str(teacher.id)}
        audit.record(school_admin.id, "assign_teacher", "school_class", school_class.id, values=values)


@db.action
def release_teacher(school_admin: User, class_id: uuid.UUID, teacher_id: uuid.UUID) -> None:
    """Take a teacher out of a class; the class and everything in it stay."""
    school_class = db.locked(queries.class_run_by(school_admin, class_id))
    theirs = (ClassTeacher.school_class_id == school_class.id, ClassTeacher.user_id == teacher_id)
    db.session().execute(delete(ClassTeacher).where(*theirs))
    values = {"teacher": str(teacher_id)}
    audit.record(school_admin.id, "release_teacher", "school_class", school_class.id, values=values)


@db.action
def place_student(school_admin: User, school_id: uuid.UUID, student_id: uuid.UUID, class_id: uuid.UUID) -> None:
    """Put a student of the school who is in no class into one."""
    school = queries.school_run_by(school_admin, school_id)
    school_class = queries.class_run_by(school_admin, class_id)
    if school_class.school_id != school.id or student_id not in {
        each.id for each in queries.students_without_class(school)
    }:
        raise NotFoundError
    student = db.load(User, student_id, to_change=True)
    student.school_class_id = school_class.id
    audit.record(school_admin.id, "place_student", "user", student.id, values={"class": str(school_class.id)})


# ---------------------------------------------------------------- invitations
@db.action
def invite(giver: User, *, email: str, name: str, role: Role, school_id: uuid.UUID | None = None) -> Invitation:
    """Invite somebody to a role by mail. Their row exists from now on, the role once they accept.

    An open invitation of the same person to the same is replaced. InvalidError if the address belongs to a student or
    to somebody who has the role; RefusedError if the giver may not give it.
    """
    giver = people.person(giver.id)
    school = queries.school_run_by(giver, school_id) if school_id is not None else None
    if refusal := why_not_grant(giver, role, school_id):
        raise RefusedError(refusal)
    person = _invited_person(email, name)
    if refusal := why_not_hold(person.roles, role):
        raise InvalidError({"email": [refusal.reason]})
    if any(grant.role == role and grant.school_id == school_id for grant in person.grants):
        raise InvalidError({"email": [_("Diese Person hat die Rolle schon.")]})
    _replace_open_invitations(person, role, school_id)
    token, now = new_token(), clock.now()
    invitation = db.add(
        Invitation(
            token_hash=hash_of_token(token), user_id=person.id, role=role, school_id=school_id,
            invited_by_id=giver.id, created_at=now, expires_at=now + rules.INVITATION_LIFETIME,
        ),
    )  # fmt: skip
    mails.send_invitation(giver, person, role, school, token, invitation.expires_at)
    values = {"person": str(person.id), "role": role, "school": str(school_id or "")}
    audit.record(giver.id, "invite", "invitation", invitation.id, values=values)
    return invitation


def _invited_person(email: str, name: str) -> User:
    known = people.person_named(email)
    if known is not None:
        return known
    try:
        with db.session().begin_nested():
            return accounts.add_person(name, email=email)
    except IntegrityError:
        # Somebody else's invitation to this address was committed between our look and our insert.
        known = people.person_named(email)
        if known is None:
            raise
        return known


def _replace_open_invitations(person: User, role: Role, school_id: uuid.UUID | None) -> None:
    """The row of the person is the lock: of two invitations at once the later one holds."""
    db.locked(person)
    same = (Invitation.user_id == person.id, Invitation.role == role, Invitation.school_id == school_id)
    waiting = (Invitation.used_at.is_(None), Invitation.revoked_at.is_(None))
    db.session().execute(update(Invitation).where(*same, *waiting).values(revoked_at=clock.now()))


@db.action
def end_role(actor: User, person_id: uuid.UUID, role: Role, school_id: uuid.UUID | None = None) -> None:
    """Take a role from somebody, and a teacher out of the classes of the school; nothing of what they did goes.

    RefusedError if nobody would be left for it, or a class without a teacher. What is open to them ends at once.
    """
    # Two who end one another at once must not both succeed: everything is read after the locks were won.
    for each in queries.holders_of(role, school_id):
        db.locked(each)
    actor = people.person(actor.id)
    if school_id is not None:
        queries.school_run_by(actor, school_id)
    elif refusal := why_not_grant(actor, role, None):
        raise RefusedError(refusal)
    holders = queries.holders_of(role, school_id)
    person = next((each for each in holders if each.id == person_id), None)
    if person is None:
        raise NotFoundError
    lone = queries.taught_alone_by(person, school_id) if role == Role.TEACHER and school_id is not None else []
    if refusal := rules.why_not_end(actor, role, len(holders) - 1, lone):
        raise RefusedError(refusal)
    accounts.take_role(actor, person_id, role, school_id)
    if role == Role.TEACHER:
        theirs = select(SchoolClass.id).where(SchoolClass.school_id == school_id)
        of_school = (ClassTeacher.user_id == person_id, ClassTeacher.school_class_id.in_(theirs))
        db.session().execute(delete(ClassTeacher).where(*of_school))


@db.action
def renew_invitation(giver: User, invitation_id: uuid.UUID) -> Invitation:
    """Send a new link for an invitation that was not accepted; the old link stops working."""
    invitation = db.locked(queries.invitation_run_by(giver, invitation_id))
    if refusal := rules.why_not_renew(invitation):
        raise RefusedError(refusal)
    person = people.person(invitation.user_id)
    assert person.email is not None  # noqa: S101 # only people with an address are invited
    role = Role(invitation.role)
    return invite(giver, email=person.email, name=person.name, role=role, school_id=invitation.school_id)


@db.action
def revoke_invitation(giver: User, invitation_id: uuid.UUID) -> Invitation:
    invitation = db.locked(queries.invitation_run_by(giver, invitation_id))
    if refusal := rules.why_not_renew(invitation):
        raise RefusedError(refusal)
    invitation.revoked_at = clock.now()
    audit.record(giver.id, "revoke_invitation", "invitation", invitation.id)
    return invitation


def accept_invitation(token: str, *, name: str, password: str) -> tuple[User, str | None]:
    """Accept with the link from the mail. New people choose name and password and are signed in: the session's token.

    People who had an account get the role and no session: a link of 14 days is no way to sign in.
    GoneError if it is used up, InvalidError for a weak password.
    """
    invitation = queries.invitation_with(token, clock.received_at())
    if not rules.needs_password(invitation.user):
        return take_invitation(invitation.id)
    names = [*name.split(), (invitation.user.email or "").split("@")[0]]
    password_hash = accounts.hash_of_new_password(password, names)
    return take_invitation(invitation.id, name=name, password_hash=password_hash)


@db.action
def take_invitation(
    invitation_id: uuid.UUID, *, name: str = "", password_hash: str | None = None
) -> tuple[User, str | None]:
    """The change behind `accept_invitation`, for whoever has proved that the invitation is theirs."""
    invitation = db.load(Invitation, invitation_id, to_change=True)
    if reason := rules.why_not_accept(invitation, clock.received_at()):
        raise GoneError(reason)
    person = db.load(User, invitation.user_id, to_change=True)
    is_new = rules.needs_password(person)
    if is_new:
        if not name or password_hash is None:
            raise InvalidError({"new_password": [_("Bitte wählen Sie einen Namen und ein Passwort.")]})
        person.name, person.sort_key = text.clean_line(name), text.sort_key(name)
        person.password_hash = password_hash
    invitation.used_at = clock.now()
    accounts.grant(people.person(invitation.invited_by_id), person, Role(invitation.role), invitation.school_id)
    audit.record(person.id, "accept_invitation", "invitation", invitation.id)
    token = accounts.begin_session(person) if is_new else None
    return people.person(person.id), token
