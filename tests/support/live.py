"""The application of a test, served to a real browser at a moment of the test's choice."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page
from werkzeug.serving import make_server

from app.accounts.models import User
from app.core import clock
from tests.support.browsers import Browser

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


@dataclass(frozen=True)
class Live:
    """Where the application answers."""

    app: Flask
    url: str
    moment: datetime

    def page_of(self, person: User, chromium: Chromium, *, width: int = 1280, height: int = 900) -> Page:
        """A window in which a person is signed in; close its context at the end."""
        context = chromium.new_context(base_url=self.url, viewport={"width": width, "height": height}, locale="de-DE")
        with clock.at(self.moment):
            cookie = Browser(self.app).sign_in(person).cookie
        context.add_cookies([{"name": "session", "value": cookie, "url": self.url}])
        return context.new_page()


@contextmanager
def live(app: Flask, moment: datetime) -> Iterator[Live]:
    """Serve the application on a port of its own, as if it were that moment."""

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        with clock.at(moment):
            return app(environ, start_response)

    server = make_server("127.0.0.1", 0, answer, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Live(app, f"http://127.0.0.1:{server.server_port}", moment)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
