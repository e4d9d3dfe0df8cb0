"""Two hundred interruptions of typing, of every kind and in any order: no character is lost, none comes twice."""

import contextlib
import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Error, Route, expect

from tests.drafts.desks import SAVED, Seat
from tests.support.server import Server
from tests.support.wire import Wire

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]
INTERRUPTIONS = 200
SEED = 4711
LETTERS = "abcdefghijklmnopqrstuvwxyzäöüß ,.!"
FIELD, KEY = "Welches Problem", "problem"


class Writer:
    """Somebody who goes on typing at the end of a text whatever happens."""

    def __init__(self, seat: Seat, server: Server, wire: Wire) -> None:
        self.seat, self.server, self.wire = seat, server, wire
        self.dice = random.Random(SEED)  # noqa: S311 # no secret
        self.written = ""

    def type(self) -> None:
        text = "".join(self.dice.choice(LETTERS) for _ in range(self.dice.randint(2, 6)))
        self.seat.type(FIELD, text)
        self.written += text

    def pause(self, most_ms: int) -> None:
        self.seat.page.wait_for_timeout(self.dice.randint(0, most_ms))

    def come_back(self) -> None:
        """The page is opened again: everything that was typed stands in it."""
        self.seat.open(2)
        expect(self.seat.field(FIELD)).to_have_value(self.written)

    # ---------------------------------------------------------------- what happens
    def cut(self) -> None:
        self.wire.cut()

    def network_away(self) -> None:
        with self.wire.down():
            self.pause(60)
            self.type()

    def answer_lost(self) -> None:
        def lose(route: Route) -> None:
            with contextlib.suppress(Error):  # the network may be gone before the server is reached
                route.fetch()
            route.abort()

        self.seat.page.route("**/answers", lose, times=1)
        self.pause(100)

    def token_gone(self) -> None:
        self.seat.page.evaluate("for (const t of document.querySelectorAll('[name=csrf_token]')) t.value = 'x'")

    def reload(self) -> None:
        self.come_back()

    def tab_closed(self) -> None:
        self.seat.new_tab()
        self.come_back()

    def session_ended(self) -> None:
        self.type()
        self.seat.end_sessions()
        dialog = self.seat.page.get_by_role("dialog", name="Bitte neu anmelden")
        dialog.get_by_label("Anmeldename oder E-Mail").fill(self.seat.login_name)
        dialog.get_by_label("Passwort").fill(self.seat.password)
        dialog.get_by_role("button", name="Anmelden").click()
        expect(dialog).to_have_count(0)

    def server_killed(self) -> None:
        self.server.kill()
        self.type()
        self.server.start()

    def deadline(self) -> None:
        self.server.let_pass(timedelta(days=40))
        self.type()
        self.pause(1500)
        self.server.let_pass(-timedelta(days=40))
        self.come_back()


def test_two_hundred_interruptions_lose_no_character_and_double_none(mia: Seat, server: Server, wire: Wire) -> None:
    writer = Writer(mia.open(2), server, wire)
    kinds: dict[Callable[[], None], int] = {
        writer.cut: 30,
        writer.network_away: 25,
        writer.answer_lost: 15,
        writer.token_gone: 15,
        writer.reload: 8,
        writer.tab_closed: 4,
        writer.session_ended: 2,
        writer.deadline: 1,
    }
    happened: Counter[str] = Counter()
    chosen = writer.dice.choices(list(kinds), list(kinds.values()), k=INTERRUPTIONS - 2)
    for interrupt in [*chosen[:60], writer.server_killed, *chosen[60:120], writer.server_killed, *chosen[120:]]:
        writer.type()
        writer.pause(120)
        interrupt()
        happened[interrupt.__name__] += 1
    expect(mia.state).to_have_text(SAVED, timeout=40_000)
    mia.wait_for(KEY, writer.written)
    assert (happened.total(), len(happened), mia.texts_aside("conflict")) == (INTERRUPTIONS, 9, [])
    mia.page.reload()
    expect(mia.field(FIELD)).to_have_value(writer.written)
    assert server.flask("verify").startswith("ok:")
