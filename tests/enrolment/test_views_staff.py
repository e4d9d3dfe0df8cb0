"""The pages of those who lead and audit, and the end of a role."""

from flask import Flask

from app.core.access import Role
from tests.support.browsers import Browser
from tests.support.people import a_school, a_school_admin, a_teacher, an_admin, somebody


def test_staff_lists_who_leads_and_audits_and_invites_more(app: Flask) -> None:
    admin = an_admin("Ada Leitung")
    browser = Browser(app).sign_in(admin)
    values = {"name": "Rolf Revision", "email": "rolf@stadt.example", "role": "auditor"}
    assert browser.post("/staff/invitations/new", values).location == "/staff"
    page = browser.get("/staff").text
    assert "Ada Leitung" in page
    assert "Rolf Revision" in page


def test_end_city_role_keeps_the_last_admin_in_words(app: Flask) -> None:
    admin, auditor = an_admin(), somebody(Role.AUDITOR)
    browser = Browser(app).sign_in(admin)
    answer = browser.post(f"/staff/{admin.id}/admin/end")
    assert answer.status_code == 409
    assert "Laden Sie zuerst eine weitere Person ein." in answer.text
    assert browser.post(f"/staff/{auditor.id}/auditor/end").status_code == 303
    assert browser.post(f"/staff/{auditor.id}/auditor/end").status_code == 404


def test_end_school_role_ends_what_is_open_at_once(app: Flask) -> None:
    school = a_school(an_admin())
    school_admin, teacher = a_school_admin(school), a_teacher(school)
    browser, theirs = Browser(app).sign_in(school_admin), Browser(app).sign_in(teacher)
    assert theirs.get("/classes").status_code == 200
    assert "Zugang beenden" in browser.get(f"/schools/{school.id}").text
    assert browser.post(f"/schools/{school.id}/people/{teacher.id}/teacher/end").status_code == 303
    assert theirs.get("/classes").status_code == 403
