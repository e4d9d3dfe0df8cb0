import re

import pytest

from app.core import clock, db
from app.teams.actions import rename_team
from app.teams.models import Team
from app.teams.queries import members_of
from tests.clearances.conftest import Desk
from tests.support.browsers import Browser
from tests.support.clearances import papers_for, released, team_id_of
from tests.support.jury import a_submission
from tests.support.people import a_school_admin
from tests.support.rounds import AFTERWARDS, WRITING
from tests.support.statements import statements
from tests.support.teams import a_ground


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def checked_in(html: str, name: str) -> list[str]:
    """The values of a group of boxes that are ticked."""
    boxes = re.findall(rf'<input[^>]*name="{name}"[^>]*>', html)
    return [match.group(1) for box in boxes if "checked" in box and (match := re.search(r'value="([^"]*)"', box))]


# ---------------------------------------------------------------- papers
def test_a_teacher_ticks_papers_and_takes_the_tick_back(desk: Desk) -> None:
    browser = desk.browser(desk.ground.teacher)
    with clock.at(AFTERWARDS):
        assert "fehlen noch" in words_of(browser.get("/papers").text)
        answer = browser.post(desk.papers_path)
        assert (answer.status_code, answer.location) == (303, "/papers")
        assert f"liegen vor {desk.ground.teacher.name}, Di., 13. April 2027" in words_of(browser.get("/papers").text)
        assert browser.post(f"{desk.papers_path}/end").status_code == 303
        assert "fehlen noch" in words_of(browser.get("/papers").text)


def test_a_teacher_without_teams_reads_what_to_expect(desk: Desk) -> None:
    other = a_ground(round_=desk.ground.round).teacher
    with clock.at(AFTERWARDS):
        assert "Noch keine Teams" in desk.browser(other).get("/papers").text


def test_the_teacher_of_another_school_finds_nothing_and_nobody_else_gets_in(desk: Desk) -> None:
    stranger = desk.browser(a_ground(round_=desk.ground.round).teacher)
    others = [
        desk.browser(who) for who in (desk.ground.admin, desk.ground.student("Ole"), a_school_admin(desk.ground.school))
    ]
    with clock.at(AFTERWARDS):
        paths = (desk.papers_path, f"{desk.papers_path}/end")
        assert [stranger.post(path).status_code for path in paths] == [404, 404]
        assert [other.post(path).status_code for other in others for path in paths] == [403] * 6
        assert "Sonnenkinder" not in stranger.get("/papers").text


def test_the_list_of_papers_asks_as_often_for_three_teams_as_for_one(desk: Desk) -> None:
    def asked() -> int:
        browser = desk.browser(desk.ground.teacher)
        with clock.at(AFTERWARDS), statements() as sent:
            browser.get("/papers")
        return len(sent)

    before = asked()
    for title in ("Regentonne", "Windrad"):
        papers_for(a_submission(desk.ground, title))
    assert (asked(), before <= 8) == (before, True)


# ---------------------------------------------------------------- releases
def test_an_admin_releases_texts_and_pictures_and_sees_what_is_missing(desk: Desk) -> None:
    browser, first = desk.browser(desk.ground.admin), desk.files[0]
    values = {"version": 0, "fields": ["title", "pitch"], "files": [first], f"alt-{first}": "Eine Bank mit Dach."}
    with clock.at(AFTERWARDS):
        page = browser.get(desk.path).text
        assert (checked_in(page, "fields"), "Unterlagen fehlen" in page) == ([], True)
        assert browser.post(desk.path, values).status_code == 303
        page = browser.get(desk.path).text
        assert (checked_in(page, "fields"), checked_in(page, "files")) == (["title", "pitch"], [first])
        text = words_of(browser.get(desk.path.rsplit("/", 1)[0]).text)
    assert "Solarbank für den Pausenhof Sonnenkinder" in text
    assert "fehlen 2 von 5 Texten, 1 von 2 Dateien Unterlagen, Bildbeschreibung" in text


def test_one_click_releases_everything_that_can_be(desk: Desk) -> None:
    browser = desk.browser(desk.ground.admin)
    with clock.at(AFTERWARDS):
        answer = browser.post(desk.path, {"version": 0, "everything": "1"})
        assert (answer.status_code, answer.location) == (303, desk.path)
        page = browser.get(desk.path).text
    assert (checked_in(page, "fields"), checked_in(page, "files")) == (
        ["title", "pitch", "problem", "solution", "benefit"],
        desk.files[:1],
    )


