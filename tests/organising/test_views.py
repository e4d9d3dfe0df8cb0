"""The round desk in the browser."""

import re
import uuid
from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.accounts.models import User
from app.core import clock
from app.core.access import Role
from app.rounds import queries
from tests.organising.contests import a_contest
from tests.support import people
from tests.support.browsers import Browser
from tests.support.rounds import (
    JURY_OPENS,
    SUBMIT_CLOSES,
    WRITING,
    a_competition,
    a_round,
    an_announced_round,
)
from tests.support.statements import statements

LATER = SUBMIT_CLOSES + timedelta(hours=6)
ROUND = {
    "title": "Runde 1",
    "lead": "",
    "team_min": "2",
    "team_max": "5",
    "teams_per_person": "1",
    "contact": "Wettbewerbsbüro",
}


@pytest.fixture
def admin(app: Flask) -> User:
    del app
    return people.an_admin()


def wall(moment: datetime) -> str:
    return f"{clock.local(moment):%Y-%m-%dT%H:%M}"


def test_new_round_leads_to_its_desk(browser: Browser, admin: User) -> None:
    competition = a_competition(admin)
    path = f"/competitions/{competition.id}/rounds/new"

    answer = browser.sign_in(admin).post(path, ROUND)

    (planned,) = queries.planned_competitions()[0].rounds
    assert (answer.status_code, answer.location) == (303, f"/rounds/{planned.round.id}/desk")
    assert browser.post(path, ROUND).status_code == 422
    assert browser.get(f"/competitions/{uuid.uuid4()}/rounds/new").status_code == 404


def test_desk_of_a_new_round_shows_what_is_to_be_done(browser: Browser, admin: User) -> None:
    round_ = a_round(admin, categories=())

    page = browser.sign_in(admin).get(f"/rounds/{round_.id}/desk")

    assert page.status_code == 200
    assert "noch nicht sichtbar" in page.text
    assert "Es fehlt noch: mindestens ein Themenfeld." in page.text
    for path in ("edit", "phases", "categories", "form", "rubric", "announce", "jurors", "assignments", "decisions"):
        assert f'href="/rounds/{round_.id}/{path}"' in page.text


def test_desk_counts_what_the_round_has(browser: Browser, app: Flask) -> None:
    del app
    contest = a_contest()

    page = browser.sign_in(contest.ground.admin).get(f"/rounds/{contest.ground.round.id}/desk")

    figures = re.findall(r'table__cell--number"\s+data-label="Wie viele">(\d+)<', page.text)
    assert figures == ["1", "2", "1", "1", "1", "1", "1", "1"]


def test_desk_lets_auditors_read_and_nobody_else(browser: Browser, admin: User) -> None:
    round_ = a_round(admin)
    path = f"/rounds/{round_.id}/desk"

    page = browser.sign_in(people.somebody(Role.AUDITOR)).get(path)

    assert page.status_code == 200
    assert "Einrichten" not in page.text
    assert browser.sign_in(people.somebody(Role.JUROR)).get(path).status_code == 403
    assert browser.sign_in(admin).get(f"/rounds/{uuid.uuid4()}/desk").status_code == 404


def test_desk_costs_at_most_eight_queries(browser: Browser, app: Flask) -> None:
    del app
    contest = a_contest()
    browser.sign_in(contest.ground.admin)

    with statements() as sent:
        page = browser.get(f"/rounds/{contest.ground.round.id}/desk")

    assert page.status_code == 200
    assert len(sent) <= 8


def test_announce_shows_the_round_to_everybody(browser: Browser, admin: User) -> None:
    round_ = a_round(admin)
    path, public = f"/rounds/{round_.id}/announce", "/competitions/innovationswettbewerb-2027/runde-1"
    assert browser.sign_in(admin).get(path).status_code == 200
    assert browser.get(public).status_code == 404

    answer = browser.post(path)

    assert (answer.status_code, answer.location) == (303, f"/rounds/{round_.id}/desk")
    assert browser.get(public).status_code == 200
    assert browser.post(path).status_code == 409


