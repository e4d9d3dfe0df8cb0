"""Reads along with a juror: whatever arrives must not say whose idea it is."""

from dataclasses import dataclass, field
from urllib.parse import quote

from playwright.sync_api import BrowserContext, Request


@dataclass
class Blindness:
    """`leaks` names every word that arrived although it should not, and where; `answers` counts what was read."""

    secrets: list[str]
    leaks: list[str] = field(default_factory=list)
    answers: int = 0

    def follow(self, context: BrowserContext) -> None:
        context.on("requestfinished", self._read)

    def _read(self, request: Request) -> None:
        answer = request.response()
        assert answer is not None
        headers = "\n".join(f"{name}: {value}" for name, value in answer.all_headers().items())
        # The answer to a POST that goes on to another page has no body.
        body = b"" if 300 <= answer.status < 400 else answer.body()
        self.answers += 1
        arrived = f"{request.url}\n{headers}\n".encode() + body
        for secret in self.secrets:
            if any(form.encode() in arrived for form in (secret, quote(secret), secret.replace(" ", "+"))):
                self.leaks.append(f"{secret} in {request.url}")
