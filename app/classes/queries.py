"""Students and codes of a class, from the person who looks after it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Grant, SchoolClass, User
from app.classes.models import JoinCode, Registration
from app.core.access import Role
from app.core.db import session
from app.core.invariants import invariant
from app.enrolment.queries import found, is_looked_after_by, teachers_of, teachers_to_assign


@dataclass(frozen=True)
class ClassOverview:
    """What stands on the page of a class. `teachers_to_assign` is for the school's admin."""

    students: list[User]
    codes: list[JoinCode]
    teachers: list[User]
    teachers_to_assign: list[User]


def overview_of(person: User, school_class: SchoolClass) -> ClassOverview:
    return ClassOverview(
        students_of(school_class),
        codes_of(school_class),
        teachers_of(school_class),
        teachers_to_assign(person, school_class),
    )


def students_of(school_class: SchoolClass) -> list[User]:
    query = select(User).where(User.school_class_id == school_class.id, User.ended_at.is_(None))
    return list(session().scalars(query.order_by(User.sort_key, User.id)))


def student_of(person: User, class_id: uuid.UUID, student_id: uuid.UUID) -> User:
    """A student of a class that the person looks after, with class and school."""
    query = select(User).join(User.school_class).where(
        User.id == student_id, User.ended_at.is_(None), SchoolClass.id == class_id, is_looked_after_by(person)
    )  # fmt: skip
    return found(session().scalar(query.options(joinedload(User.school_class).joinedload(SchoolClass.school))))


def own_row(student: User) -> User:
    """A student with class and school."""
    query = select(User).where(User.id == student.id)
    return found(session().scalar(query.options(joinedload(User.school_class).joinedload(SchoolClass.school))))


def chosen_students(school_class: SchoolClass, ids: Sequence[uuid.UUID]) -> list[User]:
    """Those students of a class whose ids were chosen, by name; other ids are passed over."""
    wanted = set(ids)
    return [student for student in students_of(school_class) if student.id in wanted]


# ---------------------------------------------------------------- codes
def codes_of(school_class: SchoolClass) -> list[JoinCode]:
    """All codes of a class, newest first."""
    query = select(JoinCode).where(JoinCode.school_class_id == school_class.id)
    return list(session().scalars(query.order_by(JoinCode.created_at.desc(), JoinCode.id)))


def code_of(person: User, class_id: uuid.UUID, code_id: uuid.UUID) -> JoinCode:
    """A code of a class that the person looks after, with class and school."""
    query = select(JoinCode).join(JoinCode.school_class).where(
        JoinCode.id == code_id, SchoolClass.id == class_id, is_looked_after_by(person)
    )  # fmt: skip
    return found(session().scalar(query.options(joinedload(JoinCode.school_class).joinedload(SchoolClass.school))))


def code_typed(typed: str, *, to_change: bool = False) -> JoinCode | None:
    """The code that somebody typed (already cleaned), with class and school; locked if it is to be used."""
    query = select(JoinCode).where(JoinCode.code == typed)
    query = query.options(
        joinedload(JoinCode.school_class, innerjoin=True).joinedload(SchoolClass.school, innerjoin=True)
    )
    if to_change:
        query = query.with_for_update(of=JoinCode, key_share=True).execution_options(populate_existing=True)
    return session().scalar(query)


def registration_with(key: str) -> Registration | None:
    return session().scalar(select(Registration).where(Registration.key == key))


# ---------------------------------------------------------------- promises
@invariant("no class code was used more often than it may be")
def _codes_used_too_often() -> list[str]:
    query = select(JoinCode.id).where(JoinCode.use_count > JoinCode.max_uses)
    return [str(id_) for id_ in session().scalars(query)]


@invariant("every student is in a class of the own school, or in none")
def _students_of_other_schools() -> list[str]:
    query = (
        select(User.id)
        .join(SchoolClass, SchoolClass.id == User.school_class_id)
        .join(Grant, and_(Grant.user_id == User.id, Grant.role == Role.STUDENT), isouter=True)
        .where(or_(Grant.id.is_(None), Grant.school_id != SchoolClass.school_id))
    )
    return [str(id_) for id_ in session().scalars(query)]
