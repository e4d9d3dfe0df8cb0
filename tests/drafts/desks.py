"""People at their devices: a page in a real Chromium behind a network that breaks, and what the server has of it."""

import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.support.browser import PATIENCE_MS, opened
from tests.support.server import Server
from tests.support.wire import Wire

_MOMENT_MS = 50
# What was still on the device may be sent by the page or by what looks after all pages: either says so.
SENT = re.compile(r"^gespeichert \d\d:\d\d$|jetzt ist es gespeichert\.$")
_ALL_THAT_IS_KEPT = """async () => {
  const open = indexedDB.open("drafts", 1);
  const isThere = await new Promise((resolve) => {
    open.onupgradeneeded = () => open.transaction.abort();
    open.onsuccess = () => resolve(true);
    open.onerror = () => resolve(false);
  });
  if (!isThere) return "";
  const all = open.result.transaction("drafts").objectStore("drafts").getAll();
  await new Promise((resolve) => { all.onsuccess = resolve; });
  open.result.close();
  const bytes = (row) => row.locked ? [...new Uint8Array(row.locked)].length : 0;
  return JSON.stringify(all.result.map((row) => [row.draft ?? null, bytes(row)]));
}"""


@dataclass
class Seat:
    """Somebody with a device of their own, who writes on the page of title and sentence."""

    server: Server
    context: BrowserContext
    login_name: str
    password: str
    idea_id: uuid.UUID
    page: Page
    cookie: str = ""
    # A link of the page to which signing in leads.
    arrival = "Team und Idee"

    def arrive(self) -> None:
        """Be signed in on a device of one's own, without the page on which one signs in."""
        self.context.add_cookies([{"name": "session", "value": self.cookie, "url": self.server.url}])

    def sign_in(self, *, device: str = "Nein, es gehört mir") -> None:
        opened(self.page, "/sign-in")
        self.page.get_by_label("Anmeldename oder E-Mail").fill(self.login_name)
        self.page.locator("input[type=password]").fill(self.password)
        self.page.get_by_label(device).check()
        self.page.get_by_role("button", name="Anmelden", exact=True).click()
        expect(self.page.get_by_role("link", name=self.arrival).first).to_be_visible()

    def open(self, number: int = 1) -> "Seat":
        opened(self.page, f"/ideas/{self.idea_id}/write/{number}")
        return self

    def new_tab(self) -> "Seat":
        """The tab is closed without a word and another one opened."""
        self.page.close(run_before_unload=False)
        self.page = self.context.new_page()
        return self

    def field(self, label: str) -> Locator:
        return self.page.get_by_label(re.compile(f"^{label}"))

    def type(self, label: str, text: str) -> None:
        """Add a text at the end of a field in one piece: between keys a busy machine has time enough to save."""
        self.field(label).focus()
        self.page.keyboard.press("Control+End")
        self.page.keyboard.insert_text(text)

    @property
    def state(self) -> Locator:
        return self.page.locator("auto-save [data-part=state]")

    # ---------------------------------------------------------------- what the server has
    def stored(self, key: str) -> str:
        return self._answer(key)[0]

    def version(self, key: str) -> int:
        return self._answer(key)[1]

    def _answer(self, key: str) -> tuple[str, int]:
        with self.server.database() as connection:
            query = "SELECT text, version FROM answers WHERE idea_id = ? AND field_key = ?"
            row = connection.execute(query, (self.idea_id.hex, key)).fetchone()
        return (str(row[0]), int(row[1])) if row else ("", 0)

    def wait_for(self, key: str, text: str) -> None:
        """Until the server has a text."""
        self.wait_until(lambda: self.stored(key), text)

    def wait_until(self, told: Callable[[], object], expected: object) -> None:
        """Until something is as expected; meanwhile the browser goes on."""
        for _moment in range(PATIENCE_MS // _MOMENT_MS):
            if told() == expected:
                return
            self.page.wait_for_timeout(_MOMENT_MS)
        assert told() == expected

    def kept(self) -> str:
        """Everything the browser keeps of drafts, as somebody who looks into it would read it."""
        return str(self.page.evaluate(_ALL_THAT_IS_KEPT))

    def texts_aside(self, origin: str) -> list[str]:
        """Texts that were kept and do not count."""
        with self.server.database() as connection:
            query = "SELECT text FROM revisions WHERE idea_id = ? AND origin = ? ORDER BY created_at"
            return [text for (text,) in connection.execute(query, (self.idea_id.hex, origin))]

    def end_sessions(self) -> None:
        """Wherever this person is signed in, they are no more."""
        with self.server.database() as connection:
            person = "SELECT id FROM users WHERE ? IN (login_name, email)"
            query = f"UPDATE sign_ins SET ended_at = created_at WHERE ended_at IS NULL AND user_id = ({person})"  # noqa: S608 # words of our own
            connection.execute(query, (self.login_name,))


@dataclass
class Room:
    """A class of teams; each test takes one that nobody had before."""

    server: Server
    chromium: Browser
    told: dict[str, str]
    taken: int = 0

    @contextmanager
    def team(self, wire: Wire) -> Iterator[tuple[Seat, Seat]]:
        """Two of a team, each at a device of their own, not signed in yet."""
        mia, ben, idea_id = self.told[f"idea {self.taken}"].split()
        self.taken += 1
        contexts = [
            self.chromium.new_context(base_url=wire.url, viewport={"width": 390, "height": 800}, locale="de-DE")
            for _ in range(2)
        ]
        try:
            password, idea = self.told["password"], uuid.UUID(idea_id)
            seats = [
                Seat(self.server, context, name, password, idea, context.new_page(), self.told[f"cookie {name}"])
                for context, name in zip(contexts, (mia, ben), strict=True)
            ]
            yield seats[0], seats[1]
        finally:
            for context in contexts:
                context.close()
