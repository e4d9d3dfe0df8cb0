"""The pages on which teachers see the teams of their classes."""

import pytest

from app.core import clock
from tests.support.browsers import Browser
from tests.support.people import a_school_admin
from tests.support.rounds import REGISTER_CLOSES
from tests.support.statements import statements
from tests.support.teams import a_ground, a_team, answer_of, join, leave, names_in


# ---------------------------------------------------------------- teachers
def test_teams_of_class_shows_teams_members_and_who_has_none(browser: Browser) -> None:
    ground = a_ground()
    mia, ben, cem = (ground.student(name) for name in ("Mia", "Ben", "Cem"))
    team = a_team(mia, ground.round)
    join(ben, team)
    ended = a_team(cem, ground.round, "Windrad")
    leave(cem, ended)

    page = browser.sign_in(ground.teacher).get(f"/classes/{ground.school_class.id}/teams")

    text = " ".join(page.text.split())
    assert page.status_code == 200
    for part in ("Mia, Ben", "2 von 5", f"/teams/{team.id}", f"/teams/{ended.id}/restore", '<h2 id="without-team">'):
        assert part in text


def test_teams_of_class_invites_when_there_are_none(browser: Browser) -> None:
    ground = a_ground()

    page = browser.sign_in(ground.teacher).get(f"/classes/{ground.school_class.id}/teams")

    assert (page.status_code, "Noch keine Teams" in page.text) == (200, True)


@pytest.mark.parametrize("page", ["", "/{team}", "/{team}/restore"])
def test_only_those_who_look_after_a_class_see_its_teams(browser: Browser, page: str) -> None:
    ground, elsewhere = a_ground(), a_ground(title="Runde 2")
    mia = ground.student("Mia")
    team = a_team(mia, ground.round)
    if page.endswith("restore"):
        leave(mia, team)
    path = f"/classes/{{class_id}}/teams{page.format(team=team.id)}"
    here, there = (path.format(class_id=each.school_class.id) for each in (ground, elsewhere))

    seen = [browser.sign_in(each).get(here) for each in (ground.teacher, a_school_admin(ground.school))]
    hidden = [browser.sign_in(each).get(here) for each in (elsewhere.teacher, a_school_admin(elsewhere.school))]
    mixed = browser.sign_in(elsewhere.teacher).get(there)
    of_student = browser.sign_in(mia).get(here)

    assert [answer.status_code for answer in seen] == [200, 200]
    assert [answer.status_code for answer in hidden] == [404, 404]
    assert "Solarbank" not in mixed.text
    assert of_student.status_code == 403


def test_a_teacher_restores_a_team_even_after_registration(browser: Browser) -> None:
    ground = a_ground()
    mia = ground.student("Mia")
    team = a_team(mia, ground.round)
    leave(mia, team)
    path = f"/classes/{ground.school_class.id}/teams/{team.id}"

    with clock.at(REGISTER_CLOSES):
        answer = browser.sign_in(ground.teacher).post(f"{path}/restore")

    assert answer_of(answer) == (303, path)
    assert names_in(team) == ["Mia"]
    assert browser.get(path).status_code == 200


# ---------------------------------------------------------------- figures
@pytest.mark.parametrize("count", [1, 3])
def test_pages_ask_the_database_as_often_for_one_team_as_for_three(browser: Browser, count: int) -> None:
    ground = a_ground(teams_per_person=3)
    mia, ben = ground.student("Mia"), ground.student("Ben")
    teams = [a_team(mia, ground.round, f"Team {number}") for number in range(count)]
    for team in teams[1:]:
        join(ben, team)
    class_path = f"/classes/{ground.school_class.id}/teams"
    of_student = ["/teams", f"/teams/{teams[0].id}", f"/t/{teams[0].code}"]

    counts = [_count_of(browser.sign_in(mia), path) for path in of_student]
    counts += [_count_of(browser.sign_in(ground.teacher), path) for path in (class_path, f"{class_path}/{teams[0].id}")]

    assert counts == [8, 6, 5, 8, 6]


def _count_of(browser: Browser, path: str) -> int:
    with statements() as sent:
        answer = browser.get(path)
    assert answer.status_code == 200
    return len(sent)
