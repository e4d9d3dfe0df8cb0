"""The people of the demo come in, by the doors that everybody takes: invitations, class codes, forms."""

import secrets
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from app.accounts import actions as accounts
from app.accounts import queries as people
from app.accounts.models import School, SchoolClass, User
from app.accounts.rules import DEMO_PASSWORD
from app.cast import queries, rules
from app.cast.rules import JurorText, PersonText, SchoolText
from app.classes import actions as classes
from app.core import audit, db
from app.core.access import Role
from app.enrolment import actions as enrolment

CODE_DAYS, CODE_USES = 180, 30
HALF = 4  # of a class comes in last year, the other half now


@dataclass(frozen=True)
class Hashes:
    """Two hashes for hundreds of people: hashing for each of them would take longer than all the rest.

    Nobody knows the word behind `of_nobody`, so whoever has it gets in only with a new card or a link.
    """

    of_demo: str
    of_nobody: str


@dataclass
class Troupe:
    """Who has come in so far; `people` by the names they sign in with, `students` by school."""

    hashes: Hashes
    leader: User
    schools: dict[str, School] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    school_admins: dict[str, User] = field(default_factory=dict)
    classes: dict[tuple[str, str], SchoolClass] = field(default_factory=dict)
    students: dict[str, list[User]] = field(default_factory=dict)
    jurors: list[User] = field(default_factory=list)
    chairs: list[User] = field(default_factory=list)

    @property
    def chair(self) -> User:
        """The one who leads every jury."""
        return self.chairs[0]


def scenes_of(
    troupe: Troupe, schools: Sequence[SchoolText], shown: Sequence[PersonText], jurors: Sequence[JurorText],
    last_year: Callable[..., datetime], today: Callable[..., datetime],
) -> Iterator[tuple[datetime, Callable[[], object]]]:  # fmt: skip
    """How everybody comes in: half of each class last year, the other half now."""
    for number, school in enumerate(schools):
        yield last_year(-219, 9 + number % 6, 10), partial(open_school, troupe, school)
        for place, name in enumerate(school.classes):
            names = rules.names_of_class(queries.first_names(), school.key, name, 2 * HALF)
            first = last_year(-214 + place, 8 + number % 5, 30)
            second = today(-88 + place % 5, 8 + number % 5, 15)
            yield first, partial(enrol_class, troupe, school.key, name, names[:HALF])
            yield second, partial(enrol_class, troupe, school.key, name, names[HALF:])
    known = {school.key for school in schools}
    for number, person in enumerate(shown):
        if person.role == Role.STUDENT and known.issuperset(person.schools):
            yield last_year(-206, 11, number), partial(show_student, troupe, person)
        elif person.role not in {Role.STUDENT, Role.ADMIN}:
            local = replace(person, schools=tuple(key for key in person.schools if key in known))
            yield last_year(-213, 14, number), partial(show_staff, troupe, local)
    yield last_year(-80, 15), partial(bring_jurors, troupe, jurors)


def gather() -> Troupe:
    """The first person of all, as an operator makes her on the shell."""
    (leader,) = (person for person in queries.showcase() if person.role == Role.ADMIN)
    hashes = Hashes(
        accounts.hash_of_password(DEMO_PASSWORD), accounts.hash_of_password(secrets.token_urlsafe())
    )  # fmt: skip
    admin = _show(accounts.create_admin(leader.sign_in_name, DEMO_PASSWORD, leader.name))
    return Troupe(hashes, admin, people={leader.sign_in_name: admin})


@db.action
def _show(person: User, login_name: str | None = None) -> User:
    """Note that anybody may sign in as this person: a site for the public refuses to start with such people."""
    row = db.load(User, person.id, to_change=True)
    row.is_demo = True
    row.login_name = login_name or row.login_name
    audit.record(None, "show_in_demo", "user", row.id)
    return people.person(row.id)


def _come(troupe: Troupe, giver: User, name: str, role: Role, *, email: str = "", school: str | None = None) -> User:
    """Somebody of the staff is invited and accepts."""
    school_id = troupe.schools[school].id if school else None
    email = email or rules.address_of(name)
    invitation = enrolment.invite(giver, email=email, name=name, role=role, school_id=school_id)
    is_shown = any(person.sign_in_name == email for person in queries.showcase())
    password_hash = troupe.hashes.of_demo if is_shown else troupe.hashes.of_nobody
    person, _token = enrolment.take_invitation(invitation.id, name=name, password_hash=password_hash)
    return person


# ---------------------------------------------------------------- schools and their staff
@db.action
def open_school(troupe: Troupe, text: SchoolText) -> None:
    """A school with its admin, classes and teachers; each class gets one teacher."""
    school = enrolment.create_school(troupe.leader, text.name)
    troupe.schools[text.key], troupe.students[text.key] = school, []
    admin = _come(troupe, troupe.leader, text.admin, Role.SCHOOL_ADMIN, school=text.key)
    troupe.school_admins[text.key] = admin
    teachers = [_come(troupe, admin, name, Role.TEACHER, school=text.key) for name in text.teachers]
    for number, name in enumerate(text.classes):
        made = enrolment.create_class(admin, school.id, name)
        enrolment.assign_teacher(admin, made.id, teachers[number % len(teachers)].id)
        troupe.classes[text.key, name] = made


@db.action
def show_staff(troupe: Troupe, text: PersonText) -> None:
    """Somebody of the staff as whom anybody may sign in, at each of their schools and classes."""
    for school in text.schools if text.role in {Role.SCHOOL_ADMIN, Role.TEACHER} else (None,):
        person = _come(troupe, troupe.leader, text.name, text.role, email=text.sign_in_name, school=school)
        for name in text.classes:
            if school and (made := troupe.classes.get((school, name))):
                enrolment.assign_teacher(troupe.school_admins[school], made.id, person.id)
    troupe.people[text.sign_in_name] = _show(person)
    companions = {Role.JUROR: troupe.jurors, Role.CHAIR: troupe.chairs}
    companions.get(text.role, []).append(person)


@db.action
def bring_jurors(troupe: Troupe, jurors: Sequence[JurorText]) -> None:
    troupe.jurors += [_come(troupe, troupe.leader, juror.name, Role.JUROR) for juror in jurors]


# ---------------------------------------------------------------- students
@db.action
def enrol_class(troupe: Troupe, school: str, school_class: str, names: Sequence[str]) -> None:
    """A new code on the wall of a class, and students who register with it."""
    admin = troupe.school_admins[school]
    code = classes.create_join_code(
        admin, troupe.classes[school, school_class].id, days=CODE_DAYS, max_uses=CODE_USES
    )  # fmt: skip
    troupe.students[school] += [_enrol(code.code, name, troupe.hashes.of_nobody) for name in names]


def _enrol(code: str, name: str, password_hash: str) -> User:
    student, _token = classes.enrol(code, name, uuid.uuid4().hex, password_hash, "")
    return student


@db.action
def show_student(troupe: Troupe, text: PersonText) -> None:
    """A student as whom anybody may sign in, under a name that is easy to type."""
    (school,), (school_class,) = text.schools, text.classes
    code = classes.create_join_code(
        troupe.school_admins[school], troupe.classes[school, school_class].id, days=1, max_uses=1
    )  # fmt: skip
    student = _enrol(code.code, text.name, troupe.hashes.of_demo)
    troupe.people[text.sign_in_name] = _show(student, text.account)
