"""Times of phases as an admin types them, nights with a change of clocks included."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app.accounts.models import User
from app.core import clock
from app.organising.actions import create_round
from app.rounds import queries
from app.rounds.actions import RoundValues
from app.rounds.models import Round
from tests.support import people
from tests.support.browsers import Browser
from tests.support.rounds import (
    OPENS,
    REGISTERING,
    SUBMIT_CLOSES,
    WRITING,
    a_competition,
    a_round,
    an_announced_round,
)


@pytest.fixture
def admin(app: Flask) -> User:
    del app
    return people.an_admin()


@pytest.fixture
def desk(browser: Browser, admin: User) -> Browser:
    """A browser in which the admin is signed in."""
    return browser.sign_in(admin)


def wall(moment: datetime) -> str:
    return f"{clock.local(moment):%Y-%m-%dT%H:%M}"


def a_phase(kind: str, opens: str, closes: str, **values: str) -> dict[str, str]:
    return {"kind": kind, "opens_at": opens, "closes_at": closes, "grace_minutes": "0", **values}


def empty_round(admin: User) -> Round:
    """A round without phases."""
    return create_round(admin, a_competition(admin).id, RoundValues("Runde 1", contact="Büro"))


def version_in(page: str) -> str:
    """The version that the form would send back."""
    return str(re.findall(r'name="version"\s+value="(\d+)"', page)[0])


def test_add_phase_takes_times_as_clocks_in_munich_show_them(desk: Browser, admin: User) -> None:
    round_ = empty_round(admin)

    answer = desk.post(
        f"/rounds/{round_.id}/phases/new", a_phase("submit", "2027-03-27T12:00", "2027-03-29T12:00", grace_minutes="30")
    )

    (phase,) = queries.phases_of(round_.id)
    assert answer.status_code == 303
    assert (phase.opens_at, phase.closes_at) == (
        datetime(2027, 3, 27, 11, tzinfo=UTC),
        datetime(2027, 3, 29, 10, tzinfo=UTC),
    )
    assert phase.grace_minutes == 30


def test_add_phase_asks_back_for_an_hour_that_does_not_exist(desk: Browser, admin: User) -> None:
    path = f"/rounds/{empty_round(admin).id}/phases/new"

    page = desk.post(path, a_phase("submit", "2027-03-28T02:30", "2027-04-01T12:00"))

    assert page.status_code == 422
    assert "Diese Uhrzeit gibt es an dem Tag nicht" in page.text
    assert "Meinen Sie So., 28. März 2027, 03:30 Uhr (MESZ)?" in page.text
    assert 'value="2027-03-28T02:30"' in page.text
    assert 'name="opens_fold"' not in page.text


@pytest.mark.parametrize(("fold", "hour"), [("0", 0), ("1", 1)])
def test_add_phase_asks_which_of_two_equal_hours_is_meant(desk: Browser, admin: User, fold: str, hour: int) -> None:
    round_ = empty_round(admin)
    path = f"/rounds/{round_.id}/phases/new"
    values = a_phase("submit", "2027-10-01T08:00", "2027-10-31T02:30")
    assert "closes_fold" not in desk.get(path).text

    page = desk.post(path, values)

    assert page.status_code == 422
    assert "Diese Uhrzeit gibt es an dem Tag zweimal" in page.text
    assert page.text.count('type="radio"') == 2
    assert "opens_fold" not in page.text
    assert desk.post(path, {**values, "closes_fold": fold}).status_code == 303
    (phase,) = queries.phases_of(round_.id)
    assert phase.closes_at == datetime(2027, 10, 31, hour, 30, tzinfo=UTC)
    again = desk.get(f"/rounds/{round_.id}/phases/{phase.id}").text
    assert re.findall(r'value="(.)"\s+checked', again) == [fold]


@pytest.mark.parametrize("year", ["0001", "1999", "2101", "9999"])
def test_add_phase_refuses_years_of_other_ages(desk: Browser, admin: User, year: str) -> None:
    path = f"/rounds/{empty_round(admin).id}/phases/new"

    page = desk.post(path, a_phase("submit", f"{year}-01-01T00:00", "2027-04-01T12:00"))

    assert page.status_code == 422
    assert "Bitte ein Jahr zwischen 2000 und 2100 eintragen." in page.text


def test_add_phase_names_both_phases_that_clash_and_keeps_what_was_typed(desk: Browser, admin: User) -> None:
    path = f"/rounds/{a_round(admin).id}/phases/new"

    page = desk.post(path, a_phase("submit", wall(WRITING), wall(SUBMIT_CLOSES + timedelta(days=9))))

    assert page.status_code == 422
    assert "Zwei Phasen „Einreichung“ überschneiden sich" in page.text
    assert "Die Phase „Jury“ beginnt Di., 30. März 2027, 09:00 Uhr (MESZ), bevor die Phase „Einreichung“" in page.text
    assert f'value="{wall(WRITING)}"' in page.text


def test_add_phase_refuses_an_end_before_the_beginning(desk: Browser, admin: User) -> None:
    path = f"/rounds/{empty_round(admin).id}/phases/new"

    page = desk.post(path, a_phase("submit", "2027-04-02T12:00", "2027-04-02T12:00"))

    assert page.status_code == 422
    assert "Das Ende muss nach dem Beginn liegen." in page.text


def test_edit_phase_offers_what_is_stored_and_stores_what_is_changed(desk: Browser, admin: User) -> None:
    round_ = a_round(admin)
    register = queries.phases_of(round_.id)[0]
    path = f"/rounds/{round_.id}/phases/{register.id}"
    assert f'value="{wall(OPENS)}"' in desk.get(path).text

    answer = desk.post(path, a_phase("register", wall(OPENS), wall(REGISTERING), version="1"))

    assert answer.status_code == 303
    assert queries.phases_of(round_.id)[0].closes_at == REGISTERING


def test_edit_phase_refuses_to_shorten_what_is_announced_and_returns_everything_typed(
    desk: Browser, admin: User
) -> None:
    round_ = an_announced_round(admin)
    submit = queries.phases_of(round_.id)[1]

    page = desk.post(
        f"/rounds/{round_.id}/phases/{submit.id}", a_phase("submit", wall(OPENS), wall(WRITING), version="1")
    )

    assert page.status_code == 409
    assert "Sie kann nur verlängert werden." in page.text
    assert wall(WRITING) in page.text
    assert queries.phases_of(round_.id)[1].closes_at == SUBMIT_CLOSES


def test_edit_phase_shows_the_times_that_another_admin_stored(desk: Browser, admin: User) -> None:
    round_ = a_round(admin)
    register = queries.phases_of(round_.id)[0]
    path = f"/rounds/{round_.id}/phases/{register.id}"
    desk.post(path, a_phase("register", wall(OPENS), wall(WRITING), version="1"))

    page = desk.post(path, a_phase("register", wall(OPENS), wall(REGISTERING), version="1"))

    assert page.status_code == 409
    assert "Di., 16. März 2027, 08:00 Uhr (MEZ)" in page.text
    assert f'value="{wall(REGISTERING)}"' in page.text
    assert version_in(page.text) == "2"


def test_remove_phase_works_until_the_round_is_announced(desk: Browser, admin: User) -> None:
    hidden, shown = a_round(admin, title="Eine"), an_announced_round(admin, title="Andere")

    answers = [
        desk.post(f"/rounds/{each.id}/phases/{queries.phases_of(each.id)[0].id}/remove") for each in (hidden, shown)
    ]

    assert [answer.status_code for answer in answers] == [303, 409]
    assert [len(queries.phases_of(each.id)) for each in (hidden, shown)] == [2, 3]


def test_phases_shows_the_plan_or_how_to_begin(desk: Browser, admin: User) -> None:
    empty = empty_round(admin)
    full = an_announced_round(admin, title="Runde 2")

    assert "Noch keine Phase" in desk.get(f"/rounds/{empty.id}/phases").text
    with clock.at(WRITING):
        page = desk.sign_in(admin).get(f"/rounds/{full.id}/phases").text
    assert [page.count(words) for words in ("läuft gerade", "vorbei<", "kommt noch", "Frist verlängern")] == [
        1,
        1,
        1,
        3,
    ]
