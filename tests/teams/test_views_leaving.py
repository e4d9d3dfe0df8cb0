"""The pages on which somebody leaves a team, or brings it back."""

from app.core import clock
from tests.support.browsers import Browser
from tests.support.rounds import REGISTER_CLOSES
from tests.support.teams import a_ground, a_team, answer_of, join, leave, names_in, only_team_of


def test_leave_team_asks_first(browser: Browser) -> None:
    ground = a_ground()
    mia, ben = ground.student("Mia"), ground.student("Ben")
    team = a_team(mia, ground.round)
    join(ben, team)

    form = browser.sign_in(ben).get(f"/teams/{team.id}/leave")
    names_before = names_in(team)
    answer = browser.post(f"/teams/{team.id}/leave")

    assert "Aus „Solarbank“ austreten?" in form.text
    assert "Wer spricht ab jetzt für das Team?" not in form.text
    assert answer_of(answer) == (303, "/teams")
    assert (names_before, names_in(team)) == (["Mia", "Ben"], ["Mia"])


def test_leave_team_asks_a_captain_who_comes_next(browser: Browser) -> None:
    ground = a_ground()
    mia, ben = ground.student("Mia"), ground.student("Ben")
    team = a_team(mia, ground.round)
    join(ben, team)
    path = f"/teams/{team.id}/leave"

    form = browser.sign_in(mia).get(path)
    without = browser.post(path)
    answer = browser.post(path, {"captain": str(ben.id)})

    assert f'value="{ben.id}" checked' in " ".join(form.text.split())
    assert (without.status_code, "Bitte eine Möglichkeit auswählen." in without.text) == (422, True)
    assert answer_of(answer) == (303, "/teams")
    assert (names_in(team), only_team_of(ben).captain_id) == (["Ben"], ben.id)


def test_leave_team_is_closed_with_registration(browser: Browser) -> None:
    ground = a_ground()
    mia = ground.student("Mia")
    path = f"/teams/{a_team(mia, ground.round).id}/leave"

    with clock.at(REGISTER_CLOSES):
        page, answer = browser.sign_in(mia).get(path), browser.post(path)

    assert (page.status_code, answer.status_code) == (200, 409)
    for text in (page.text, answer.text):
        assert "Wer in welchem Team ist, steht jetzt fest." in text
        assert "wettbewerb@stadt.example" in text


def test_restore_team_brings_the_last_member_back(browser: Browser) -> None:
    ground = a_ground()
    mia = ground.student("Mia")
    team = a_team(mia, ground.round)
    leave(mia, team)
    path = f"/teams/{team.id}/restore"

    form = browser.sign_in(mia).get(path)
    answer = browser.post(path)

    assert "„Solarbank“ zurückholen?" in form.text
    assert answer_of(answer) == (303, f"/teams/{team.id}")
    assert names_in(team) == ["Mia"]
