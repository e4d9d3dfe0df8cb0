"""Schools, classes and invitations, each from the person who looks after them."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import aliased, joinedload

from app.accounts.models import ClassTeacher, Grant, School, SchoolClass, User
from app.accounts.rules import hash_of_token
from app.core.access import Role
from app.core.db import M, session
from app.core.errors import GoneError, NotFoundError
from app.enrolment import rules
from app.enrolment.models import Invitation


def found(row: M | None) -> M:
    """The row, or NotFoundError."""
    if row is None:
        raise NotFoundError
    return row


# ---------------------------------------------------------------- schools
def _is_run_by(person: User) -> ColumnElement[bool]:
    if Role.ADMIN in person.roles:
        return true()
    return School.id.in_(person.school_ids(Role.SCHOOL_ADMIN))


def every_school() -> list[School]:
    """All there are, for saying to which one somebody belongs."""
    return list(session().scalars(select(School).order_by(School.sort_key, School.id)))


def schools_run_by(person: User) -> list[School]:
    """All schools for the competition's admin, else those of which the person is admin."""
    query = select(School).where(_is_run_by(person)).order_by(School.sort_key, School.id)
    return list(session().scalars(query))


def school_run_by(person: User, school_id: uuid.UUID) -> School:
    return found(session().scalar(select(School).where(School.id == school_id, _is_run_by(person))))


def staff_of(school: School, role: Role) -> list[User]:
    """Who has a role at a school, by name."""
    query = select(User).join(Grant, Grant.user_id == User.id).where(
        Grant.role == role, Grant.school_id == school.id, User.ended_at.is_(None)
    )  # fmt: skip
    return list(session().scalars(query.order_by(User.sort_key, User.id)))


def holders_of(role: Role, school_id: uuid.UUID | None = None) -> list[User]:
    """Who has a role at a school, or for the whole city, by name."""
    of_place = Grant.school_id.is_(None) if school_id is None else Grant.school_id == school_id
    query = select(User).join(Grant, Grant.user_id == User.id).where(Grant.role == role, of_place)
    return list(session().scalars(query.where(User.ended_at.is_(None)).order_by(User.sort_key, User.id)))


def taught_alone_by(teacher: User, school_id: uuid.UUID) -> list[str]:
    """The classes of a school, by name, that only this teacher looks after."""
    other = aliased(ClassTeacher)
    is_shared = select(other.id).where(
        other.school_class_id == ClassTeacher.school_class_id, other.user_id != teacher.id
    )
    query = select(SchoolClass.name).join(ClassTeacher, ClassTeacher.school_class_id == SchoolClass.id)
    query = query.where(SchoolClass.school_id == school_id, SchoolClass.archived_at.is_(None))
    query = query.where(ClassTeacher.user_id == teacher.id, ~is_shared.exists())
    return list(session().scalars(query.order_by(SchoolClass.sort_key)))


def open_city_invitations() -> list[Invitation]:
    """Invitations to roles for the whole city but the jury that were neither accepted nor revoked, newest first."""
    query = select(Invitation).where(
        Invitation.role.in_(rules.CITY_ROLES), Invitation.used_at.is_(None), Invitation.revoked_at.is_(None)
    )
    query = query.options(joinedload(Invitation.user)).order_by(Invitation.created_at.desc(), Invitation.id)
    return list(session().scalars(query))


@dataclass(frozen=True)
class SchoolOverview:
    """What stands on the page of a school. Who does not run it sees only admins and the invitations of admins."""

    admins: list[User]
    teachers: list[User]
    classes: list[SchoolClass]
    unplaced: list[User]
    invitations: list[Invitation]


def overview_of(person: User, school: School) -> SchoolOverview:
    """Four queries, however large the school."""
    is_own = school.id in person.school_ids(Role.SCHOOL_ADMIN)
    people = session().execute(
        select(User, Grant.role)
        .join(Grant, Grant.user_id == User.id)
        .where(Grant.school_id == school.id, Grant.role != Role.STUDENT, User.ended_at.is_(None))
        .order_by(User.sort_key, User.id)
    ).all()  # fmt: skip
    of_school = select(SchoolClass).where(SchoolClass.school_id == school.id)
    return SchoolOverview(
        admins=[user for user, role in people if role == Role.SCHOOL_ADMIN],
        teachers=[user for user, role in people if role == Role.TEACHER and is_own],
        classes=list(session().scalars(of_school.order_by(SchoolClass.sort_key, SchoolClass.id))) if is_own else [],
        unplaced=students_without_class(school) if is_own else [],
        invitations=[each for each in open_invitations(school) if is_own or each.role == Role.SCHOOL_ADMIN],
    )


