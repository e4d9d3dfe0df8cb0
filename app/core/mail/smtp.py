"""Flask-Mail's connection and message, where they are too trusting for a job that must not hang or leak."""

import contextlib
import smtplib
import ssl
from email.charset import QP, Charset
from email.mime.base import MIMEBase
from email.mime.text import MIMEText
from email.policy import SMTP
from email.utils import parseaddr
from types import TracebackType

from flask import current_app
from flask_mail import Connection, Message

from app.core.mail.outbox import OutboxMail

TIMEOUT_SECONDS = 20.0


class ServerAwayError(Exception):
    """The mail server cannot be reached or does not let us in; no mail is to blame."""


class Server(Connection):
    """A connection with a time limit, and one that checks certificates, which smtplib by itself does not."""

    def configure_host(self) -> smtplib.SMTP:
        try:
            host = self._open()
        except OSError as error:  # SMTPException is one
            raise ServerAwayError(type(error).__name__) from error
        try:
            self._log_in(host)
        except OSError as error:  # SMTPException is one
            host.close()
            raise ServerAwayError(type(error).__name__) from error
        return host

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        # The mails are accepted by now. A server that hangs up instead of saying goodbye must not have them sent twice.
        if self.host is not None:
            with contextlib.suppress(OSError):
                self.host.quit()
            self.host.close()

    @property
    def is_lost(self) -> bool:
        """Whether the connection broke: smtplib then closes its socket."""
        return self.host is None or self.host.sock is None

    def _open(self) -> smtplib.SMTP:
        # Our name in EHLO: smtplib would look the machine's own name up, which takes seconds where nothing answers.
        name = domain_of(self.mail.default_sender or "")
        server, port = self.mail.server, self.mail.port or 0
        if self.mail.use_ssl:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(server, port, name, timeout=TIMEOUT_SECONDS, context=context)
        return smtplib.SMTP(server, port, name, timeout=TIMEOUT_SECONDS)

    def _log_in(self, host: smtplib.SMTP) -> None:
        if self.mail.use_tls:
            host.starttls(context=ssl.create_default_context())
        if self.mail.username and self.mail.password:
            host.login(self.mail.username, self.mail.password)


class _Message(Message):
    def _mimetext(self, text: str | None, subtype: str = "plain") -> MIMEText:
        """Quoted-printable instead of raw eight-bit: SMTP cuts lines at 998 bytes, and people write longer ones."""
        charset = Charset("utf-8")
        charset.body_encoding = QP
        return MIMEText(text or "", subtype, charset)  # type: ignore[arg-type]  # it takes a Charset, says its code

    def _message(self) -> MIMEBase:
        """With headers as they were folded first: folding them once more puts spaces into words beside umlauts."""
        message = super()._message()
        message.policy = SMTP.clone(refold_source="none")
        return message


def message_of(mail: OutboxMail) -> Message:
    """The mail as it goes over the wire: the same bytes at every try."""
    sender: str = current_app.extensions["mail"].default_sender
    message = _Message(
        subject=mail.subject,
        recipients=[mail.to_address],
        body=mail.text,
        sender=sender,
        date=mail.created_at.timestamp(),
        extra_headers={"Auto-Submitted": "auto-generated", "Content-Language": mail.language},
    )
    message.msgId = f"<{mail.id}@{domain_of(sender)}>"
    return message


def domain_of(address: str) -> str:
    return parseaddr(address)[1].rpartition("@")[2] or "localhost"
