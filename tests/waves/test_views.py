import re

from flask import Flask
from sqlalchemy import select

from app.conflicts.actions import note_conflict
from app.core import clock, db
from app.ideas.models import Idea
from app.rounds.models import Round
from app.waves.queries import waves_of
from tests.support.browsers import Browser
from tests.support.jury import a_chair, some_admin
from tests.support.rounds import JUDGING
from tests.support.statements import statements
from tests.waves.test_actions import close_round, split_round

__all__ = ["close_round", "split_round"]

DIGEST = r'action="[^"]*/waves/{deed}".*?name="digest"[^>]*value="([0-9a-f]{{64}})"'


def digest_in(page: str, deed: str) -> str:
    (digest,) = re.findall(DIGEST.format(deed=deed), " ".join(page.split()))
    return str(digest)


def test_the_chair_reads_what_would_help_and_deals_it_by_one_click(app: Flask, close_round: Round) -> None:
    path = f"/rounds/{close_round.id}/waves"
    with clock.at(JUDGING):
        browser = Browser(app).sign_in(a_chair(close_round))
        shown = browser.get(path).text
        dealt = browser.post(f"{path}/deal", {"digest": digest_in(shown, "deal")})
        after = browser.get(path).text
        admin = Browser(app).sign_in(some_admin()).get(path).text
    assert "von den ersten 1 Plätzen im Mittel" in shown
    assert (dealt.status_code, len(waves_of(close_round.id))) == (303, 1)
    assert ("Welle 1: 1 Bewertung" in after, "Das entscheidet der Juryvorsitz." in admin) == (True, True)


def test_a_chair_who_is_biased_about_an_idea_neither_sees_nor_deals_what_is_close(
    app: Flask, close_round: Round
) -> None:
    path, chair, other = f"/rounds/{close_round.id}/waves", a_chair(close_round), a_chair(close_round, "Alex Vorsitz")
    with clock.at(JUDGING):
        digest = digest_in(Browser(app).sign_in(other).get(path).text, "deal")
        team_id = db.session().scalars(select(Idea.team_id).where(Idea.round_id == close_round.id).limit(1)).one()
        note_conflict(some_admin(), chair.id, team_id, "mentor")
        browser = Browser(app).sign_in(chair)
        shown = browser.get(path)
        posts = [browser.post(f"{path}/{deed}", {"digest": digest}).status_code for deed in ("deal", "link")]
        after = Browser(app).sign_in(other).get(path).text
    assert ("Bei 1 Idee sind Sie befangen" in shown.text, "<table" in shown.text) == (True, False)
    assert (shown.status_code, posts, waves_of(close_round.id)) == (200, [409, 409], [])
    assert digest_in(after, "deal") == digest


def test_what_fell_apart_is_named_by_ideas_and_jurors_and_linked_by_one_click(app: Flask, split_round: Round) -> None:
    path = f"/rounds/{split_round.id}/waves"
    with clock.at(JUDGING):
        browser = Browser(app).sign_in(a_chair(split_round))
        shown = browser.get(path).text
        refused = browser.post(f"{path}/link", {"digest": "0" * 64})
        linked = browser.post(f"{path}/link", {"digest": digest_in(shown, "link")})
        after = browser.get(path).text
    assert "Die Bewertungen zerfallen in 2 Gruppen" in shown
    assert len(re.findall(r"Idee \d</th>|Jurorin \d</td>", " ".join(shown.split()))) >= 2
    assert (refused.status_code, linked.status_code) == (409, 303)
    assert ("Welle 1: 1 Bewertung, verbindend" in " ".join(after.split()), "zerfallen" in after) == (True, False)


def test_the_page_asks_the_database_little_however_much_there_is(
    app: Flask, close_round: Round, split_round: Round
) -> None:
    counts = []
    with clock.at(JUDGING):
        for round_ in (close_round, split_round):
            browser = Browser(app).sign_in(a_chair(round_))
            browser.get(f"/rounds/{round_.id}/waves")
            with statements() as asked:
                browser.get(f"/rounds/{round_.id}/waves")
            counts.append(len(asked))
    assert counts == [8, 8]
