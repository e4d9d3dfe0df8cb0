"""The page of pictures."""

import pytest
from flask import Flask

from app.accounts.models import User
from app.core import clock, db
from tests.support.browsers import Browser
from tests.support.contests import Judged, a_judged_round
from tests.support.jury import a_chair, an_assignment, member_of
from tests.support.prepared import prepared
from tests.support.rounds import AFTERWARDS, JUDGING
from tests.support.statements import statements


@pytest.fixture
@prepared
def judged(app: Flask) -> Judged:
    del app
    return a_judged_round()


def test_the_pictures_show_every_view_with_its_table(app: Flask, judged: Judged) -> None:
    judged.rank()
    with clock.at(AFTERWARDS):
        browser = Browser(app).sign_in(judged.ground.admin)
        browser.get(judged.path)
        with statements() as asked:
            page = browser.get(f"{judged.path}/pictures")

    assert (page.status_code, page.text.count("data:image/svg+xml,"), page.text.count("Als Tabelle")) == (200, 6, 6)
    assert len(asked) <= 9
    assert "Jury A" not in page.text


def test_before_the_first_snapshot_the_page_says_when_there_will_be_pictures(app: Flask, judged: Judged) -> None:
    page = Browser(app).sign_in(judged.ground.admin).get(f"{judged.path}/pictures")
    assert (page.status_code, "Noch keine Bilder" in page.text) == (200, True)


def test_a_chair_who_still_judges_sees_none(app: Flask, judged: Judged) -> None:
    judged.rank()
    chair = a_chair(judged.ground.round)
    seat_as_juror_too(judged, chair)
    with clock.at(JUDGING):
        before = Browser(app).sign_in(chair).get(f"{judged.path}/pictures")
    an_assignment(chair, judged.submissions[3], at=JUDGING)
    with clock.at(JUDGING):
        after = Browser(app).sign_in(chair).get(f"{judged.path}/pictures")
    assert (before.status_code, after.status_code) == (200, 409)


@db.action
def seat_as_juror_too(judged: Judged, chair: User) -> None:
    member_of(judged.ground.round, chair).is_juror = True