def students_without_class(school: School) -> list[User]:
    """Students of a school who were taken out of their class, by name."""
    query = select(User).join(Grant, Grant.user_id == User.id).where(
        Grant.role == Role.STUDENT, Grant.school_id == school.id,
        User.school_class_id.is_(None), User.ended_at.is_(None),
    )  # fmt: skip
    return list(session().scalars(query.order_by(User.sort_key, User.id)))


# ---------------------------------------------------------------- invitations
def open_invitations(school: School) -> list[Invitation]:
    """Invitations to a school that were neither accepted nor revoked (expired ones included), newest first."""
    query = select(Invitation).where(
        Invitation.school_id == school.id, Invitation.used_at.is_(None), Invitation.revoked_at.is_(None)
    )
    query = query.options(joinedload(Invitation.user)).order_by(Invitation.created_at.desc(), Invitation.id)
    return list(session().scalars(query))


def invitation_run_by(person: User, invitation_id: uuid.UUID) -> Invitation:
    """An invitation to one of the person's schools, with school; the competition's admin reaches every one."""
    query = select(Invitation).where(Invitation.id == invitation_id).options(joinedload(Invitation.school))
    if Role.ADMIN not in person.roles:
        query = query.where(Invitation.school_id.in_(person.school_ids(Role.SCHOOL_ADMIN)))
    return found(session().scalar(query))


def invitation_with(token: str, now: datetime) -> Invitation:
    """The invitation that a link leads to, with person and school; GoneError if it does not hold any more."""
    query = select(Invitation).where(Invitation.token_hash == hash_of_token(token))
    query = query.options(joinedload(Invitation.user), joinedload(Invitation.school))
    invitation = found(session().scalar(query))
    if reason := rules.why_not_accept(invitation, now):
        raise GoneError(reason)
    return invitation


# ---------------------------------------------------------------- classes
def is_looked_after_by(person: User) -> ColumnElement[bool]:
    """The classes a teacher teaches and all of a school admin's schools, for queries on SchoolClass."""
    taught = select(ClassTeacher.school_class_id).where(ClassTeacher.user_id == person.id)
    of_her_schools = SchoolClass.school_id.in_(person.school_ids(Role.SCHOOL_ADMIN))
    if Role.TEACHER not in person.roles:
        return of_her_schools
    return of_her_schools | SchoolClass.id.in_(taught)


def classes_of(person: User) -> list[SchoolClass]:
    """The classes a teacher teaches and all of a school admin's schools, with school, by school and name."""
    query = select(SchoolClass).join(SchoolClass.school).where(is_looked_after_by(person))
    query = query.options(joinedload(SchoolClass.school))
    return list(session().scalars(query.order_by(School.sort_key, SchoolClass.sort_key, SchoolClass.id)))


def school_class_of(person: User, class_id: uuid.UUID) -> SchoolClass:
    query = select(SchoolClass).where(SchoolClass.id == class_id, is_looked_after_by(person))
    return found(session().scalar(query.options(joinedload(SchoolClass.school))))


def class_run_by(person: User, class_id: uuid.UUID) -> SchoolClass:
    """A class of a school that the person administers; teaching it is not enough."""
    query = select(SchoolClass).join(SchoolClass.school).where(SchoolClass.id == class_id, _is_run_by(person))
    return found(session().scalar(query.options(joinedload(SchoolClass.school))))


def teachers_of(school_class: SchoolClass) -> list[User]:
    query = select(User).join(ClassTeacher, ClassTeacher.user_id == User.id)
    query = query.where(ClassTeacher.school_class_id == school_class.id, User.ended_at.is_(None))
    return list(session().scalars(query.order_by(User.sort_key, User.id)))


def teachers_to_assign(person: User, school_class: SchoolClass) -> list[User]:
    """The teachers of the school who could look after a class as well; for its admin, else nobody."""
    if school_class.school_id not in person.school_ids(Role.SCHOOL_ADMIN):
        return []
    has_class = select(ClassTeacher.user_id).where(ClassTeacher.school_class_id == school_class.id)
    query = select(User).join(Grant, Grant.user_id == User.id).where(
        Grant.role == Role.TEACHER, Grant.school_id == school_class.school_id,
        User.id.not_in(has_class), User.ended_at.is_(None),
    )  # fmt: skip
    return list(session().scalars(query.order_by(User.sort_key, User.id)))
