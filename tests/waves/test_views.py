import re

from flask import Flask

from app.core import clock
from app.rounds.models import Round
from app.waves.queries import waves_of
from tests.support.browsers import Browser
from tests.support.jury import a_chair, some_admin
from tests.support.rounds import JUDGING
from tests.waves.test_actions import close_round

__all__ = ["close_round"]


def test_the_chair_reads_what_would_help_and_deals_it_by_one_click(app: Flask, close_round: Round) -> None:
    path = f"/rounds/{close_round.id}/waves"
    with clock.at(JUDGING):
        browser = Browser(app).sign_in(a_chair(close_round))
        shown = browser.get(path).text
        (digest,) = re.findall(r'name="digest"[^>]*value="([0-9a-f]{64})"', " ".join(shown.split()))
        dealt = browser.post(f"{path}/deal", {"digest": digest})
        after = browser.get(path).text
        admin = Browser(app).sign_in(some_admin()).get(path).text
    assert "Noch 1 Bewertung würde am meisten klären, wer zu den ersten 1 gehört." in shown
    assert (dealt.status_code, len(waves_of(close_round.id))) == (303, 1)
    assert ("Welle 1: 1 Bewertung" in after, "Das entscheidet der Juryvorsitz." in admin) == (True, True)
