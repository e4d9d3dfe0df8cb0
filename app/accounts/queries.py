"""People, schools and classes, each from somebody who may see them."""

import uuid

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import joinedload

from app.accounts import rules
from app.accounts.models import ClassTeacher, Company, Grant, MagicLink, School, SchoolClass, SignIn, User
from app.core import clock, text
from app.core.access import Role
from app.core.db import session
from app.core.errors import NotFoundError
from app.core.reading import place_of

_user, _grant, _sign_in = User.__table__, Grant.__table__, SignIn.__table__
# Every page of somebody signed in asks this, so it is put together once.
_of_user, _of_grant = list(_user.c), [_grant.c.id, _grant.c.role, _grant.c.school_id]
_USER, _GRANT = place_of(User, _of_user), place_of(Grant, _of_grant, len(_of_user))
_PERSON_OF_SESSION = (
    select(*_of_user, *_of_grant, _sign_in.c.is_shared, _sign_in.c.last_seen_at)
    .join_from(_sign_in, _user, _user.c.id == _sign_in.c.user_id)
    .outerjoin(_grant, _grant.c.user_id == _user.c.id)
    .where(
        _sign_in.c.token_hash == bindparam("token_hash"),
        _sign_in.c.ended_at.is_(None),
        _sign_in.c.expires_at > bindparam("now"),
        or_(_sign_in.c.is_shared.is_(False), _sign_in.c.last_seen_at > bindparam("idle_since")),
        _user.c.ended_at.is_(None),
    )
)


def person_of_session(token: str, user_id: str) -> User | None:
    """The person of a session that has neither ended nor run out, with grants, as they are now: in no session of ours.

    Whoever changes a person loads the row; what is read here is neither expired nor read again by an action.
    """
    now = clock.now()
    values = {"token_hash": rules.hash_of_token(token), "now": now, "idle_since": now - rules.IDLE_MAX}
    rows = session().execute(_PERSON_OF_SESSION, values).all()
    person_: User | None = _USER.object_in(rows[0]) if rows else None
    if person_ is None or str(person_.id) != user_id:
        return None
    vars(person_)["grants"] = [grant for row in rows if (grant := _GRANT.object_in(row)) is not None]
    person_.is_on_shared_device, person_.last_seen_at = rows[0][-2:]
    return person_


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


def company_called(name: str) -> Company | None:
    """The company of this name, however it is spelt."""
    return session().scalar(select(Company).where(Company.name_key == text.company_key(name)))


def company_names(*, for_staff: bool) -> list[str]:
    """Names to suggest to whoever types one: to staff all, to others those that somebody of the staff has written."""
    query = select(Company.name) if for_staff else select(Company.name).where(Company.is_suggested)
    return sorted(session().scalars(query), key=text.sort_key)


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
