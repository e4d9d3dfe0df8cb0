"""Class codes, students who register with them, and their cards."""

import uuid
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from app.accounts import actions as accounts
from app.accounts import queries as people
from app.accounts.models import SchoolClass, User
from app.accounts.rules import new_login_name, passphrase_from
from app.classes import queries, rules
from app.classes.models import JoinCode, Registration
from app.core import audit, clock, db, i18n, text
from app.core.access import Role
from app.core.errors import InvalidError, RefusedError
from app.core.i18n import _
from app.enrolment.queries import school_class_of

_LOGIN_NAME_TRIES = 20


# ---------------------------------------------------------------- class codes
@db.action
def create_join_code(
    teacher: User, class_id: uuid.UUID, *, days: int = rules.CODE_DAYS, max_uses: int = rules.CODE_USES
) -> JoinCode:
    school_class = school_class_of(teacher, class_id)
    now = clock.now()
    code = text.random_code(rules.CODE_LENGTH)
    while queries.code_typed(code) is not None:
        code = text.random_code(rules.CODE_LENGTH)
    row = JoinCode(
        school_class_id=school_class.id, code=code, max_uses=max_uses, created_by_id=teacher.id,
        created_at=now, expires_at=now + clock.seconds(days * 24 * 3600),
    )  # fmt: skip
    db.add(row)
    values = {"class": str(school_class.id), "days": days, "max_uses": max_uses}
    audit.record(teacher.id, "create_join_code", "join_code", row.id, values=values)
    return row


@db.action
def revoke_join_code(teacher: User, class_id: uuid.UUID, code_id: uuid.UUID) -> None:
    """A revoked code lets nobody in; a second time changes nothing."""
    code = db.locked(queries.code_of(teacher, class_id, code_id))
    if code.revoked_at is None:
        code.revoked_at = clock.now()
        audit.record(teacher.id, "revoke_join_code", "join_code", code.id)


# ---------------------------------------------------------------- students
@dataclass(frozen=True)
class NewCard:
    """A passphrase in the only moment in which anybody knows it, for only its hash is kept; None on a blank card."""

    student: User
    passphrase: str | None


def register(typed_code: str, name: str, token: str) -> tuple[NewCard, str]:
    """A new student of the class with this code; returns the card and the session's token.

    `token` comes from the form, and the passphrase from it: the same form sent twice within a few minutes makes one
    student and shows the same card. Every code that does not work is the same InvalidError after the same work.
    """
    passphrase = passphrase_from(token)
    passphrase_hash = accounts.hash_of_password(passphrase)
    key = rules.registration_key(token, typed_code, name)
    student, session_token = enrol(typed_code, name, key, passphrase_hash, passphrase)
    return NewCard(student, passphrase), session_token


@db.action
def enrol(typed_code: str, name: str, key: str, passphrase_hash: str, passphrase: str) -> tuple[User, str]:
    """The change behind `register`. The row of the code is the lock for its uses and for forms that come twice."""
    code = queries.code_typed(text.clean_code(typed_code), to_change=True)
    earlier = queries.registration_with(key)
    if earlier is not None:
        student = _student_again(earlier, passphrase)
        return student, accounts.begin_session(student, is_shared=True)
    if code is None or not rules.is_open(code, code.school_class, clock.received_at()):
        raise InvalidError({"code": [rules.no_such_code()]})
    code.use_count += 1
    student = _new_student(name)
    student.school_class_id, student.password_hash = code.school_class_id, passphrase_hash
    db.add(Registration(key=key, user_id=student.id, join_code_id=code.id))
    accounts.grant(None, student, Role.STUDENT, code.school_class.school_id)
    values = {"class": str(code.school_class_id), "code": str(code.id)}
    audit.record(student.id, "register", "user", student.id, values=values)
    token = accounts.begin_session(student, is_shared=True)
    return people.person(student.id), token


def _student_again(earlier: Registration, passphrase: str) -> User:
    student = people.person(earlier.user_id)
    is_late = clock.now() - earlier.created_at >= rules.SAME_REGISTRATION
    if is_late or not accounts.is_password_of(student, passphrase):
        message = _(
            "Mit dieser Seite wurde schon ein Konto angelegt. Lade sie neu, wenn sich noch jemand anmelden will."
        )
        raise InvalidError({"": [message]})
    return student


def _new_student(name: str) -> User:
    """A person with a pseudonym that nobody has: the database decides, however many register at once."""
    for _try in range(_LOGIN_NAME_TRIES):
        try:
            with db.session().begin_nested():
                return accounts.add_person(name, login_name=new_login_name(), language=i18n.language())
        except IntegrityError:
            continue
    raise RuntimeError("no free login name found")


@db.action
def move_class(student: User, typed_code: str) -> SchoolClass:
    """Go over to another class of the same school with its code; team and ideas stay."""
    code = queries.code_typed(text.clean_code(typed_code), to_change=True)
    if code is None or not rules.is_open(code, code.school_class, clock.received_at()):
        raise InvalidError({"code": [rules.no_such_code()]})
    row = people.person(student.id)
    if refusal := rules.why_not_move(row, code.school_class):
        raise RefusedError(refusal)
    code.use_count += 1
    values = {"from": str(row.school_class_id or ""), "to": str(code.school_class_id), "code": str(code.id)}
    row.school_class_id = code.school_class_id
    audit.record(row.id, "move_class", "user", row.id, values=values)
    return code.school_class


@db.action
def remove_student(teacher: User, class_id: uuid.UUID, student_id: uuid.UUID) -> None:
    """Take a student out of a class; account, team and ideas stay."""
    student = db.locked(queries.student_of(teacher, class_id, student_id))
    student.school_class_id = None
    audit.record(teacher.id, "remove_student", "user", student.id, values={"class": str(class_id)})


def new_cards(teacher: User, class_id: uuid.UUID, student_ids: list[uuid.UUID], token: str) -> list[NewCard]:
    """New passphrases for students of a class; their old ones and all their sessions end.

    `token` comes from the form: sent twice, it gives the same passphrases, so that no printed card is worthless.
    """
    students = queries.chosen_students(school_class_of(teacher, class_id), student_ids)
    passphrases = {student.id: passphrase_from(f"{token} {student.id}") for student in students}
    hashes = {student_id: accounts.hash_of_password(passphrase) for student_id, passphrase in passphrases.items()}
    replace_passphrases(teacher, class_id, hashes)
    return [NewCard(student, passphrases[student.id]) for student in students]


@db.action
def replace_passphrases(teacher: User, class_id: uuid.UUID, hashes: dict[uuid.UUID, str]) -> None:
    """The change behind `new_cards`. NotFoundError if somebody left the class meanwhile: then nothing changes."""
    for student_id in sorted(hashes):  # always in the same order, so that two at once cannot wait for each other
        student = queries.student_of(teacher, class_id, student_id)
        accounts.store_password(student.id, hashes[student_id], by=teacher)
        audit.record(teacher.id, "reset_access", "user", student.id, values={"class": str(class_id)})
