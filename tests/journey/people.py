"""What people do at their devices: open pages, follow links, press buttons, type, choose, and read what comes."""

import re
from datetime import datetime

from playwright.sync_api import Browser, Locator, Page, Response, expect

from app.core import clock
from tests.journey.blindness import Blindness
from tests.journey.watch import Viewer, Watch
from tests.support.browser import PATIENCE_MS

OK, SEE_OTHER, CONFLICT, INVALID = 200, 303, 409, 422
PHONE, DESK = (390, 844), (1280, 900)
_CONTROLS = "input, select, textarea"


class Person:
    """Somebody with a browser of their own. Every page they come to is judged by the watch."""

    def __init__(self, page: Page, site: str, watch: Watch, viewer: Viewer) -> None:
        self.page = page
        self._site = site
        self._watch = watch
        self._viewer = viewer
        self.blindness: Blindness | None = None
        page.set_default_timeout(PATIENCE_MS)

    # ------------------------------------------------------------ going
    def open(self, path: str, status: int = OK) -> None:
        """Go to a path of the site, or to a whole address."""
        answer = self.page.goto(path if path.startswith("http") else f"{self._site}{path}")
        self._arrive(answer, status)

    def click(self, what: Locator, status: int = OK) -> None:
        """Click something that leads to another page."""
        with self.page.expect_navigation() as navigation:
            what.click()
        self._arrive(navigation.value, status)

    def follow(self, name: str, status: int = OK) -> None:
        """Click a link in the page."""
        self.click(self.main.get_by_role("link", name=name, exact=True), status)

    def follow_menu(self, name: str) -> None:
        """Click a link in the menu, which phones have to unfold."""
        menu = self.page.locator(".site-menu summary")
        if menu.is_visible():
            menu.click()
        banner = self.page.get_by_role("banner")
        self.click(banner.get_by_role("link", name=name, exact=True))

    def press(self, name: str, status: int = OK) -> None:
        """Press a button and wait for the page that it leads to."""
        self.click(self.button(name), status)

    def press_and_confirm(self, name: str) -> None:
        """Press a button that asks back, and say yes."""
        self.button(name).click()
        self.click(self.page.get_by_role("dialog").get_by_role("button", name=name, exact=True))

    def download(self, name: str) -> bytes:
        """What a link or button named so lets one save."""
        role = self.main.get_by_role("link", name=name, exact=True).or_(self.button(name))
        with self.page.expect_download() as download:
            role.click()
        return download.value.path().read_bytes()

    def sign_out(self) -> None:
        self.open("/account")
        self.click(self.main.get_by_role("button", name="Abmelden"))

    def new_tab(self) -> "Person":
        """The same person in a second tab."""
        return Person(self.page.context.new_page(), self._site, self._watch, self._viewer)

    # ------------------------------------------------------------ filling in
    def field(self, label: str) -> Locator:
        return self.main.get_by_label(label, exact=True).and_(self.page.locator(_CONTROLS))

    def fill(self, **values: str) -> None:
        """Type into fields by their names, which is what a `<label for>` points to."""
        for name, value in values.items():
            self.main.locator(f"[name='{name}']:not([type=hidden])").fill(value)

    def fill_times(self, **moments: datetime) -> None:
        """Set date and time as on Berlin's clocks, or as they stand if they have no zone."""
        for name, moment in moments.items():
            local = clock.local(moment) if moment.tzinfo else moment
            self.main.locator(f"[name={name}]").fill(local.strftime("%Y-%m-%dT%H:%M"))

    def select(self, label: str, choice: str) -> None:
        self.field(label).select_option(choice)

    def check(self, label: str) -> None:
        """Choose one of several, or tick a box."""
        self.field(label).check()

    def choose_file(self, name: str, content: bytes) -> None:
        """Have a file on this device and choose it."""
        file = self._watch.folder.parent / "device" / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content)
        self.main.locator("input[type=file]").set_input_files(file)

    def send_file(self, name: str, content: bytes) -> None:
        """Choose a file, which a script then sends at once; the page comes again with it."""
        with self.page.expect_navigation() as navigation:
            self.choose_file(name, content)
        self._arrive(navigation.value, OK)

    def send_file_in_vain(self, name: str, content: bytes, reason: str) -> None:
        """The same with a file that is refused, without leaving the page."""
        refusals = self.main.get_by_role("alert").filter(has_text=reason)
        before = refusals.count()  # another file may have been refused in the same words
        self.choose_file(name, content)
        expect(refusals).to_have_count(before + 1)

    # ------------------------------------------------------------ reading
    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    def address_of(self, path: str) -> str:
        return f"{self._site}{path}"

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self._site).partition("?")[0]

    def button(self, name: str) -> Locator:
        return self.main.get_by_role("button", name=name, exact=True)

    def expect_text(self, *texts: str | re.Pattern[str]) -> None:
        """All of these stand in the page."""
        for text in texts:
            expect(self.main).to_contain_text(text)

    def expect_heading(self, text: str) -> None:
        expect(self.main.get_by_role("heading", level=1)).to_have_text(text)

    def summary_of(self, label: str) -> str:
        """The value beside a label in a list of such pairs."""
        value = self.main.locator("dt", has_text=re.compile(f"^{re.escape(label)}$")).locator(
            "xpath=following-sibling::dd[1]"
        )
        return value.inner_text().strip()

    def look(self, kind: str) -> None:
        """Have the watch judge the page in a state that it did not come in."""
        self._watch.look_at(self.page, None, self._viewer, kind)

    def is_read_along_by(self, blindness: Blindness) -> None:
        """From now on somebody reads whatever arrives here."""
        self.blindness = blindness
        blindness.follow(self.page.context)

    # ------------------------------------------------------------ inside
    def _arrive(self, answer: Response | None, status: int) -> None:
        assert answer is not None
        assert answer.status == status, f"{self.page.url}: {answer.status}\n{self.main.inner_text()}"
        if self.blindness:
            self.blindness.read(self.page.context)
        self._watch.look_at(self.page, answer, self._viewer)


def somebody(chromium: Browser, site: str, watch: Watch, viewer: Viewer) -> Person:
    """A person in Germany: a student with a phone, or one of the staff at a desk."""
    width, height = PHONE if viewer.is_student else DESK
    context = chromium.new_context(
        viewport={"width": width, "height": height},
        locale="de-DE",
        timezone_id="Europe/Berlin",
        java_script_enabled=viewer.has_scripts,
        reduced_motion="reduce",
    )
    watch.follow(context)
    return Person(context.new_page(), site, watch, viewer)
