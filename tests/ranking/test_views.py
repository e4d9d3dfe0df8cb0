import re
from typing import Any

from app.accounts.models import User
from app.core import clock, db
from app.core.access import Role
from tests.ranking.conftest import Contest
from tests.support.browsers import Browser
from tests.support.crowds import add_crowd
from tests.support.jury import a_chair, a_handed_in_sheet, a_juror, a_reading, a_submission, an_assignment, member_of
from tests.support.people import a_school_admin, somebody
from tests.support.rounds import AFTERWARDS, JUDGING, JURY_CLOSES, ONE_SECOND
from tests.support.statements import statements


def words_of(html: str) -> str:
    """What a page says, without its tags, blanks joined."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def get(contest: Contest, person: User | None = None, *, language: str = "de") -> Any:  # noqa: ANN401 # the client's answer
    browser = Browser(contest.app).sign_in(person or contest.ground.admin)
    return browser.get(f"/rounds/{contest.ground.round.id}/ranking", headers={"Accept-Language": language})


def test_the_table_shows_place_mean_median_spread_and_sheets_in_the_readers_language(contest: Contest) -> None:
    number, unread = contest.good.content["number"], contest.unread.content["number"]
    with clock.at(AFTERWARDS):
        text = words_of(get(contest).text)
        assert f"{number} · Solarbank 1 90,0 90,0 80,0–100,0 2 von 2 Arbeit erleichtern" in text
        assert f"{unread} · Lernkiste – – – – 0 von 0 Arbeit erleichtern" in text
        assert "1 90.0 90.0 80.0–100.0 2 of 2" in words_of(get(contest, language="en").text).replace("von", "of")


def test_equal_means_share_a_place(contest: Contest) -> None:
    a_reading(contest.ground, contest.unread, 3)
    with clock.at(AFTERWARDS):
        text = words_of(get(contest).text)
    numbers = sorted([contest.fair.content["number"], contest.unread.content["number"]])
    titles = {contest.fair.content["number"]: "Regentonne", contest.unread.content["number"]: "Lernkiste"}
    first, second = (f"{number} · {titles[number]} 2, geteilt 60,0" for number in numbers)
    assert 0 < text.index(first) < text.index(second)


def test_ideas_with_fewer_sheets_than_most_stand_apart_with_their_mean(contest: Contest) -> None:
    other = a_submission(contest.ground, "Windrad")
    a_reading(contest.ground, other, 5)
    a_reading(contest.ground, other, 5)
    with clock.at(AFTERWARDS):
        text = words_of(get(contest).text)
    assert "Die meisten Ideen haben mindestens 2 Bögen." in text
    apart = text[text.index("Ohne Platz") :]
    assert f"{contest.fair.content['number']} · Regentonne – 60,0" in apart
    assert "Windrad" not in apart


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
    assert "* Auf einem Bogen ist etwas „nicht beurteilbar“." in text


def test_the_ranking_tells_neither_team_nor_juror(contest: Contest) -> None:
    with clock.at(AFTERWARDS):
        html = get(contest).text
    secrets = (contest.ground.school.name, "Kapitänin", "Judith")
    assert [secret for secret in secrets if secret in html] == []


def test_only_admins_auditors_and_the_chair_of_the_round_see_it(contest: Contest) -> None:
    ground = contest.ground
    chair, chair_elsewhere = a_chair(ground.round), somebody(Role.CHAIR)
    others = [a_juror(ground.round), ground.teacher, a_school_admin(ground.school), ground.student("Ole")]
    with clock.at(AFTERWARDS):
        assert [get(contest, person).status_code for person in others] == [403] * 4
        assert [get(contest, person).status_code for person in (chair, somebody(Role.AUDITOR))] == [200, 200]
        assert get(contest, chair_elsewhere).status_code == 404
        path = f"/rounds/{ground.round.id}/ranking"
        assert Browser(contest.app).get(path).status_code == 303


def test_a_chair_who_judges_sees_no_mean_before_the_own_sheets_are_in(contest: Contest) -> None:
    round_ = contest.ground.round
    chair = a_chair(round_)
    seat_as_juror_too(contest, chair)
    assignment = an_assignment(chair, contest.unread, at=JUDGING)
    with clock.at(JUDGING):
        text = words_of(get(contest, chair).text)
        assert "Sie haben in dieser Runde selbst noch 1 Idee zu bewerten." in text
        assert [word for word in ("90,0", "Solarbank", "Ohne Platz") if word in text] == []
        assert "90,0" in get(contest).text
    a_handed_in_sheet(chair, assignment, 3)
    with clock.at(JUDGING):
        assert "90,0" in get(contest, chair).text


def test_once_the_jury_is_over_a_sheet_that_was_left_hides_nothing(contest: Contest) -> None:
    chair = a_chair(contest.ground.round)
    seat_as_juror_too(contest, chair)
    an_assignment(chair, contest.unread, at=JUDGING)
    with clock.at(JURY_CLOSES - ONE_SECOND):
        assert "90,0" not in get(contest, chair).text
    with clock.at(JURY_CLOSES):
        assert "90,0" in get(contest, chair).text


@db.action
def seat_as_juror_too(contest: Contest, chair: User) -> None:
    member_of(contest.ground.round, chair).is_juror = True


def test_the_chair_finds_only_doors_that_open(contest: Contest) -> None:
    chair = a_chair(contest.ground.round)
    with clock.at(AFTERWARDS):
        html = get(contest, chair).text
        paths = set(re.findall(r'href="(/rounds/[^"]+)"', html))
        browser = Browser(contest.app).sign_in(chair)
        assert {path: browser.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)
    assert {path.rsplit("/", 1)[1] for path in paths} >= {"progress", "ranking", "decisions", "approvals"}


def test_the_page_asks_as_often_for_a_thousand_ideas_as_for_three_and_shows_them_all(contest: Contest) -> None:
    before = count_of_statements(contest)
    add_crowd(contest.good, 1000)
    a_reading(contest.ground, contest.unread, 2)
    assert (count_of_statements(contest), before <= 8) == (before, True)
    with clock.at(AFTERWARDS):
        html = get(contest).text
    assert html.count('<th scope="row">') == 1003


def test_drawn_again_the_page_asks_only_what_has_changed(contest: Contest) -> None:
    first, second = count_of_statements(contest), count_of_statements(contest)
    assert first - second == 3
    with clock.at(AFTERWARDS):
        assert get(contest, language="en").text != get(contest).text


def count_of_statements(contest: Contest) -> int:
    """What the page asks of the database after somebody has signed in."""
    path = f"/rounds/{contest.ground.round.id}/ranking"
    with clock.at(AFTERWARDS):
        browser = Browser(contest.app).sign_in(contest.ground.admin)
        with statements() as sent:
            assert browser.get(path).status_code == 200
    return len(sent)
