"""The pages on which somebody joins a team by its code."""

from tests.support.browsers import Browser
from tests.support.teams import a_ground, a_team, answer_of, leave, names_in

WRONG_CODE = "Diesen Teamcode gibt es nicht. Lass ihn dir noch einmal zeigen."


def test_join_leads_from_a_typed_code_to_the_team(browser: Browser) -> None:
    ground = a_ground()
    team = a_team(ground.student("Mia"), ground.round)
    typed = f" {team.code[:3].lower()}-{team.code[3:].lower()} "

    form = browser.sign_in(ground.student("Ben")).get("/teams/join")
    answer = browser.post("/teams/join", {"code": typed})

    assert form.status_code == 200
    assert answer_of(answer) == (303, f"/t/{team.code}")


def test_join_team_shows_the_team_before_anybody_joins_it(browser: Browser) -> None:
    ground = a_ground()
    team = a_team(ground.student("Mia"), ground.round)
    ben = ground.student("Ben")

    page = browser.sign_in(ben).get(f"/t/{team.code.lower()}")
    names_before = names_in(team)
    answer = browser.post(f"/t/{team.code}")

    assert all(text in page.text for text in ("Solarbank", "Runde 1", ground.school.name, "Beitreten"))
    assert "Mia" not in page.text
    assert answer_of(answer) == (303, f"/teams/{team.id}")
    assert (names_before, names_in(team)) == (["Mia"], ["Mia", "Ben"])


def test_join_team_twice_leads_to_the_team_again(browser: Browser) -> None:
    ground = a_ground(team_max=2)
    mia, ben = ground.student("Mia"), ground.student("Ben")
    team = a_team(mia, ground.round)
    browser.sign_in(ben)

    answers = [browser.post(f"/t/{team.code}") for _click in range(2)]

    assert [answer_of(answer) for answer in answers] == [(303, f"/teams/{team.id}")] * 2
    assert names_in(team) == ["Mia", "Ben"]


def test_join_team_of_another_school_is_refused_in_words(browser: Browser) -> None:
    ground = a_ground()
    elsewhere = a_ground(round_=ground.round)
    team = a_team(ground.student("Mia"), ground.round)
    browser.sign_in(elsewhere.student("Eva"))

    page, answer = browser.get(f"/t/{team.code}"), browser.post(f"/t/{team.code}")

    assert (page.status_code, answer.status_code) == (200, 409)
    for text in (page.text, answer.text):
        assert "Dieses Team ist von einer anderen Schule." in text
        assert "deine Lehrkraft" in text
    assert names_in(team) == ["Mia"]


def test_join_team_leads_through_the_sign_in_page_and_back(browser: Browser) -> None:
    ground = a_ground()
    team = a_team(ground.student("Mia"), ground.round)

    answer = browser.get(f"/t/{team.code}")

    assert answer_of(answer) == (303, f"/sign-in?next=%2Ft%2F{team.code}")


def test_a_wrong_code_says_one_and_the_same_sentence(browser: Browser) -> None:
    ground = a_ground()
    mia = ground.student("Mia")
    ended = a_team(mia, ground.round)
    leave(mia, ended)
    browser.sign_in(ground.student("Ben"))

    for code in (ended.code, "ZZZZZZ", "x" * 41):
        typed, scanned = browser.post("/teams/join", {"code": code[:40]}), browser.get(f"/t/{code}")
        assert (typed.status_code, scanned.status_code) == (422, 404)
        assert (typed.text.count(WRONG_CODE), scanned.text.count(WRONG_CODE)) == (2, 2)


def test_after_ten_wrong_codes_an_account_has_to_wait_and_others_have_not(browser: Browser) -> None:
    ground = a_ground()
    team = a_team(ground.student("Mia"), ground.round)
    browser.sign_in(ground.student("Ben"))

    wrong = [browser.get(f"/t/ZZZZZ{number}") for number in range(5)]
    wrong += [browser.post("/teams/join", {"code": f"ZZZZZ{number}"}) for number in range(5)]
    braked = [browser.get(f"/t/{team.code}"), browser.post("/teams/join", {"code": team.code})]
    of_another = browser.sign_in(ground.student("Cem")).get(f"/t/{team.code}")

    assert [answer.status_code for answer in wrong] == [404] * 5 + [422] * 5
    assert [answer.status_code for answer in braked] == [429, 429]
    assert all(int(answer.headers["Retry-After"]) > 0 for answer in braked)
    assert of_another.status_code == 200
