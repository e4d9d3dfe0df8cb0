import pytest
from flask import Flask

from app.core import clock
from tests.support.browsers import Browser
from tests.support.contests import Judged, a_judged_round
from tests.support.jury import an_assignment
from tests.support.prepared import prepared
from tests.support.rounds import AFTERWARDS, JUDGING
from tests.support.statements import statements


@pytest.fixture
@prepared
def judged(app: Flask) -> Judged:
    del app
    return a_judged_round()


def test_the_page_shows_every_pattern_with_its_table_in_few_queries(app: Flask, judged: Judged) -> None:
    judged.rank()
    with clock.at(AFTERWARDS):
        browser = Browser(app).sign_in(judged.ground.admin)
        browser.get(judged.path)
        with statements() as asked:
            page = browser.get(f"{judged.path}/patterns")

    assert (page.status_code, page.text.count("data:image/svg+xml,"), page.text.count("Als Tabelle")) == (200, 4, 4)
    assert len(asked) <= 7
    assert "Jury A" not in page.text


def test_who_still_judges_sees_nothing_of_it(app: Flask, judged: Judged) -> None:
    chair = judged.jurors[0]
    an_assignment(chair, judged.submissions[3], at=JUDGING)
    with clock.at(JUDGING):
        assert Browser(app).sign_in(chair).get(f"{judged.path}/patterns").status_code in {403, 404}