@pytest.mark.parametrize("confirmed", [False, True])
def test_a_name_in_a_released_text_is_reported_and_has_to_be_confirmed(desk: Desk, confirmed: bool) -> None:  # noqa: FBT001 # a parameter of the test
    named = a_submission(desk.ground, "Windrad", pitch="Das hat Mitglied Nummer eins gebaut.")
    path = desk.path.replace(str(desk.submission.id), str(named.id))
    values = {"version": 0, "fields": ["pitch"], **({"is_name_checked": "y"} if confirmed else {})}
    browser = desk.browser(desk.ground.admin)
    with clock.at(AFTERWARDS):
        assert "Die Idee in einem Satz: „Mitglied“" in words_of(browser.get(path).text)
        answer = browser.post(path, values)
    assert answer.status_code == (303 if confirmed else 422)
    if not confirmed:
        assert "In dem, was öffentlich wird, steht „Windrad“, „Mitglied“." in words_of(answer.text)


def test_a_picture_without_description_is_refused_and_all_that_was_chosen_stays(desk: Desk) -> None:
    second = desk.files[1]
    values = {"version": 0, "fields": ["title"], "files": [second]}
    with clock.at(AFTERWARDS):
        answer = desk.browser(desk.ground.admin).post(desk.path, values)
    assert answer.status_code == 422
    assert "Ein Bild wird erst mit einer Beschreibung öffentlich." in answer.text
    assert (checked_in(answer.text, "fields"), checked_in(answer.text, "files")) == (["title"], [second])


def test_two_admins_at_once_see_each_others_choice(desk: Desk) -> None:
    browser = desk.browser(desk.ground.admin)
    with clock.at(AFTERWARDS):
        browser.post(desk.path, {"version": 0, "fields": ["title"]})
        answer = browser.post(desk.path, {"version": 0, "fields": ["pitch"]})
        assert answer.status_code == 409
        assert "Jemand anderes hat inzwischen gespeichert" in answer.text
        assert (checked_in(answer.text, "fields"), 'name="version" value="1"' in " ".join(answer.text.split())) == (
            ["pitch"],
            True,
        )
        assert browser.post(desk.path, {"version": 1, "fields": ["pitch"]}).status_code == 303


def test_only_admins_release(desk: Desk) -> None:
    paths = (desk.path, desk.path.rsplit("/", 1)[0])
    with clock.at(AFTERWARDS):
        for person in (desk.ground.teacher, desk.ground.student("Ole"), a_school_admin(desk.ground.school)):
            browser = desk.browser(person)
            assert [browser.get(path).status_code for path in paths] == [403, 403]
            assert browser.post(desk.path, {"version": 0, "fields": ["title"]}).status_code == 403
        assert [Browser(desk.app).get(path).status_code for path in paths] == [303, 303]


def test_pages_ask_as_often_for_three_ideas_as_for_one(desk: Desk) -> None:
    def asked() -> list[int]:
        browser, found = desk.browser(desk.ground.admin), []
        for path in (desk.path, desk.path.rsplit("/", 1)[0]):
            with clock.at(AFTERWARDS):
                browser.get("/start")
                with statements() as sent:
                    assert browser.get(path).status_code == 200
            found.append(len(sent))
        return found

    first, before = asked(), asked()
    for title in ("Regentonne", "Windrad"):
        released(a_submission(desk.ground, title))
    assert (asked(), max(first) <= 8) == (before, True)


def test_a_team_called_like_a_member_is_pointed_out_and_released_once_somebody_has_looked(desk: Desk) -> None:
    team = db.load(Team, team_id_of(desk.submission))
    with clock.at(WRITING):
        rename_team(members_of(team.id)[0], team.id, "Team Mia", team.version)
    browser = desk.browser(desk.ground.admin)
    with clock.at(AFTERWARDS):
        assert "Teamname: „Mia“" in words_of(browser.get(desk.path).text)
        version = {"version": "0", "everything": "1"}
        assert browser.post(desk.path, version).status_code == 422
        assert browser.post(desk.path, {**version, "is_name_checked": "y"}).status_code == 303
