"""Two hundred interruptions of typing, of every kind and in any order: no character is lost, none comes twice."""

import pytest
from playwright.sync_api import expect

from tests.drafts.desks import Seat
from tests.support.chaos import SAVED, Interrupted
from tests.support.server import Server
from tests.support.wire import Wire

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1200)]
INTERRUPTIONS = 200
FIELD, KEY = "Welches Problem", "problem"


class Writer(Interrupted):
    """Somebody who goes on typing at the end of a text."""

    written = ""

    def go_on(self) -> None:
        text = self.some_letters()
        self.type_keys(self.seat.field(FIELD), text)
        self.written += text

    def come_back(self) -> None:
        self.seat.open(2)
        expect(self.seat.field(FIELD)).to_have_value(self.written)


def test_two_hundred_interruptions_lose_no_character_and_double_none(mia: Seat, server: Server, wire: Wire) -> None:
    writer = Writer(mia.open(2), server, wire, "**/answers")
    often = {
        writer.cut: 30,
        writer.network_away: 25,
        writer.answer_lost: 15,
        writer.token_gone: 15,
        writer.reload: 8,
        writer.tab_closed: 4,
        writer.session_ended: 2,
        writer.deadline: 1,
    }
    happened = writer.endure(often, INTERRUPTIONS)
    expect(mia.state).to_have_text(SAVED)
    mia.wait_for(KEY, writer.written)
    assert (happened.total(), len(happened), mia.texts_aside("conflict")) == (INTERRUPTIONS, 9, [])
    mia.page.reload()
    expect(mia.field(FIELD)).to_have_value(writer.written)
    assert server.flask("verify").startswith("ok:")
