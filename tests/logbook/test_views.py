"""The log in the browser."""

import re

import pytest
from flask import Flask

from app.accounts.models import User
from app.core.access import Role
from tests.support import people
from tests.support.browsers import Browser
from tests.support.rounds import a_round, an_announced_round


@pytest.fixture
def admin(app: Flask) -> User:
    del app
    return people.an_admin()


def test_audit_log_says_in_words_who_did_what(browser: Browser, admin: User) -> None:
    an_announced_round(admin)

    page = browser.sign_in(admin).get("/audit?kind=round")

    for words in ("Ada Admin", "hat eine Runde angekündigt", "hat eine Runde angelegt", "team_max: 5"):
        assert words in page.text
    assert "hat einen Wettbewerb angelegt</td>" not in page.text
    assert "Kein Eintrag passt" in browser.get("/audit?kind=round&action=sign_in").text


def test_audit_log_is_for_admins_and_auditors(browser: Browser, admin: User) -> None:
    statuses = [
        browser.sign_in(person).get(path).status_code
        for person in (admin, people.somebody(Role.AUDITOR), people.a_teacher(people.a_school(admin)))
        for path in ("/audit", "/audit/check")
    ]

    assert statuses == [200, 200, 200, 200, 403, 403]


def test_audit_log_leads_to_older_and_back_to_newer_events(browser: Browser, admin: User) -> None:
    for number in range(12):
        a_round(admin, title=f"Runde {number}")
    browser.sign_in(admin)

    first = browser.get("/audit?kind=phase&action=")
    older = re.findall(r'href="(/audit\?before=\d+[^"]*)"', browser.get("/audit").text)
    second = browser.get(older[0].replace("&amp;", "&"))

    assert "Ältere" not in first.text
    assert ("Neuere" in second.text, "kind=" in older[0]) == (True, True)


@pytest.mark.parametrize("query", ["before=x", "after=-1", "kind=%00", "before=99999999999999999999", "action=<b>"])
def test_audit_log_takes_nonsense_calmly(browser: Browser, admin: User, query: str) -> None:
    assert browser.sign_in(admin).get(f"/audit?{query}").status_code == 200


def test_check_log_says_that_all_is_well(browser: Browser, admin: User) -> None:
    an_announced_round(admin)

    assert "Alles stimmt" in browser.sign_in(admin).get("/audit/check").text