def test_announce_is_closed_while_something_is_missing_and_the_post_says_the_same(
    browser: Browser, admin: User
) -> None:
    path = f"/rounds/{a_round(admin, categories=()).id}/announce"
    words = "Es fehlt noch: mindestens ein Themenfeld."

    page, answer = browser.sign_in(admin).get(path), browser.post(path)

    assert ("disabled" in page.text, words in page.text) == (True, True)
    assert (answer.status_code, words in answer.text) == (409, True)


# ---------------------------------------------------------------- more time
def test_extend_deadline_shows_first_whom_it_concerns_and_then_does_it(browser: Browser, app: Flask) -> None:
    del app
    contest = a_contest()
    round_ = contest.ground.round
    phase = queries.phases_of(round_.id)[1]
    path = f"/rounds/{round_.id}/phases/{phase.id}/extend"
    values = {"closes_at": wall(LATER), "reason": "Netz war weg."}

    with clock.at(WRITING):
        browser.sign_in(contest.ground.admin)
        check = browser.post(path, values)
        unchanged = queries.phases_of(round_.id)[1].closes_at
        done = browser.post(path, {**values, "checked": LATER.isoformat()})

    assert check.status_code == 200
    for words in ("Bitte noch einmal prüfen", "Mo., 29. März 2027, 15:00 Uhr (MESZ)", "Netz war weg.", "2 Personen"):
        assert words in check.text
    assert f'name="checked" value="{LATER.isoformat()}"' in check.text
    assert (unchanged, done.status_code, queries.phases_of(round_.id)[1].closes_at) == (SUBMIT_CLOSES, 303, LATER)


def test_extend_deadline_asks_again_if_the_time_is_changed_after_the_check(browser: Browser, admin: User) -> None:
    round_ = an_announced_round(admin)
    phase = queries.phases_of(round_.id)[1]
    seen = {"reason": "Netz war weg.", "checked": LATER.isoformat()}

    with clock.at(WRITING):
        answer = browser.sign_in(admin).post(
            f"/rounds/{round_.id}/phases/{phase.id}/extend", {**seen, "closes_at": wall(LATER + timedelta(hours=1))}
        )

    assert answer.status_code == 200
    assert "Bitte noch einmal prüfen" in answer.text
    assert queries.phases_of(round_.id)[1].closes_at == SUBMIT_CLOSES


@pytest.mark.parametrize(
    ("closes_at", "status", "words"),
    [
        (SUBMIT_CLOSES - timedelta(minutes=1), 409, "Eine Frist kann nur verlängert werden."),
        (JURY_OPENS + timedelta(minutes=1), 422, "bevor die Phase „Einreichung“"),
    ],
)
@pytest.mark.parametrize("is_checked", [True, False])
def test_extend_deadline_refuses_on_both_steps_and_keeps_what_was_typed(  # fixtures and cases
    browser: Browser, admin: User, closes_at: datetime, status: int, words: str, *, is_checked: bool
) -> None:
    round_ = an_announced_round(admin)
    phase = queries.phases_of(round_.id)[1]
    values = {"closes_at": wall(closes_at), "reason": "Netz war weg."}

    with clock.at(WRITING):
        answer = browser.sign_in(admin).post(
            f"/rounds/{round_.id}/phases/{phase.id}/extend",
            {**values, **({"checked": closes_at.isoformat()} if is_checked else {})},
        )

    assert answer.status_code == status
    for text in (words, wall(closes_at), "Netz war weg."):
        assert text in answer.text
    assert queries.phases_of(round_.id)[1].closes_at == SUBMIT_CLOSES


def test_extend_deadline_needs_a_reason_and_a_time_that_exists_once(browser: Browser, admin: User) -> None:
    round_ = an_announced_round(admin)
    phase = queries.phases_of(round_.id)[2]
    path = f"/rounds/{round_.id}/phases/{phase.id}/extend"

    page = browser.sign_in(admin).post(path, {"closes_at": "2027-10-31T02:30", "reason": ""})

    assert page.status_code == 422
    assert "Diese Uhrzeit gibt es an dem Tag zweimal" in page.text
    assert page.text.count('type="radio"') == 2
    assert 'href="#reason"' in page.text
