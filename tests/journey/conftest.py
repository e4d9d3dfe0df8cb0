"""A real installation for each walk."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from app.core import clock
from tests.journey.story import Story
from tests.journey.watch import Watch
from tests.support.programs import REPOSITORY
from tests.support.server import Server
from tests.support.smtp import MailServer


@pytest.fixture
def story(chromium: Browser, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Story]:
    """The beginning of a story: an empty installation, running."""
    mails = MailServer()
    server = Server(tmp_path, mails)
    try:
        server.start()
        told = Story(server, mails, chromium, Watch(tmp_path / "pages"), _beginning())
        failures = request.session.testsfailed
        yield told
        if request.session.testsfailed > failures:
            told.take_pictures(REPOSITORY / "test-results" / request.node.name)
        told.end()
    finally:
        server.stop()
        mails.stop()


def _beginning() -> datetime:
    """Now, or some hours ago if it is night: two weeks on, this time of day must not come twice or not at all."""
    now = datetime.now(UTC)
    return now - timedelta(hours=4) if clock.local(now).hour < 4 else now
