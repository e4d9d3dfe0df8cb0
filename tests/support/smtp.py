"""A real mail server on loopback that keeps what it gets, and that can be away for a while."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Lock

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.programs import free_port

HOST = "127.0.0.1"


class MailServer:
    """`received` holds all mails in the order of arrival; `stop` and `start` keep port and mails."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._mails: list[EmailMessage] = []
        self._controller: Controller | None = None
        self.port = free_port()
        self.start()

    @property
    def received(self) -> list[EmailMessage]:
        with self._lock:
            return list(self._mails)

    def mails_to(self, address: str) -> list[EmailMessage]:
        """Those with this address in their header, with or without a name before it."""
        return [mail for mail in self.received if address in {to.addr_spec for to in mail["To"].addresses}]

    def start(self) -> None:
        """Answer, always on the same port."""
        self._controller = Controller(self, hostname=HOST, port=self.port)
        self._controller.start()

    def stop(self) -> None:
        """Be away: connections are refused."""
        if self._controller:
            self._controller.stop()
            self._controller = None

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 # aiosmtpd's name
        del server, session
        mail = message_from_bytes(envelope.original_content or b"", _class=EmailMessage, policy=policy.SMTP)
        with self._lock:
            self._mails.append(mail)
        return "250 OK"
