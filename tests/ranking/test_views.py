import re
from typing import Any

from app.accounts.models import User
from app.core import clock
from app.core.access import Role
from tests.ranking.conftest import Contest
from tests.support.browsers import Browser
from tests.support.jury import a_juror, a_reading, a_submission
from tests.support.people import a_school_admin, somebody
from tests.support.rounds import AFTERWARDS, JUDGING
from tests.support.statements import statements


def words_of(html: str) -> str:
    """What a page says, without its tags, blanks joined."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def get(contest: Contest, person: User | None = None, *, language: str = "de") -> Any:  # noqa: ANN401 # the client's answer
    browser = Browser(contest.app).sign_in(person or contest.ground.admin)
    return browser.get(f"/rounds/{contest.ground.round.id}/ranking", headers={"Accept-Language": language})


def test_the_table_shows_rank_mean_and_each_total_in_the_readers_language(contest: Contest) -> None:
    number = contest.good.content["number"]
    with clock.at(AFTERWARDS):
        text = words_of(get(contest).text)
        assert f"Solarbank 1 {number} Arbeit erleichtern 90,0 2 100,0 · 80,0" in text
        assert f"Idee {contest.unread.content['number']}: Lernkiste" in text
        assert "90.0" in words_of(get(contest, language="en").text)


def test_while_the_jury_judges_the_ranking_says_that_it_may_change(contest: Contest) -> None:
    with clock.at(JUDGING):
        assert "Vorläufig" in get(contest).text
    with clock.at(AFTERWARDS):
        assert "Vorläufig" not in get(contest).text


def test_a_star_explains_totals_with_gaps(contest: Contest) -> None:
    with clock.at(AFTERWARDS):
        assert "nicht beurteilbar" not in get(contest).text
        a_reading(contest.ground, contest.fair, 3, {"teamwork": None})
        text = words_of(get(contest).text)
    assert "* Auf diesem Bogen ist etwas „nicht beurteilbar“." in text


def test_the_ranking_tells_neither_team_nor_juror(contest: Contest) -> None:
    with clock.at(AFTERWARDS):
        html = get(contest).text
    secrets = (contest.ground.school.name, "Kapitänin", "Judith")
    assert [secret for secret in secrets if secret in html] == []


def test_only_admins_and_auditors_see_it(contest: Contest) -> None:
    ground = contest.ground
    others = [a_juror(ground.round), ground.teacher, a_school_admin(ground.school), ground.student("Ole")]
    with clock.at(AFTERWARDS):
        assert [get(contest, person).status_code for person in others] == [403] * 4
        assert get(contest, somebody(Role.AUDITOR)).status_code == 200
        path = f"/rounds/{ground.round.id}/ranking"
        assert Browser(contest.app).get(path).status_code == 303


def test_the_page_asks_as_often_for_five_ideas_as_for_three(contest: Contest) -> None:
    before = count_of_statements(contest)
    for title in ("Idee 4", "Idee 5"):
        a_reading(contest.ground, a_submission(contest.ground, title), 2)
    assert (count_of_statements(contest), before <= 8) == (before, True)


def count_of_statements(contest: Contest) -> int:
    with clock.at(AFTERWARDS):
        browser = Browser(contest.app).sign_in(contest.ground.admin)
        with statements() as sent:
            assert browser.get(f"/rounds/{contest.ground.round.id}/ranking").status_code == 200
    return len(sent)
