from flask import Flask

from app.core import clock
from tests.support.browsers import Browser
from tests.support.contests import POINTS, a_judged_round
from tests.support.rounds import JUDGING, an_announced_round
from tests.support.statements import statements


def test_the_page_draws_loads_and_network_in_few_queries(app: Flask) -> None:
    counts = []
    for points, title in ((POINTS, "Runde 1"), (POINTS[:2], "Runde 2")):
        judged = a_judged_round(points, title=title)
        with clock.at(JUDGING):
            browser = Browser(app).sign_in(judged.ground.admin)
            browser.get(f"/rounds/{judged.ground.round.id}/network")
            with statements() as asked:
                page = browser.get(f"/rounds/{judged.ground.round.id}/network")
        counts.append(len(asked))
        assert (page.status_code, page.text.count("data:image/svg+xml,")) == (200, 2)
        assert "Jury A" not in page.text
    assert counts == [8, 8]


def test_before_anything_is_dealt_the_page_says_so(app: Flask) -> None:
    judged = a_judged_round(POINTS[:1])
    empty = an_announced_round(judged.ground.admin, title="Runde 2")
    page = Browser(app).sign_in(judged.ground.admin).get(f"/rounds/{empty.id}/network")
    assert (page.status_code, "Noch nichts zugeteilt" in page.text) == (200, True)
