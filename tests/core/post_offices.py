"""A real mail server, an application with nothing but the outbox, and a worker process to be killed.

`python -m tests.core.post_offices URL DATA_DIR PORT MOMENT` sends the outbox and is gone, as by kill -9, at MOMENT.
"""

import email
import os
import signal
import socket
import sys
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from sqlalchemy import select

from app.core import db, jobs, mail
from app.core.mail import OutboxMail, delivery, journal

ADDRESS = "maxi.muster@schule.example"


class PostOffice:
    """Takes mails on a port of its own. `answers` gives other answers than 250 to recipients, then is used up."""

    def __init__(self) -> None:
        self.port = _free_port()
        self._controller: Controller | None = None
        self.accepted: list[EmailMessage] = []
        self.answers: dict[str, list[str]] = {}
        self.content_answer = "250 OK"

    def open(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def close(self) -> None:
        """Be away until opened again."""
        if self._controller is not None:
            self._controller.stop()
        self._controller = None

    async def handle_RCPT(  # noqa: N802 # aiosmtpd looks for this name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answers = self.answers.get(address)
        if answers:
            return answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 # as above
        content = envelope.content or b""
        if self.content_answer.startswith("250"):
            data = content if isinstance(content, bytes) else content.encode()
            self.accepted.append(email.message_from_bytes(data, policy=policy.default))
        return self.content_answer


def app_with_outbox(data_dir: Path, port: int | None) -> Flask:
    app = Flask(__name__)
    app.testing = True
    app.config.update(
        MAIL_SERVER="127.0.0.1" if port else "", MAIL_PORT=port, MAIL_DEFAULT_SENDER="Funkenflug <post@schule.example>"
    )
    mail.init_app(app, data_dir)
    return app


@db.action
def write(subject: str = "Hallo", text: str = "Guten Tag", *, to: str = ADDRESS, key: str | None = None) -> None:
    mail.send(to, subject, text, key=key)


def rows() -> list[OutboxMail]:
    db.close_session()
    return list(db.session().scalars(select(OutboxMail).order_by(OutboxMail.created_at)))


def the_row() -> OutboxMail:
    (row,) = rows()
    return row


def journals(folder: Path) -> list[Path]:
    return list((folder / "mail").iterdir())


def _free_port() -> int:
    """A port nobody listens on; aiosmtpd cannot be told to choose one itself."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _die(*_: Any, **__: Any) -> None:  # noqa: ANN401 # stands in the place of several functions
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    url, folder, server_port, moment = sys.argv[1:]
    if moment == "before_mark":
        delivery._mark_sent = _die  # noqa: SLF001 # dies exactly there
    elif moment == "before_send":
        journal.Journal.says_accepted = property(_die)  # type: ignore[assignment]  # dies exactly there
    db.connect(url)
    jobs.configure(wrap=app_with_outbox(Path(folder), int(server_port)).app_context, lease=timedelta(seconds=1))
    jobs.run_due()
