"""The pages of teams."""

import uuid

import pytest

from app.core import clock
from app.teams import queries
from tests.support.browsers import Browser
from tests.support.rounds import ONE_SECOND, OPENS, REGISTER_CLOSES, WRITING
from tests.support.teams import a_ground, a_team, answer_of, join, leave, only_team_of


# ---------------------------------------------------------------- overview
def test_teams_invites_to_found_or_join_one(browser: Browser) -> None:
    ground = a_ground()
    browser.sign_in(ground.student())

    page = browser.get("/teams")

    assert page.status_code == 200
    assert "Noch kein Team" in page.text
    assert f'href="/rounds/{ground.round.id}/teams/new"' in page.text
    assert 'href="/teams/join"' in page.text


def test_teams_says_when_registration_opens_or_closed(browser: Browser) -> None:
    mia = a_ground().student()

    with clock.at(OPENS - ONE_SECOND):
        before = browser.sign_in(mia).get("/teams")
    with clock.at(REGISTER_CLOSES):
        after = browser.sign_in(mia).get("/teams")

    assert "Die Anmeldung ist noch nicht offen. Das ist möglich ab Mo., 1. März 2027, 08:00 Uhr (MEZ)." in before.text
    assert "Die Anmeldung ist geschlossen. Das war möglich bis Mo., 15. März 2027, 08:00 Uhr (MEZ)." in after.text
    assert "/teams/new" not in before.text + after.text


def test_teams_shows_own_teams_and_archived_ones(browser: Browser) -> None:
    ground = a_ground()
    mia = ground.student("Mia")
    ended = a_team(mia, ground.round, "Windrad")
    leave(mia, ended)
    team = a_team(mia, ground.round, "Solarbank")
    a_team(ground.student("Ben"), ground.round, "Fremdes Team")

    page = browser.sign_in(mia).get("/teams")

    assert f'href="/teams/{team.id}">Solarbank</a>' in page.text
    assert f'href="/teams/{ended.id}/restore"' in page.text
    assert "Fremdes Team" not in page.text


def test_teams_invites_even_when_there_is_no_round(browser: Browser) -> None:
    ground = a_ground()
    with clock.at(REGISTER_CLOSES.replace(year=2030)):
        page = browser.sign_in(ground.student()).get("/teams")

    assert page.status_code == 200
    assert "Gerade läuft keine Runde" in page.text


# ---------------------------------------------------------------- founding
def test_found_team_leads_to_the_page_of_the_team(browser: Browser) -> None:
    ground = a_ground()
    mia = ground.student("Mia")

    form = browser.sign_in(mia).get(f"/rounds/{ground.round.id}/teams/new")
    answer = browser.post(f"/rounds/{ground.round.id}/teams/new", {"name": "  Solar\u202e bank "})
    team = only_team_of(mia)
    page = browser.get(f"/teams/{team.id}")

    assert form.status_code == 200
    assert answer_of(answer) == (303, f"/teams/{team.id}")
    assert team.name == "Solar bank"
    assert "Euer Team steht!" in page.text


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", "Dieses Feld ist noch leer."),
        ("ab", "Bitte mindestens 3 Zeichen."),
        ("x" * 61, "Erlaubt sind 60."),
        ("Windrad!", "So ähnlich heißt schon ein Team."),
    ],
)
def test_found_team_keeps_a_wrong_name_and_says_what_is_wrong(browser: Browser, name: str, error: str) -> None:
    ground = a_ground()
    mia = ground.student("Mia")
    a_team(ground.student("Ben"), ground.round, "Windrad")

    answer = browser.sign_in(mia).post(f"/rounds/{ground.round.id}/teams/new", {"name": name})

    assert answer.status_code == 422
    assert error in answer.text
    assert f'value="{name}"' in answer.text
    assert queries.teams_of(mia) == []


def test_found_team_after_registration_is_refused_and_keeps_the_name(browser: Browser) -> None:
    ground = a_ground()
    path = f"/rounds/{ground.round.id}/teams/new"
    mia = ground.student("Mia")

    with clock.at(REGISTER_CLOSES):
        page = browser.sign_in(mia).get(path)
        answer = browser.post(path, {"name": "Solarbank"})

    assert "Die Anmeldung ist geschlossen." in page.text
    assert answer.status_code == 409
    assert all(text in answer.text for text in ("Die Anmeldung ist geschlossen.", "Solarbank", "wettbewerb@stadt"))


def test_found_team_in_a_round_that_is_not_announced_is_not_found(browser: Browser) -> None:
    answer = browser.sign_in(a_ground().student()).get(f"/rounds/{uuid.uuid4()}/teams/new")

    assert answer.status_code == 404


# ---------------------------------------------------------------- the page of a team
def test_team_shows_members_code_and_the_next_step(browser: Browser) -> None:
    ground = a_ground()
    mia, ben = ground.student("Mia"), ground.student("Ben")
    team = a_team(mia, ground.round)
    join(ben, team)

    page = browser.sign_in(ben).get(f"/teams/{team.id}")

    assert page.status_code == 200
    for text in (">Mia<", ">Ben<", "2 von 5", team.code, f"/teams/{team.id}/code.svg", f"/teams/{team.id}/idea"):
        assert text in page.text
    assert page.text.count("Teamsprecher*in") == 1
    assert "Aufgabe weitergeben" not in page.text


