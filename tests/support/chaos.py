"""Somebody who goes on whatever happens to the network, a tab, a session, the server, the time."""

import contextlib
import itertools
import random
import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from playwright.sync_api import Error, Locator, Route, expect

from tests.support.server import Server
from tests.support.wire import Wire

SEED = 4711
SAVED = re.compile(r"^gespeichert \d\d:\d\d$")
LOOKS = 400
LETTERS = "abcdefghijklmnopqrstuvwxyzäöüß ,.!"
Kinds = dict[Callable[[], None], int]


class Interrupted:
    """Works at a seat, see `tests.drafts.desks.Seat`, whose page saves to addresses like `saves`."""

    def __init__(self, seat: Any, server: Server, wire: Wire, saves: str) -> None:  # noqa: ANN401 # each page has its own
        self.seat, self.server, self.wire, self.saves = seat, server, wire, saves
        self.dice = random.Random(SEED)  # noqa: S311 # no secret

    def go_on(self) -> None:
        """Type or choose something more."""
        raise NotImplementedError

    def come_back(self) -> None:
        """Open the page again: everything stands in it."""
        raise NotImplementedError

    def some_letters(self) -> str:
        return "".join(self.dice.choice(LETTERS) for _ in range(self.dice.randint(2, 6)))

    def type_keys(self, field: Locator, text: str) -> None:
        """Add letters at the end of a field, one key after the other, whatever happens between them."""
        field.focus()
        self.seat.page.keyboard.press("Control+End")
        self.seat.page.keyboard.type(text)

    def pause(self, most_ms: int) -> None:
        self.seat.page.wait_for_timeout(self.dice.randint(0, most_ms))

    def endure(self, often: Kinds, count: int) -> Counter[str]:
        """So many interruptions of these kinds in any order, two of them the end of the server; how often each came."""
        happened: Counter[str] = Counter()
        chosen = self.dice.choices(list(often), list(often.values()), k=count - 2)
        third = count // 3
        kill = self.server_killed
        for interrupt in [*chosen[:third], kill, *chosen[third : 2 * third], kill, *chosen[2 * third :]]:
            self.go_on()
            self.pause(120)
            interrupt()
            happened[interrupt.__name__] += 1
        return happened

    # ---------------------------------------------------------------- what happens
    def cut(self) -> None:
        self.wire.cut()

    def network_away(self) -> None:
        with self.wire.down():
            self.pause(60)
            self.go_on()

    def answer_lost(self) -> None:
        def lose(route: Route) -> None:
            with contextlib.suppress(Error):  # the network may be gone before the server is reached
                route.fetch()
            with contextlib.suppress(Error):  # so may the page
                route.abort()

        self.seat.page.route(self.saves, lose, times=1)
        self.pause(100)

    def token_gone(self) -> None:
        self.seat.page.evaluate("for (const t of document.querySelectorAll('[name=csrf_token]')) t.value = 'x'")

    def reload(self) -> None:
        self.come_back()

    def tab_closed(self) -> None:
        self.seat.new_tab()
        self.come_back()

    def session_ended(self) -> None:
        self.go_on()
        self.seat.end_sessions()
        dialog = self.seat.page.get_by_role("dialog", name="Bitte neu anmelden")
        for looked in itertools.count(1):
            if dialog.count():
                break
            assert looked < LOOKS, f"nobody is asked to sign in; the page says {self.seat.state.inner_text()!r}"
            # Should all have been saved a moment before the session ended, only the next letters can find out.
            if looked % 20 == 0 and SAVED.match(self.seat.state.inner_text()):
                self.go_on()
            # What has waited longer and longer for a network is sent at once when a browser says that it is back.
            self.seat.page.evaluate("dispatchEvent(new Event('online'))")
            self.pause(200)
        dialog.get_by_label("Anmeldename oder E-Mail").fill(self.seat.login_name)
        dialog.get_by_label("Passwort").fill(self.seat.password)
        dialog.get_by_role("button", name="Anmelden").click()
        expect(dialog).to_have_count(0)

    def server_killed(self) -> None:
        self.server.kill()
        self.go_on()
        self.server.start()

    def deadline(self) -> None:
        self.server.let_pass(timedelta(days=40))
        self.go_on()
        self.pause(1500)
        self.server.let_pass(-timedelta(days=40))
        self.come_back()
