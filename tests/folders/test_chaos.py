"""Sixty interruptions of judging, of every kind and in any order: no mark and no character is lost or comes twice."""

import re

import pytest
from playwright.sync_api import expect

from tests.folders.desks import Juror
from tests.support.chaos import SAVED, Interrupted
from tests.support.server import Server
from tests.support.wire import Wire

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
INTERRUPTIONS = 60
KEYS = ("novelty", "benefit", "feasibility")


class Judging(Interrupted):
    """A juror who goes on choosing levels and writing at the end of a comment."""

    def __init__(self, seat: Juror, server: Server, wire: Wire) -> None:
        super().__init__(seat, server, wire, "**/marks")
        self.points = dict.fromkeys(KEYS, "")
        self.comments = dict.fromkeys(KEYS, "")

    def go_on(self) -> None:
        key = self.dice.choice(KEYS)
        points, text = self.dice.randint(0, 5), self.some_letters()
        self.seat.choose(key, points)
        self.type_keys(self.seat.comment(key), text)
        self.points[key] = str(points)
        self.comments[key] += text

    def come_back(self) -> None:
        self.seat.open()
        for key in KEYS:
            expect(self.seat.comment(key)).to_have_value(self.comments[key])
            if self.points[key]:
                expect(self.seat.chosen(key)).to_have_value(self.points[key])


def test_sixty_interruptions_lose_no_mark_and_double_none(juror: Juror, server: Server, wire: Wire) -> None:
    judging = Judging(juror, server, wire)
    often = {
        judging.cut: 30,
        judging.network_away: 25,
        judging.answer_lost: 15,
        judging.token_gone: 15,
        judging.reload: 8,
        judging.tab_closed: 4,
        judging.session_ended: 4,
        judging.deadline: 4,
    }
    happened = judging.endure(often, INTERRUPTIONS)
    expect(juror.state).to_have_text(SAVED)
    for key in KEYS:
        juror.wait_for(f"comment-{key}", re.sub(r"\s+$", "", judging.comments[key]))
        juror.wait_for(f"points-{key}", judging.points[key])
    assert (happened.total(), len(happened), juror.page.locator(".conflict").count()) == (INTERRUPTIONS, 9, 0)
    judging.come_back()
