from app.core import clock
from app.core.access import Role
from app.discussions import queries
from tests.deliberation.conftest import words_of
from tests.discussions.conftest import Talk
from tests.support.browsers import Browser
from tests.support.people import somebody
from tests.support.rounds import JUDGING, JURY_OPENS, ONE_SECOND
from tests.support.statements import statements


def test_a_juror_finds_the_discussion_and_says_something(talk: Talk) -> None:
    assert "Noch hat niemand etwas gesagt" in talk.get(talk.anna).text
    answer = talk.send(talk.anna, text="Der Nutzen ist groß.\n\nDie Kosten sind klein.")
    assert (answer.status_code, answer.location) == (303, f"{talk.idea_path}#last")
    text = words_of(talk.get(talk.chair).text)
    assert "Anna Änderung Mi., 31. März 2027, 09:00 Uhr (MESZ) Der Nutzen ist groß. Die Kosten sind klein." in text
    assert "Beitrag vom" not in text


def test_an_empty_post_is_told_and_a_long_one_kept(talk: Talk) -> None:
    answer = talk.send(talk.anna, text="  ")
    assert (answer.status_code, 'id="text-error"' in answer.text) == (422, True)
    answer = talk.send(talk.anna, text="x" * 2001)
    assert (answer.status_code, "x" * 2001 in answer.text) == (422, True)


def test_who_has_not_handed_in_reads_why_and_nothing_else(talk: Talk) -> None:
    talk.says(talk.anna, "Geheim bis zum eigenen Bogen.")
    for person, words in ((talk.bela, "Erst wenn Ihr Bogen"), (talk.cem, "Sie bewerten diese Idee nicht.")):
        html = talk.get(person).text
        assert (words in html, "Geheim" in html, "Beitrag abschicken" in html) == (True, False, False)
        listed = words_of(talk.get(person, talk.path).text)
        assert "Solarbank Arbeit erleichtern – – noch nicht offen" in listed
        answer = talk.send(person, text="Trotzdem.")
        assert answer.status_code == 409


def test_whoever_is_biased_finds_neither_the_idea_nor_a_trace_of_it(talk: Talk) -> None:
    talk.says(talk.anna, "Nur unter uns.")
    talk.opens()
    assert talk.get(talk.dora).status_code == 404
    assert talk.get(talk.dora, f"{talk.idea_path}/idea").status_code == 404
    assert talk.send(talk.dora, text="Doch.").status_code == 404
    html = talk.get(talk.dora, talk.path).text
    assert ("Solarbank" in html, "Noch ist nichts zu besprechen" in html) == (False, True)


def test_nothing_tells_whose_idea_it_is(talk: Talk) -> None:
    talk.says(talk.anna, "Gut.")
    html = "".join(
        talk.get(person, path).text
        for person in (talk.anna, talk.chair, talk.ground.admin, somebody(Role.AUDITOR))
        for path in (talk.path, talk.idea_path, f"{talk.idea_path}/idea")
    )
    secrets = (talk.ground.school.name, "Kapitänin", talk.ground.school_class.name, "Mitglied 1")
    assert [secret for secret in secrets if secret in html] == []


def test_the_team_never_reads_it(talk: Talk) -> None:
    talk.says(talk.anna, "Unter uns gesagt.")
    student = talk.ground.student("Neugierig")
    assert (talk.get(student).status_code, talk.get(talk.ground.teacher).status_code) == (403, 403)


def test_the_auditor_reads_along_without_names_even_what_was_withdrawn(talk: Talk) -> None:
    post = talk.says(talk.anna, "Zurückgezogenes.")
    answer = talk.send(talk.anna, f"{talk.idea_path}/{post.id}/withdraw")
    assert (answer.status_code, answer.location) == (303, talk.idea_path)
    for_auditor, for_chair = talk.get(somebody(Role.AUDITOR)).text, talk.get(talk.chair).text
    assert ("Zurückgezogenes." in for_auditor, "Anna" in for_auditor, "Ihr Beitrag" in for_auditor) == (
        True,
        False,
        False,
    )
    assert ("Zurückgezogenes." in for_chair, "zurückgezogen" in for_chair) == (False, True)


def test_the_chair_sees_what_opening_means_before_doing_it(talk: Talk) -> None:
    assert f"{talk.idea_path}/open" in talk.get(talk.chair).text
    assert "1 Bogen zu dieser Idee ist noch nicht abgegeben" in talk.get(talk.chair, f"{talk.idea_path}/open").text
    assert talk.send(talk.chair, f"{talk.idea_path}/open").location == talk.idea_path
    assert f"{talk.idea_path}/open" not in talk.get(talk.chair).text
    assert "offen für alle" in talk.get(talk.cem, talk.path).text
    assert talk.get(talk.anna, f"{talk.idea_path}/open").status_code == 403


def test_before_the_jury_begins_there_is_nothing(talk: Talk) -> None:
    early = JURY_OPENS - ONE_SECOND
    assert "Noch keine Diskussion" in talk.get(talk.chair, talk.path, at=early).text
    assert "Solarbank" not in talk.get(talk.chair, talk.path, at=early).text
    assert talk.get(talk.chair, at=early).status_code == 409
    assert talk.get(talk.chair, f"{talk.idea_path}/idea", at=early).status_code == 409


def test_a_juror_finds_the_way_from_the_own_list(talk: Talk) -> None:
    assert talk.path in talk.get(talk.anna, "/jury").text


def test_no_page_asks_more_than_eight_questions(talk: Talk) -> None:
    for number in range(3):
        talk.says(talk.anna, f"Beitrag {number}.")
    asked = []
    for path in (talk.path, talk.idea_path, f"{talk.idea_path}/idea"):
        with clock.at(JUDGING):
            browser = Browser(talk.app).sign_in(talk.anna)
            browser.get("/start")
            with statements() as sent:
                assert browser.get(path).status_code == 200
        asked.append(len(sent))
    assert [count for count in asked if count > 8] == []
    assert len(queries.posts_about(talk.idea.id)) == 3
