"""The pages of schools, classes and invitations."""

import pytest
from flask import Flask

from app.accounts import queries as people
from app.accounts.models import School, User
from app.classes import actions as classes
from app.core.access import Role
from app.enrolment import actions, queries
from tests.support.browsers import Browser
from tests.support.classes import link_in_newest_mail
from tests.support.people import PASSWORD, a_class, a_school, a_school_admin, a_student, a_teacher, an_admin

EMAIL = "vera@schule.example"


@pytest.fixture
def admin(app: Flask) -> User:
    del app
    return an_admin()


@pytest.fixture
def school(admin: User) -> School:
    return a_school(admin, "Schule am Westpark")


# ---------------------------------------------------------------- schools and classes
def test_schools_invites_the_first_admin_to_make_one(app: Flask, admin: User) -> None:
    page = Browser(app).sign_in(admin).get("/schools")

    assert "Noch keine Schule" in page.text
    assert "/schools/new" in page.text


def test_schools_shows_a_school_admin_hers_alone(app: Flask, school: School) -> None:
    a_school(name="Zeppelinschule")

    page = Browser(app).sign_in(a_school_admin(school)).get("/schools")

    assert "Schule am Westpark" in page.text
    assert "Zeppelinschule" not in page.text
    assert "/schools/new" not in page.text


def test_create_school_leads_to_its_page(app: Flask, admin: User) -> None:
    browser = Browser(app).sign_in(admin)

    answer = browser.post("/schools/new", {"name": "  Zeppelinschule "})

    assert answer.status_code == 303
    assert "<h1" in browser.get(answer.location).text
    assert [each.name for each in queries.schools_run_by(admin)] == ["Zeppelinschule"]


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("schule am westpark", "Diese Schule gibt es schon."),
        ("", "Dieses Feld ist noch leer. Bitte ausfüllen."),
        ("AB", "Das ist zu kurz. Bitte mindestens 3 Zeichen."),
        ("A" * 121, "Das ist 1 Zeichen zu lang. Erlaubt sind 120."),
    ],
)
def test_create_school_says_what_is_wrong_and_keeps_what_was_typed(
    app: Flask, admin: User, school: School, name: str, error: str
) -> None:
    page = Browser(app).sign_in(admin).post("/schools/new", {"name": name})

    assert page.status_code == 422
    assert page.text.count(error) == 2
    assert f'value="{name}"' in page.text
    assert [each.id for each in queries.schools_run_by(admin)] == [school.id]


def test_create_class_leads_to_its_page(app: Flask, school: School) -> None:
    school_admin = a_school_admin(school)
    browser = Browser(app).sign_in(school_admin)

    answer = browser.post(f"/schools/{school.id}/classes/new", {"name": "10a"})
    again = browser.post(f"/schools/{school.id}/classes/new", {"name": "10A"})

    (made,) = queries.classes_of(people.person(school_admin.id))
    assert answer.location == f"/classes/{made.id}"
    assert again.status_code == 422


def test_classes_tells_a_new_teacher_who_assigns_them(app: Flask, school: School) -> None:
    page = Browser(app).sign_in(a_teacher(school)).get("/classes")

    assert "Die Schuladministration Ihrer Schule ordnet Ihnen Klassen zu." in page.text


def test_assign_teacher_and_release_teacher_return_to_the_class(app: Flask, school: School) -> None:
    colleague, school_admin = a_teacher(school, "Vera"), a_school_admin(school)
    school_class = a_class(a_teacher(school))
    browser, path = Browser(app).sign_in(school_admin), f"/classes/{school_class.id}"

    assigned = browser.post(f"{path}/teachers", {"teacher": str(colleague.id)})
    between = [person.name for person in queries.teachers_of(school_class)]
    released = browser.post(f"{path}/teachers/{colleague.id}/release")

    assert (assigned.location, released.location) == (path, path)
    assert sorted(between) == ["Tarek Thal", "Vera"]
    assert [person.name for person in queries.teachers_of(school_class)] == ["Tarek Thal"]


