"""A site of one page that shows every component, under the policy and with the files of the real one."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, render_template_string
from werkzeug.middleware.shared_data import SharedDataMiddleware
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
)

from app.core.forms import Form, area_field, email_field, line_field, moment_field, number_field, password_field
from app.core.web import CONTENT_SECURITY_POLICY
from tests.support.programs import REPOSITORY

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
_GALLERY = Path(__file__).with_name("gallery.html")


class GalleryForm(Form):
    title = line_field("Titel", help_text="Kurz und neugierig machend.", low=3, high=80, is_counted=True)
    pitch = area_field("In einem Satz", high=160, required=False)
    mail = email_field("E-Mail", required=False)
    password = password_field("Passwort")
    category = SelectField("Themenfeld", choices={"1": "Klima", "2": "Arbeit"})
    stage = RadioField("Wie weit?", choices={"a": "Eine Idee", "b": "Ein Modell"})
    topics = SelectMultipleField("Hilfe bei", choices={"x": "Technik", "y": "Geld"})
    closes_at = moment_field("Ende", help_text="Zeit in München")
    starts_on = DateField("Beginn")
    size = number_field("Leute", low=1, high=5)
    paper = FileField("Papier")
    agreed = BooleanField("Gelesen", description="Die Regeln")
    level = RadioField("Neuheit", choices={"0": "0", "1": "1"})
    photo = FileField("Foto", description="JPEG bis 1 MB")
    version = HiddenField(default="7")


@dataclass
class Site:
    """The page to show at /, and everything that was sent to it."""

    html: str
    url: str = ""
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    is_settled: bool = False
    progress: int = 0

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        request = Request(environ)
        if request.method == "POST":
            self.requests.append((request.path, dict(request.headers), request.get_data()))
        return self._answer(request)(environ, start_response)

    def _answer(self, request: Request) -> Response:
        match request.path:
            case "/uploads" if len(request.get_data()) > 500:
                return Response('{"message": "Das ist kein Bild."}', 415, content_type="application/json")
            case "/uploads":
                begun = {
                    "Tus-Resumable": "1.0.0",
                    "Location": "/uploads/1",
                    "Upload-Offset": str(len(request.get_data())),
                }
                return Response(status=201, headers=begun)
            case "/state":
                settled = "true" if self.is_settled else "false"
                said = f'{{"is_settled": {settled}, "progress": {self.progress}}}'
                return Response(said, content_type="application/json")
            case "/service-worker.js":
                return Response(content_type="text/javascript")
            case "/":
                headers = {"Content-Security-Policy": CONTENT_SECURITY_POLICY}
                return Response(self.html, headers=headers, content_type="text/html; charset=utf-8")
            case _:
                return Response("<title>Danke</title>", content_type="text/html; charset=utf-8")


@contextmanager
def served(html: str) -> Iterator[Site]:
    """The site on a port of its own."""
    site = Site(html)
    files = SharedDataMiddleware(site, {"/static": str(REPOSITORY / "static")})
    server = make_server("127.0.0.1", 0, files, threaded=True)
    site.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def gallery(app: Flask, *, filled: bool = True, body_class: str = "") -> str:
    """The page with every component: filled in rightly, or sent empty, with an error at every field."""
    with app.test_request_context("/", method="GET" if filled else "POST"):
        form = GalleryForm(pitch="Ein Satz", level="1", topics=["x"])
        if not filled:
            form.validate()
        return render_template_string(
            _GALLERY.read_text(encoding="utf-8"),
            form=form,
            body_class=body_class,
            now=NOW,
            moment=NOW + timedelta(days=2, hours=3, minutes=4, seconds=30),
        )
