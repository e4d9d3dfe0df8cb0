import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts import queries as people
from app.accounts.actions import is_password_of
from app.accounts.models import User
from app.accounts.rules import DEMO_PASSWORD
from app.cast import actions
from app.cast.actions import Troupe
from app.cast.rules import JurorText, PersonText, SchoolText
from app.classes.queries import students_of
from app.core import audit, db, mail
from app.core.access import Role
from app.core.mail import OutboxMail

SCHOOL = SchoolText("bau", "Berufsschule am Teich", ("MAU 10a", "TIS 10a"), "Georg Stadler", ("Vera Lechner",))


@pytest.fixture
def troupe(app: Flask) -> Troupe:
    """The leader and one school."""
    del app
    troupe = actions.gather()
    actions.open_school(troupe, SCHOOL)
    return troupe


def test_the_leader_is_an_admin_as_whom_anybody_may_sign_in(troupe: Troupe) -> None:
    leader = people.person_named("leitung@demo.funkenflug.example")

    assert leader is not None
    assert (leader.id, leader.is_demo, leader.roles) == (troupe.leader.id, True, frozenset({Role.ADMIN}))
    assert is_password_of(leader, DEMO_PASSWORD)


def test_the_staff_of_a_school_has_come_in_but_nobody_knows_their_passwords(troupe: Troupe) -> None:
    del troupe
    teacher = people.person_named("vera.lechner@demo.funkenflug.example")

    assert teacher is not None
    assert (teacher.is_demo, teacher.roles) == (False, frozenset({Role.TEACHER}))
    assert len(people.class_ids_of_teacher(teacher)) == 2
    assert not is_password_of(teacher, DEMO_PASSWORD)


def test_students_register_with_the_code_of_their_class(troupe: Troupe) -> None:
    actions.enrol_class(troupe, "bau", "MAU 10a", ["Mia K.", "Paul S."])
    actions.enrol_class(troupe, "bau", "MAU 10a", ["Olena T."])

    assert [student.name for student in troupe.students["bau"]] == ["Mia K.", "Paul S.", "Olena T."]
    assert [student.name for student in students_of(troupe.classes["bau", "MAU 10a"])] == [
        "Mia K.",
        "Olena T.",
        "Paul S.",
    ]


def test_a_student_of_the_showcase_signs_in_with_a_name_that_is_easy_to_type(troupe: Troupe) -> None:
    text = PersonText(Role.STUDENT, "Lina K.", "demo-schueler-1", "", ("bau",), ("TIS 10a",))

    actions.show_student(troupe, text)

    student = people.person_named("demo-schueler-1")
    assert student is not None
    assert (student.is_demo, student.roles, is_password_of(student, DEMO_PASSWORD)) == (
        True,
        frozenset({Role.STUDENT}),
        True,
    )


def test_a_school_admin_of_the_showcase_has_all_the_schools_named(troupe: Troupe) -> None:
    actions.open_school(troupe, SchoolText("it", "Berufsschule an der Au", (), "Markus Edlinger", ()))
    text = PersonText(Role.SCHOOL_ADMIN, "Barbara Seidl", "schulleitung", "", ("bau", "it"))

    actions.show_staff(troupe, text)

    shown = troupe.people["schulleitung@demo.funkenflug.example"]
    assert (shown.is_demo, len(shown.school_ids(Role.SCHOOL_ADMIN))) == (True, 2)


def test_jurors_stand_in_the_order_in_which_they_came(troupe: Troupe) -> None:
    actions.show_staff(troupe, PersonText(Role.JUROR, "Mira Sommer", "jury", ""))
    actions.bring_jurors(troupe, [JurorText("Nina Kowalczyk", None), JurorText("Anke Wessel", "bau")])

    assert [juror.name for juror in troupe.jurors] == ["Mira Sommer", "Nina Kowalczyk", "Anke Wessel"]
    assert {str(role) for juror in troupe.jurors for role in juror.roles} == {"juror"}


def test_everything_stands_in_the_log_and_no_mail_waits_to_be_sent(troupe: Troupe) -> None:
    del troupe
    mails = db.session().scalars(select(OutboxMail.state)).all()

    assert audit.verify() == []
    assert mails == ["held", "held"]
    assert mail.send_again() == 0
    assert db.session().scalars(select(User.name).order_by(User.name)).all() == [
        "Georg Stadler", "Helga Brandt (Wettbewerbsleitung)", "Vera Lechner",
    ]  # fmt: skip