def test_place_student_takes_somebody_without_a_class_into_one(app: Flask, school: School) -> None:
    teacher, school_admin = a_teacher(school), a_school_admin(school)
    student, other = a_student(a_class(teacher, "10a"), "Mia"), a_class(teacher, "10b")
    classes.remove_student(teacher, student.school_class_id or other.id, student.id)
    browser = Browser(app).sign_in(school_admin)

    offered = browser.get(f"/schools/{school.id}")
    form = {"student": str(student.id), "school_class": str(other.id)}
    placed, again = (browser.post(f"/schools/{school.id}/placements", form) for _time in range(2))

    assert "Ohne Klasse" in offered.text
    assert (placed.location, again.status_code) == (f"/schools/{school.id}", 422)
    assert people.person(student.id).school_class_id == other.id
    assert "Ohne Klasse" not in browser.get(f"/schools/{school.id}").text


@pytest.mark.parametrize("typed", ["", "x", "00000000-0000-4000-8000-000000000000"])
def test_assign_teacher_takes_only_teachers_of_the_school(app: Flask, school: School, typed: str) -> None:
    school_class = a_class(a_teacher(school))

    answer = (
        Browser(app).sign_in(a_school_admin(school)).post(f"/classes/{school_class.id}/teachers", {"teacher": typed})
    )

    assert answer.status_code == 422
    assert len(queries.teachers_of(school_class)) == 1


SCHOOL_PAGES = [
    ("GET", "/schools/{school}"),
    ("GET", "/schools/{school}/invitations/new"),
    ("POST", "/schools/{school}/invitations/new"),
    ("GET", "/schools/{school}/classes/new"),
    ("POST", "/schools/{school}/classes/new"),
    ("POST", "/schools/{school}/placements"),
    ("POST", "/invitations/{invitation}/renew"),
    ("POST", "/invitations/{invitation}/revoke"),
    ("POST", "/classes/{school_class}/teachers"),
    ("POST", "/classes/{school_class}/teachers/{teacher}/release"),
]


@pytest.mark.parametrize(("method", "path"), SCHOOL_PAGES)
def test_a_school_of_others_is_not_there(app: Flask, admin: User, school: School, method: str, path: str) -> None:
    teacher = a_teacher(school)
    school_class = a_class(teacher)
    invitation = actions.invite(admin, email=EMAIL, name="V", role=Role.SCHOOL_ADMIN, school_id=school.id)
    full = path.format(
        school=school.id, invitation=invitation.id, school_class=school_class.id, teacher=teacher.id
    )  # fmt: skip
    form = {"name": "X", "email": "x@schule.example", "role": "teacher", "teacher": str(teacher.id)}

    answer = Browser(app).sign_in(a_school_admin(a_school())).open(full, method, data=form)

    assert answer.status_code == 404
    assert [each.id for each in queries.open_invitations(school)] == [invitation.id]
    assert [person.id for person in queries.teachers_of(school_class)] == [teacher.id]
    assert people.person_named("x@schule.example") is None


@pytest.mark.parametrize("path", ["/schools", "/schools/new", "/classes"])
def test_students_have_no_business_in_schools(app: Flask, school: School, path: str) -> None:
    student = a_student(a_class(a_teacher(school)))

    assert Browser(app).sign_in(student).get(path).status_code == 403
    assert Browser(app).get(path).status_code == 303


# ---------------------------------------------------------------- invitations
def test_invite_sends_a_mail_and_shows_the_open_invitation(app: Flask, admin: User, school: School) -> None:
    browser, path = Browser(app).sign_in(admin), f"/schools/{school.id}"

    answer = browser.post(f"{path}/invitations/new", {"name": "Vera", "email": EMAIL, "role": "school_admin"})

    page = browser.get(path)
    assert answer.location == path
    assert f"Die Einladung ist unterwegs an {EMAIL}." in page.text
    assert "Offene Einladungen" in page.text


@pytest.mark.parametrize("role", ["admin", "juror", "student", "teacher", ""])
def test_invite_offers_the_competitions_admin_school_admins_only(
    app: Flask, admin: User, school: School, role: str
) -> None:
    form = {"name": "Vera", "email": EMAIL, "role": role}

    answer = Browser(app).sign_in(admin).post(f"/schools/{school.id}/invitations/new", form)

    assert answer.status_code == 422
    assert queries.open_invitations(school) == []


