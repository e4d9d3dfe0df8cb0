"""The tools the tests lean on find what they are there to find."""

import smtplib
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser

from tests.support.browser import axe_of
from tests.support.html import complaints_about_html
from tests.support.postgres import PostgresServer
from tests.support.smtp import HOST, MailServer

_STRICT = "default-src 'none'; style-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'"
_STYLE = ".pale { color: #aaa; background: #fff } .gradient { color: #fff; background: linear-gradient(#000, #fff) }"
_PAGE = (
    '<!doctype html><html lang="de"><head><title>Seite</title><link rel="stylesheet" href="/style.css"></head>'
    "<body><main><h1>Seite</h1>{}</main></body></html>"
)
_PAGES = {
    "/style.css": _STYLE,
    "/good": _PAGE.format("<p>Gut lesbar</p>"),
    "/bad": _PAGE.format('<p class="pale">Blass</p><p class="gradient">Verlauf</p>'),
}


class _StrictPages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = _PAGES.get(self.path, "").encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/css" if self.path.endswith(".css") else "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", _STRICT)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    with ThreadingHTTPServer((HOST, 0), _StrictPages) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://{HOST}:{server.server_port}"
        server.shutdown()


@pytest.mark.browser
def test_axe_finds_faults_on_a_page_with_a_strict_policy(site: str, chromium: Browser) -> None:
    page = chromium.new_page()
    page.goto(f"{site}/good")
    good = axe_of(page)
    page.goto(f"{site}/bad")
    bad = axe_of(page)
    page.context.close()

    assert (good.violations, good.incomplete) == ([], [])
    assert [line.split(":")[0] for line in bad.violations] == ["color-contrast at .pale"]
    assert [line.split(":")[0] for line in bad.incomplete] == ["color-contrast at .gradient"]


def test_invalid_html_is_found(tmp_path: Path) -> None:
    (tmp_path / "good.html").write_text(_PAGE.format("<p>Gut</p>"), encoding="utf-8")
    (tmp_path / "bad.html").write_text(_PAGE.format('<p><div style="color:red"></p><img src="a">'), encoding="utf-8")

    complaints = complaints_about_html(tmp_path)

    assert {complaint.split(":")[0] for complaint in complaints} == {"bad.html"}
    assert {complaint.split()[1] for complaint in complaints} >= {"no-inline-style:", "wcag/h37:", "close-order:"}


@pytest.mark.postgres
def test_a_copy_of_a_database_holds_the_rows_of_its_template_and_leaves_it_alone() -> None:
    server = PostgresServer()
    try:
        template = server.make_database()
        with _connected(server, template) as connection:
            connection.execute("CREATE TABLE school (name text)")
            connection.execute("INSERT INTO school VALUES ('Süd')")
        first, second = server.make_database(template), server.make_database(template)
        with _connected(server, first) as connection:
            connection.execute("DELETE FROM school")

        assert _schools(server, first) == []
        assert _schools(server, second) == _schools(server, template) == [("Süd",)]
        server.drop_database(first)
        with pytest.raises(psycopg.OperationalError, match="does not exist"):
            _connected(server, first)
    finally:
        server.stop()


def _connected(server: PostgresServer, database: str) -> psycopg.Connection:
    return psycopg.connect(server.url(database).replace("+psycopg", ""))


def _schools(server: PostgresServer, database: str) -> list[tuple[str]]:
    with _connected(server, database) as connection:
        return connection.execute("SELECT name FROM school").fetchall()


def test_the_mail_server_keeps_mails_and_can_be_away() -> None:
    server = MailServer()
    try:
        _send(server, "Grüße")
        server.stop()
        with pytest.raises(ConnectionRefusedError):
            _send(server, "niemand da")
        server.start()
        _send(server, "wieder da")

        assert [mail["Subject"] for mail in server.received] == ["Grüße", "wieder da"]
        assert server.received[0].get_content() == "Hallo Schüler*innen\r\n"
        assert len(server.mails_to("b@schule.example")) == len(server.received)
    finally:
        server.stop()


def _send(server: MailServer, subject: str) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@schule.example", "b@schule.example", subject
    mail.set_content("Hallo Schüler*innen\n")
    with smtplib.SMTP(HOST, server.port) as client:
        client.send_message(mail)
