"""What the steps of a walk share: the installation, the people in it, and what they were told."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

from playwright.sync_api import Browser

from tests.core.working import wait_until
from tests.journey.people import Person, somebody
from tests.journey.watch import Viewer, Watch
from tests.support.server import Server
from tests.support.smtp import MailServer

PASSWORD = "wolke-tisch-apfel-rabe"


@dataclass
class Story:
    """`people` have a device each, by name; `paths` and `words` are what an earlier step leaves to a later one."""

    server: Server
    mails: MailServer
    chromium: Browser
    watch: Watch
    began_at: datetime
    people: dict[str, Person] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    _gone: timedelta = timedelta()
    _published: timedelta = timedelta()

    def __getitem__(self, name: str) -> Person:
        return self.people[name]

    def student(self, name: str, *, has_scripts: bool = True) -> Person:
        """A student with a phone enters."""
        return self._enter(name, Viewer(is_student=True, has_scripts=has_scripts))

    def staff(self, name: str) -> Person:
        """One of the staff sits down at a desk."""
        return self._enter(name, Viewer(is_student=False))

    def _enter(self, name: str, viewer: Viewer) -> Person:
        person = somebody(self.chromium, self.server.url, self.watch, viewer)
        self.people[name] = person
        return person

    def go_to(self, days: int) -> None:
        """Have it be so many days after everything began, for the phases of the round."""
        # A minute more: times are entered without seconds.
        moment = timedelta(days=days, minutes=1) if days else timedelta()
        self.server.let_pass(moment - self._gone)
        self._gone = moment

    def publish_by_clock(self, days: int) -> None:
        """Have so many days pass for what is planned to be published."""
        self._published = timedelta(days=days)
        self.server.let_publications_come(self._published)

    def go_back(self) -> None:
        """Put everything back to when it was planned."""
        self.go_to(0)
        self.server.let_publications_come(-self._published)

    def mail_to(self, address: str, number: int = 1) -> EmailMessage:
        """The mail with that number that somebody got, as soon as it has arrived."""
        wait_until(lambda: len(self.mails.mails_to(address)) >= number)
        return self.mails.mails_to(address)[number - 1]

    def link_in(self, mail: EmailMessage) -> str:
        """The only address of this site in a mail."""
        body = mail.get_body(("plain",))
        assert body is not None
        (link,) = re.findall(rf"{re.escape(self.server.url)}/\S+", body.get_content())
        return str(link)

    def take_pictures(self, folder: Path) -> None:
        """Keep what stands on everybody's screen."""
        for name, person in self.people.items():
            for number, page in enumerate(person.page.context.pages):
                page.screenshot(path=folder / f"{name}-{number}.png", full_page=True)

    def end(self) -> None:
        """Everybody goes home."""
        for person in self.people.values():
            person.page.context.close()
