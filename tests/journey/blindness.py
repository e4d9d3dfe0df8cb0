"""Reads along with a juror: whatever arrives must not say whose idea it is."""

from dataclasses import dataclass, field
from html import escape
from urllib.parse import quote, unquote_plus

from playwright.sync_api import BrowserContext, Request, Response

_REDIRECTS = range(300, 400)


@dataclass
class Blindness:
    """`leaks` names every word that arrived although it should not, and where; `answers` counts what was read."""

    secrets: list[str]
    leaks: list[str] = field(default_factory=list)
    answers: int = 0
    _requests: list[Request] = field(default_factory=list)

    def follow(self, context: BrowserContext) -> None:
        context.on("request", self._note)

    def read(self, context: BrowserContext) -> None:
        """Read what has come since the last time; while the page stands there, for the next one takes its place."""
        while self._requests:
            request = self._requests.pop(0)
            answer = request.response()
            if request.resource_type == "document" and answer is not None:
                self._search(request.url, _text_of(answer))
            else:
                # Pictures may still be on their way: they are asked for once more.
                fetched = context.request.get(request.url)
                self._search(request.url, f"{fetched.headers}".encode() + fetched.body())

    def _note(self, request: Request) -> None:
        self._requests.append(request)

    def _search(self, address: str, arrived: bytes) -> None:
        self.answers += 1
        everything = f"{unquote_plus(address)}\n".encode() + arrived
        for secret in self.secrets:
            if any(form.encode() in everything for form in (secret, quote(secret), escape(secret))):
                self.leaks.append(f"{secret} in {address}")


def _text_of(answer: Response) -> bytes:
    headers = "".join(f"{name}: {value}\n" for name, value in answer.all_headers().items())
    # The answer to a form that goes on to another page has no body.
    return headers.encode() + (b"" if answer.status in _REDIRECTS else answer.body())
