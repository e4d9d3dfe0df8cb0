"""Jurors at their devices: a sheet in a real Chromium behind a network that breaks, and what the server has of it."""

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Locator, ViewportSize

from tests.drafts.desks import Seat
from tests.support.browser import opened
from tests.support.server import Server
from tests.support.wire import Wire

OFFLINE = "offline, auf diesem Gerät gespeichert"


@dataclass
class Juror(Seat):
    """A juror with sheets to fill in; `idea_id` is the assignment of the one at hand."""

    sheets: list[uuid.UUID] = field(default_factory=list)
    round_id: str = ""
    arrival = "Bewerten"

    def open(self, number: int = 0) -> "Juror":
        self.idea_id = self.sheets[number]
        opened(self.page, f"/jury/{self.idea_id}")
        return self

    def comment(self, key: str) -> Locator:
        return self.page.locator(f"#comment-{key}")

    def choose(self, key: str, points: int) -> None:
        """Choose by the digit key."""
        self.page.locator(f"#points-{key}").focus()
        self.page.keyboard.press(str(points))

    def chosen(self, key: str) -> Locator:
        return self.page.locator(f'input[name="points-{key}"]:checked')

    def fill_in(self, points: int = 3) -> None:
        """The same points for every criterion."""
        for level in self.page.locator("level-picker input[value='0']").all():
            level.focus()
            self.page.keyboard.press(str(points))

    def press(self, button: str) -> None:
        self.page.get_by_role("button", name=re.compile(f"^{button}")).click()

    # ---------------------------------------------------------------- what the server has
    def stored(self, key: str) -> str:
        """What is stored of a field such as comment-novelty."""
        kind, _, criterion = key.partition("-")
        column = {"points": "s.points", "comment": "s.comment"}[kind]
        query = (
            f"SELECT {column} FROM scores s JOIN criteria c ON c.id = s.criterion_id "  # noqa: S608 # a name of our own
            "JOIN score_sheets h ON h.id = s.sheet_id WHERE h.assignment_id = ? AND c.key = ?"
        )
        with self.server.database() as connection:
            row = connection.execute(query, (self.idea_id.hex, criterion)).fetchone()
        return "" if row is None or row[0] is None else str(row[0])

    def wait_for_sheet(self, number: int, state: str) -> None:
        self.wait_until(lambda: self.sheet(number)[0], state)

    def times_handed_in(self, number: int) -> int:
        with self.server.database() as connection:
            query = (
                "SELECT count(*) FROM audit_events e JOIN score_sheets h ON h.id = e.object_id "
                "WHERE e.action = 'hand_in_sheet' AND h.assignment_id = ?"
            )
            return int(connection.execute(query, (self.sheets[number].hex,)).fetchone()[0])

    def sheet(self, number: int | None = None) -> tuple[str, int, bool]:
        """State and version of a sheet, and whether it came late."""
        id_ = self.idea_id if number is None else self.sheets[number]
        with self.server.database() as connection:
            query = "SELECT state, version, late_at IS NOT NULL FROM score_sheets WHERE assignment_id = ?"
            row = connection.execute(query, (id_.hex,)).fetchone()
        return (str(row[0]), int(row[1]), bool(row[2])) if row else ("", 0, False)


@dataclass
class Panel:
    """Jurors; each test takes one who has done nothing yet."""

    server: Server
    chromium: Browser
    told: dict[str, str]
    taken: int = 0

    @contextmanager
    def juror(self, wire: Wire | None, *, devices: int = 1, width: int = 1280) -> Iterator[list[Juror]]:
        """One juror at several devices, signed in at each; without a wire right at the server."""
        email, *sheets = self.told[f"juror {self.taken}"].split()
        self.taken += 1
        size: ViewportSize = {"width": width, "height": 900}
        contexts = [
            self.chromium.new_context(base_url=wire.url if wire else self.server.url, viewport=size, locale="de-DE")
            for _ in range(devices)
        ]
        ids = [uuid.UUID(sheet) for sheet in sheets]
        try:
            seats = [
                Juror(
                    self.server,
                    context,
                    email,
                    self.told["password"],
                    ids[0],
                    context.new_page(),
                    self.told[f"cookie {email}"],
                    ids,
                    self.told["round"],
                )
                for context in contexts
            ]
            for seat in seats:
                seat.arrive()
            yield seats
        finally:
            for context in contexts:
                context.close()
