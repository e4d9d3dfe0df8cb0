"""People, schools and classes, each from somebody who may see them."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts import rules
from app.accounts.models import ClassTeacher, Grant, MagicLink, School, SchoolClass, SignIn, User
from app.core import clock, text
from app.core.access import Role
from app.core.db import session
from app.core.errors import NotFoundError


def person_of_session(token: str, user_id: str) -> User | None:
    """The person of a session that has neither ended nor run out, with grants."""
    query = (
        select(User)
        .join(SignIn, SignIn.user_id == User.id)
        .where(
            SignIn.token_hash == rules.hash_of_token(token),
            SignIn.ended_at.is_(None),
            SignIn.expires_at > clock.now(),
            User.ended_at.is_(None),
        )
        .options(joinedload(User.grants))
    )
    person = session().scalars(query).unique().one_or_none()
    return person if person is not None and str(person.id) == user_id else None


def sign_in_of(person_: User, token: str) -> SignIn | None:
    """The session on this device."""
    query = select(SignIn).where(SignIn.token_hash == rules.hash_of_token(token), SignIn.user_id == person_.id)
    return session().scalar(query)


def person_named(identifier: str) -> User | None:
    """The person with this login name or mail address, with grants."""
    key = text.email_key(identifier)
    column = User.email_key if "@" in key else User.login_name
    query = select(User).where(column == key, User.ended_at.is_(None)).options(joinedload(User.grants))
    return session().scalars(query).unique().one_or_none()


def person(user_id: uuid.UUID) -> User:
    """A person with grants; NotFoundError without one. For actions and commands, not for views."""
    query = select(User).where(User.id == user_id).options(joinedload(User.grants))
    found = session().scalars(query.execution_options(populate_existing=True)).unique().one_or_none()
    if found is None:
        raise NotFoundError
    return found


def magic_link(token: str) -> MagicLink | None:
    return session().scalar(select(MagicLink).where(MagicLink.token_hash == rules.hash_of_token(token)))


def grants_of(person_: User) -> list[Grant]:
    """What a person may do and where, with schools."""
    query = select(Grant).where(Grant.user_id == person_.id).options(joinedload(Grant.school))
    return list(session().scalars(query.order_by(Grant.role, Grant.id)))


def people_with(role: Role) -> list[User]:
    """Everybody who has a role anywhere, by name."""
    query = select(User).join(Grant, Grant.user_id == User.id).where(Grant.role == role, User.ended_at.is_(None))
    return list(session().scalars(query.order_by(User.sort_key, User.id)).unique())


def is_anybody_admin() -> bool:
    return session().scalar(select(Grant.id).where(Grant.role == Role.ADMIN).limit(1)) is not None


def has_demo_people() -> bool:
    return session().scalar(select(User.id).where(User.is_demo, User.ended_at.is_(None)).limit(1)) is not None


def demo_people() -> list[User]:
    """The accounts of the demo that anybody may use, with grants, in the order they were made."""
    query = select(User).where(User.is_demo, User.ended_at.is_(None)).options(joinedload(User.grants))
    return list(session().scalars(query.order_by(User.created_at, User.id)).unique())


def class_of(student: User) -> SchoolClass | None:
    """The class of a student, with its school."""
    if student.school_class_id is None:
        return None
    query = select(SchoolClass).where(SchoolClass.id == student.school_class_id)
    return session().scalar(query.options(joinedload(SchoolClass.school)))


def class_ids_of_teacher(teacher: User) -> list[uuid.UUID]:
    return list(session().scalars(select(ClassTeacher.school_class_id).where(ClassTeacher.user_id == teacher.id)))


def schools_of(person_: User) -> list[School]:
    """All schools for the city's admin and auditor, else those of which the person is admin or teacher."""
    query = select(School).order_by(School.sort_key, School.id)
    if not person_.roles & {Role.ADMIN, Role.AUDITOR}:
        query = query.where(School.id.in_(person_.school_ids(Role.SCHOOL_ADMIN) | person_.school_ids(Role.TEACHER)))
    return list(session().scalars(query))
