"""What every request passes: headers, the gate, and the pages for every no."""

import json

import pytest
from flask import Flask

from app.core import access, db, web
from tests.support.browsers import Browser
from tests.support.people import an_admin

LONG_AGO = "Diese Seite war zu lange offen"


def test_no_page_runs_foreign_or_inline_code(browser: Browser) -> None:
    policy = browser.get("/").headers["Content-Security-Policy"]
    assert policy == web.CONTENT_SECURITY_POLICY
    assert ["unsafe" in policy, "require-trusted-types-for 'script'" in policy] == [False, True]


def test_a_public_page_carries_no_session_and_no_token(app: Flask) -> None:
    response = app.test_client().get("/")
    assert [response.headers.getlist("Set-Cookie"), b"csrf" in response.data] == [[], False]


def test_pages_of_people_are_never_stored(browser: Browser) -> None:
    assert browser.get("/sign-in").headers["Cache-Control"] == "no-store"


def test_every_answer_has_an_id_for_the_log(browser: Browser) -> None:
    ids = {browser.get("/healthz").headers["X-Request-Id"] for _time in range(3)}
    assert [len(id_) for id_ in ids] == [32, 32, 32]


def test_a_page_for_people_asks_to_sign_in_and_comes_back(browser: Browser) -> None:
    response = browser.get("/account?x=1")
    assert (response.status_code, response.headers["Location"]) == (303, "/sign-in?next=%2Faccount%3Fx%3D1")


def test_a_script_that_is_not_signed_in_is_told_so(browser: Browser) -> None:
    response = browser.get("/account", headers={"Accept": "application/json"})
    assert (response.status_code, response.get_json()["code"]) == (401, "sign_in")


def test_what_was_typed_stays_when_the_session_is_over(browser: Browser) -> None:
    response = browser.post(
        "/account/password", {"note": "Mein langer Text\nmit Zeilen", "new_password": "geheim geheim"}
    )
    page = response.get_data(as_text=True)
    assert response.status_code == 401
    assert ["Mein langer Text\nmit Zeilen" in page, "geheim geheim" in page] == [True, False]


def test_a_form_without_a_token_is_refused_and_keeps_its_text(browser: Browser) -> None:
    response = browser.post("/sign-in", {"identifier": "mutiger-otter-417"}, headers={"X-CSRFToken": ""})
    page = response.get_data(as_text=True)
    assert (response.status_code, LONG_AGO in page, "mutiger-otter-417" in page) == (400, True, True)


@pytest.mark.parametrize("site", ["cross-site"])
def test_another_site_may_send_no_forms(browser: Browser, site: str) -> None:
    assert browser.post("/sign-in", {"identifier": "x"}, headers={"Sec-Fetch-Site": site}).status_code == 403


def test_a_body_that_is_too_large_is_refused_before_it_is_read(browser: Browser) -> None:
    assert browser.post("/sign-in", {"identifier": "x" * (web.FORM_MAX_BYTES + 1)}).status_code == 413


def test_a_json_body_disguised_as_text_changes_nothing(browser: Browser) -> None:
    response = browser.post(
        "/sign-in", json.dumps({"identifier": "x"}), content_type="text/plain", headers={"X-CSRFToken": ""}
    )
    assert response.status_code == 400


@pytest.mark.parametrize("path", ["/gibt-es-nicht", "/legal/x", "/language/xx", "/k"])
def test_what_is_not_there_gets_a_friendly_page(browser: Browser, path: str) -> None:
    response = browser.get(path)
    assert (response.status_code, "Diese Seite gibt es nicht" in response.get_data(as_text=True)) == (404, True)


def test_a_database_that_does_not_answer_gives_503_and_says_when_to_come_back(app: Flask) -> None:
    browser = Browser(app).sign_in(an_admin())
    url = db.engine().url.render_as_string(hide_password=False)
    db.connect("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    response = browser.post("/account/password", {"note": "Mein langer Text"})
    db.connect(url)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "10")
    assert ["Mein langer Text" in response.text, browser.get("/account").status_code] == [True, 200]


def test_an_application_with_an_undeclared_view_does_not_start() -> None:
    app = Flask("planted")
    app.add_url_rule("/open", "open", lambda: "")
    with pytest.raises(access.UndeclaredViewError, match="open"):
        access.check_views(app)


def test_figures_are_for_this_machine_only(browser: Browser) -> None:
    browser.get("/")  # so that there is a figure
    near = browser.get("/metrics", environ_overrides={"REMOTE_ADDR": "127.0.0.1"})
    far = browser.get("/metrics", environ_overrides={"REMOTE_ADDR": "203.0.113.9"})
    through = browser.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"})
    assert (near.status_code, far.status_code, through.status_code) == (200, 404, 404)
    assert b"request_seconds_bucket" in near.data


def test_a_violation_of_the_policy_can_be_reported_without_a_token(browser: Browser) -> None:
    report = {"csp-report": {"effective-directive": "script-src"}}
    assert browser.post("/csp-report", json=report, headers={"X-CSRFToken": ""}).status_code == 204


def test_the_language_follows_the_reader(browser: Browser) -> None:
    german, english = browser.get("/"), browser.get("/", headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert ('<html lang="de">' in german.text, '<html lang="en">' in english.text) == (True, True)


def test_a_chosen_language_stays_and_leads_back(browser: Browser) -> None:
    response = browser.get("/language/en?next=/how-it-works")
    assert (response.status_code, response.headers["Location"]) == (303, "/how-it-works")
    assert '<html lang="en">' in browser.get("/").text


def test_choosing_a_language_leads_to_no_other_site(browser: Browser) -> None:
    assert browser.get("/language/en?next=//evil.example").headers["Location"] == "/"
