"""People for tests, each made as in life: schools by the admin, staff by invitation, students by class code.

    admin = an_admin()
    school = a_school(admin, "Schule am Westpark")
    teacher = a_teacher(school)
    school_class = a_class(teacher, "10a")
    student = a_student(school_class, "Mia")

Everybody's password is PASSWORD, hashed once for all: a hash of its own for each takes longer than the rest.
"""

import itertools
import uuid
from functools import cache

from app.accounts import actions as accounts
from app.accounts import queries as accounts_queries
from app.accounts.models import School, SchoolClass, User
from app.classes import actions as classes
from app.classes.models import JoinCode
from app.classes.queries import codes_of
from app.core.access import Role
from app.enrolment import actions, queries

PASSWORD = "wolke-tisch-apfel-rabe"
_numbers = itertools.count(1)


@cache
def hash_of_everybody() -> str:
    return accounts.hash_of_password(PASSWORD)


def an_admin(name: str = "Ada Admin") -> User:
    """An admin of the whole competition."""
    admin = accounts.add_person(name, email=_address("admin"))
    _set_password(admin)
    accounts.grant(None, admin, Role.ADMIN)
    return accounts_queries.person(admin.id)


def a_school(admin: User | None = None, name: str | None = None) -> School:
    return actions.create_school(admin or _admin_of_all(), name or f"Berufsschule {next(_numbers):04}")


def somebody(role: Role, school: School | None = None, *, name: str = "Robin Rolle", giver: User | None = None) -> User:
    """Somebody of the staff who was invited to a role (of a school) and accepted."""
    giver = giver or _admin_of_all()
    email = _address(role.replace("_", "-"))
    invitation = actions.invite(giver, email=email, name=name, role=role, school_id=school.id if school else None)
    person, _token = actions.take_invitation(invitation.id, name=name, password_hash=hash_of_everybody())
    return person


def a_school_admin(school: School, name: str = "Selma Schulz") -> User:
    return somebody(Role.SCHOOL_ADMIN, school, name=name)


def a_teacher(school: School, name: str = "Tarek Thal") -> User:
    """A teacher, invited by the school's admin (one is made if the school has none)."""
    return somebody(Role.TEACHER, school, name=name, giver=_school_admin_of(school.id))


def a_class(teacher: User, name: str | None = None) -> SchoolClass:
    """A class of the teacher's school that the teacher looks after, with its school."""
    (school_id,) = teacher.school_ids(Role.TEACHER)
    admin = _school_admin_of(school_id)
    made = actions.create_class(admin, school_id, name or f"Klasse {next(_numbers)}")
    actions.assign_teacher(admin, made.id, teacher.id)
    return queries.school_class_of(teacher, made.id)


def a_code(school_class: SchoolClass, *, days: int = 42, max_uses: int = 35) -> JoinCode:
    """A class code, made by the school's admin."""
    return classes.create_join_code(
        _school_admin_of(school_class.school_id), school_class.id, days=days, max_uses=max_uses
    )


def a_student(school_class: SchoolClass, name: str = "Mia") -> User:
    """A student who registered with a code of the class."""
    code = _open_code_of(school_class)
    student, _token = classes.enrol(code.code, name, uuid.uuid4().hex, hash_of_everybody(), PASSWORD)
    return student


def _open_code_of(school_class: SchoolClass) -> JoinCode:
    usable = [code for code in codes_of(school_class) if code.use_count < code.max_uses and not code.revoked_at]
    # Tests travel in time, so this code outlives them all.
    return usable[0] if usable else a_code(school_class, days=3650, max_uses=1000)


def _school_admin_of(school_id: uuid.UUID) -> User:
    school = queries.school_run_by(_admin_of_all(), school_id)
    admins = queries.staff_of(school, Role.SCHOOL_ADMIN)
    return accounts_queries.person(admins[0].id) if admins else a_school_admin(school)


def _admin_of_all() -> User:
    admins = accounts_queries.people_with(Role.ADMIN)
    return accounts_queries.person(admins[0].id) if admins else an_admin()


def _address(who: str) -> str:
    return f"{who}{next(_numbers)}@schule.example"


def _set_password(person: User) -> None:
    accounts.store_password(person.id, hash_of_everybody(), by=person)