@pytest.mark.parametrize("email", ["", "vera", "vera@", "a" * 250 + "@x.de", "vera@schule.example\nBcc: a@b.de"])
def test_invite_takes_mail_addresses_only(app: Flask, admin: User, school: School, email: str) -> None:
    form = {"name": "Vera", "email": email, "role": "school_admin"}

    answer = Browser(app).sign_in(admin).post(f"/schools/{school.id}/invitations/new", form)

    assert answer.status_code == 422
    assert queries.open_invitations(school) == []


def test_renew_invitation_and_revoke_invitation_return_to_the_school(app: Flask, admin: User, school: School) -> None:
    first = actions.invite(admin, email=EMAIL, name="Vera", role=Role.SCHOOL_ADMIN, school_id=school.id)
    browser = Browser(app).sign_in(admin)

    renewed = browser.post(f"/invitations/{first.id}/renew")
    (second,) = queries.open_invitations(school)
    revoked = browser.post(f"/invitations/{second.id}/revoke")

    assert {renewed.location, revoked.location} == {f"/schools/{school.id}"}
    assert second.id != first.id
    assert queries.open_invitations(school) == []


def test_accept_invitation_is_not_used_up_by_looking_at_it(app: Flask, admin: User, school: School) -> None:
    actions.invite(admin, email=EMAIL, name="Vera", role=Role.SCHOOL_ADMIN, school_id=school.id)
    link = link_in_newest_mail(EMAIL)

    pages = [Browser(app).get(link) for _look in range(3)]

    assert [page.status_code for page in pages] == [200] * 3
    assert pages[0].headers["Referrer-Policy"] == "no-referrer"
    for words in ("Willkommen, Vera!", "Schuladministration", "Schule am Westpark", EMAIL):
        assert words in pages[0].text


def test_accept_invitation_signs_new_people_in_and_works_once(app: Flask, admin: User, school: School) -> None:
    actions.invite(admin, email=EMAIL, name="Vera", role=Role.SCHOOL_ADMIN, school_id=school.id)
    link, browser = link_in_newest_mail(EMAIL), Browser(app)
    form = {"name": "Vera Viel", "new_password": PASSWORD}

    first, second = browser.post(link, form), Browser(app).post(link, form)

    assert (first.status_code, first.location) == (303, "/start")
    assert browser.get("/schools").status_code == 200
    assert second.status_code == 410
    assert second.headers["Referrer-Policy"] == "no-referrer"
    assert "Diese Einladung wurde schon benutzt." in second.text
    assert PASSWORD not in second.text


def test_accept_invitation_says_what_is_wrong_with_a_password(app: Flask, admin: User, school: School) -> None:
    actions.invite(admin, email=EMAIL, name="Vera", role=Role.SCHOOL_ADMIN, school_id=school.id)

    page = Browser(app).post(link_in_newest_mail(EMAIL), {"name": "Vera", "new_password": "passwort123"})

    assert page.status_code == 422
    assert "Dieses Passwort ist leicht zu raten." in page.text
    assert "passwort123" not in page.text
    assert "Schule am Westpark" in page.text


def test_accept_invitation_adds_the_role_to_an_account_without_signing_in(
    app: Flask, admin: User, school: School
) -> None:
    teacher, other = a_teacher(school), a_school(admin)
    email, browser = str(teacher.email), Browser(app)
    actions.invite(admin, email=email, name="X", role=Role.SCHOOL_ADMIN, school_id=other.id)

    page = browser.get(link_in_newest_mail(email))
    browser.post(link_in_newest_mail(email), {"name": "Eve", "new_password": "four-new-words-here"})

    assert "Sie haben schon ein Konto." in page.text
    assert people.person(teacher.id).school_ids(Role.SCHOOL_ADMIN) == {other.id}
    assert people.person(teacher.id).name == "Tarek Thal"
    assert browser.get("/schools").status_code == 303


def test_accept_invitation_of_nobody_is_not_there(app: Flask, school: School) -> None:
    assert school.name
    assert Browser(app).get("/invitations/no-such-token").status_code == 404
