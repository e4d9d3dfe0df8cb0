import re
from typing import Any

import pytest
from flask import Flask

from app.accounts.models import User
from app.core import clock, db
from app.core.access import Role
from app.policies.rules import MEAN, Terms
from tests.ranking.conftest import Contest
from tests.support.browsers import Browser
from tests.support.contests import Points, a_judged_round
from tests.support.crowds import add_crowd
from tests.support.jury import (
    a_chair,
    a_handed_in_sheet,
    a_juror,
    a_reading,
    a_submission,
    an_assignment,
    chosen_by_hand,
    member_of,
)
from tests.support.people import a_school_admin, somebody
from tests.support.rounds import AFTERWARDS, JUDGING, JURY_CLOSES, ONE_SECOND
from tests.support.statements import statements
from tests.support.teams import a_ground


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


def test_ideas_with_fewer_sheets_than_laid_down_stand_apart_with_their_mean(contest: Contest) -> None:
    ground = a_ground(title="Runde 2", policy=Terms(MEAN, tie_rules=(), readings_min=2))
    once, twice = a_submission(ground, "Windrad"), a_submission(ground, "Solarbank")
    for submission, points in ((once, 3), (twice, 5), (twice, 5)):
        a_reading(ground, submission, points)
    with clock.at(AFTERWARDS):
        text = words_of(Browser(contest.app).sign_in(ground.admin).get(f"/rounds/{ground.round.id}/ranking").text)
    apart = text[text.index("Ohne Platz") :]
    assert "Einen Platz gibt es in dieser Runde ab 2 Bögen, die zählen." in apart
    assert f"{once.content['number']} · Windrad – 60,0" in apart
    assert "Solarbank" not in apart


def test_with_too_few_sheets_for_a_place_the_page_does_not_say_that_there_are_none(contest: Contest) -> None:
    ground = a_ground(title="Runde 2", policy=Terms(MEAN, tie_rules=(), readings_min=2))
    submission = a_submission(ground, "Windrad")
    path = f"/rounds/{ground.round.id}/ranking"
    with clock.at(AFTERWARDS):
        browser = Browser(contest.app).sign_in(ground.admin)
        assert "Noch kein Bogen abgegeben" in words_of(browser.get(path).text)
        a_reading(ground, submission, 3)
        text = words_of(browser.get(path).text)
    assert "Noch kein Bogen abgegeben" not in text
    assert f"{submission.content['number']} · Windrad – 60,0" in text


def test_the_fair_value_stands_beside_the_mean_with_chance_and_zone(contest: Contest) -> None:
    judged = a_judged_round(title="Runde 2")
    with clock.at(AFTERWARDS):
        browser = Browser(contest.app).sign_in(judged.ground.admin)
        pending = words_of(browser.get(judged.path).text)
        stored = judged.rank()
        page = browser.get(judged.path)
    first, text = stored.ranking.entries[0], words_of(page.text)
    number = next(each.content["number"] for each in judged.submissions if each.id == first.submission)
    fairwert = f"{first.fairwert:.1f}".replace(".", ",")
    mean = f"{float(first.raw_mean):.1f}".replace(".", ",")

    assert "Der Fairwert wird gerade gerechnet" in pending
    assert "Der Fairwert wird gerade gerechnet" not in text
    assert re.search(rf"{number} · Idee \d 1 {fairwert} [\d,]+–[\d,]+ {mean} \d+ %", text)
    undecided = sum(entry.zone == "decision" for entry in stored.ranking.entries)
    assert (
        page.text.count('<tr class="is-undecided">')
        == page.text.count("<strong>Jury entscheidet</strong>")
        == undecided
    )
    assert undecided > 0


@pytest.mark.parametrize(
    ("points", "terms", "words"),
    [
        (((3, None), (4, None)), Terms(readings_min=1), "Es gibt nur ein Jurymitglied."),
        (((3, None), (None, 4)), Terms(readings_min=1), "Jede Einreichung wurde nur einmal bewertet."),
        (((3, 4, None, None), (4, 5, None, None), (None, None, 2, 3), (None, None, 3, 3)), Terms(),
         "Die Bewertungen zerfallen in 2 Gruppen ohne gemeinsame Einreichungen."),
        (((3, 4), (4, 2), (2, 2)), Terms(), "Wenige Jurymitglieder: Die Angaben zur Sicherheit"),
        (((3, 3), (3, 3), (3, 3)), Terms(), "Die Punkte zeigen keinen Zufall"),
        (((3, 4), (4, 2), (2, 2)), Terms(), "Viele Jurymitglieder haben weniger als vier Ideen gelesen."),
    ],
)  # fmt: skip
def test_every_fallback_is_said_in_words(app: Flask, points: Points, terms: Terms, words: str) -> None:
    judged = a_judged_round(points, terms)
    judged.rank()
    with clock.at(AFTERWARDS):
        text = words_of(Browser(app).sign_in(judged.ground.admin).get(judged.path).text)
    assert words in text


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
    assert (first, second) == (8, 4)
    with clock.at(AFTERWARDS):
        assert get(contest, language="en").text != get(contest).text


def count_of_statements(contest: Contest) -> int:
    """What the page asks of the database once somebody who has signed in comes from another one."""
    path = f"/rounds/{contest.ground.round.id}/ranking"
    with clock.at(AFTERWARDS):
        browser = Browser(contest.app).sign_in(contest.ground.admin)
        browser.get("/account")
        with statements() as sent:
            assert browser.get(path).status_code == 200
    return len(sent)


def test_readings_dealt_by_hand_are_counted_and_too_many_of_them_leave_the_mean(app: Flask) -> None:
    judged = a_judged_round()
    pages = []
    for juror, idea in ((3, 0), (4, 0), (1, 2)):
        by_hand = chosen_by_hand(judged.jurors[juror], judged.submissions[idea], at=JUDGING)
        a_handed_in_sheet(judged.jurors[juror], by_hand, 5)
        judged.rank()
        with clock.at(AFTERWARDS):
            pages.append(" ".join(Browser(app).sign_in(judged.ground.admin).get(judged.path).text.split()))
    for number, page in enumerate(pages, 1):
        assert f"{number} von {18 + number} Bewertungen hat jemand von Hand zugeteilt." in page
    assert ["Es zählt der Fairwert" in page for page in pages] == [True, True, False]
    assert ["Viele Bewertungen wurden nicht vom System zugeteilt." in page for page in pages] == [False, False, True]
    assert ["Ideen nach Mittelwert" in page for page in pages] == [False, False, True]