def test_team_shows_no_code_when_it_is_full_or_registration_closed(browser: Browser) -> None:
    ground = a_ground(team_max=2)
    mia, ben = ground.student("Mia"), ground.student("Ben")
    team = a_team(mia, ground.round)

    with clock.at(REGISTER_CLOSES):
        closed = browser.sign_in(mia).get(f"/teams/{team.id}")
    join(ben, team)
    full = browser.sign_in(mia).get(f"/teams/{team.id}")

    assert (team.code in closed.text, team.code in full.text) == (False, False)
    assert "Wer in welchem Team ist, steht jetzt fest." in closed.text
    assert "Euer Team ist voll." in full.text


def test_code_picture_is_a_drawing_for_members(browser: Browser) -> None:
    ground = a_ground()
    mia = ground.student("Mia")
    team = a_team(mia, ground.round)

    picture = browser.sign_in(mia).get(f"/teams/{team.id}/code.svg")

    assert (picture.status_code, picture.mimetype) == (200, "image/svg+xml")
    assert picture.text.startswith("<svg")


@pytest.mark.parametrize("page", ["", "/code.svg", "/name", "/captain", "/leave", "/restore"])
def test_nobody_else_reaches_the_pages_of_a_team(browser: Browser, page: str) -> None:
    ground, elsewhere = a_ground(), a_ground(title="Runde 2")
    team = a_team(ground.student("Mia"), ground.round)

    for stranger in (ground.student("Ben"), elsewhere.student("Eva")):
        browser.sign_in(stranger)
        foreign, missing = (browser.get(f"/teams/{id_}{page}") for id_ in (team.id, uuid.uuid4()))
        assert (foreign.status_code, missing.status_code) == (404, 404)


@pytest.mark.parametrize("page", ["/name", "/captain", "/leave", "/restore"])
def test_nobody_else_changes_a_team(browser: Browser, page: str) -> None:
    ground = a_ground()
    mia, ben = ground.student("Mia"), ground.student("Ben")
    team = a_team(mia, ground.round)
    form = {"name": "Gekapert", "version": "1", "captain": str(ben.id)}

    answer = browser.sign_in(ben).post(f"/teams/{team.id}{page}", form)

    kept = only_team_of(mia)
    assert answer.status_code == 404
    assert (kept.name, kept.captain_id, kept.member_count) == ("Solarbank", mia.id, 1)


def test_rename_team_takes_a_new_name(browser: Browser) -> None:
    ground = a_ground()
    mia = ground.student("Mia")
    team = a_team(mia, ground.round)

    with clock.at(WRITING):
        form = browser.sign_in(mia).get(f"/teams/{team.id}/name")
        answer = browser.post(f"/teams/{team.id}/name", {"name": "Sonnenbank", "version": "1"})

    assert 'value="Solarbank"' in form.text
    assert answer_of(answer) == (303, f"/teams/{team.id}")
    assert only_team_of(mia).name == "Sonnenbank"


def test_rename_team_shows_both_names_when_somebody_was_faster(browser: Browser) -> None:
    ground = a_ground()
    mia = ground.student("Mia")
    path = f"/teams/{a_team(mia, ground.round).id}/name"

    with clock.at(WRITING):
        browser.sign_in(mia).post(path, {"name": "Sonnenbank", "version": "1"})
        conflict = browser.post(path, {"name": "Mondbank", "version": "1"})
        kept = only_team_of(mia).name
        answer = browser.post(path, {"name": "Mondbank", "version": "2"})

    assert (conflict.status_code, kept) == (409, "Sonnenbank")
    for text in ("Jetzt heißt euer Team „Sonnenbank“", 'value="Mondbank"', 'name="version" value="2"'):
        assert text in " ".join(conflict.text.split())
    assert (answer.status_code, only_team_of(mia).name) == (303, "Mondbank")


def test_only_the_captain_renames_or_hands_over(browser: Browser) -> None:
    ground = a_ground()
    mia, ben = ground.student("Mia"), ground.student("Ben")
    team = a_team(mia, ground.round)
    join(ben, team)
    browser.sign_in(ben)

    answers = [
        browser.post(f"/teams/{team.id}/name", {"name": "Benbank", "version": "1"}),
        browser.post(f"/teams/{team.id}/captain", {"captain": str(mia.id)}),
    ]
    page = browser.get(f"/teams/{team.id}/captain")

    assert [answer.status_code for answer in answers] == [409, 409]
    assert "Benbank" in answers[0].text
    assert all("Das darf nur, wer für das Team spricht." in text for text in (answers[1].text, page.text))
    assert (only_team_of(mia).name, only_team_of(mia).captain_id) == ("Solarbank", mia.id)


def test_hand_over_team_proposes_the_longest_standing_member(browser: Browser) -> None:
    ground = a_ground()
    mia, ben, cem = (ground.student(name) for name in ("Mia", "Ben", "Cem"))
    team = a_team(mia, ground.round)
    join(ben, team)
    join(cem, team)
    path = f"/teams/{team.id}/captain"

    form = browser.sign_in(mia).get(path)
    wrong = browser.post(path, {"captain": str(mia.id)})
    answer = browser.post(path, {"captain": str(cem.id)})

    assert f'value="{ben.id}" checked' in " ".join(form.text.split())
    assert f'value="{mia.id}"' not in form.text
    assert wrong.status_code == 422
    assert answer_of(answer) == (303, f"/teams/{team.id}")
    assert only_team_of(mia).captain_id == cem.id
