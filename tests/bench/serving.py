"""Servers whose processor time is read, and browsers without a screen that ask them."""

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from tests.support.programs import free_port

_TICKS = os.sysconf("SC_CLK_TCK")
_IDLE_SECONDS = 10
ROOT = Path(__file__).parent.parent.parent


@dataclass
class Server:
    """A gunicorn with one worker, as `make run` starts it."""

    port: int
    master: int

    def cpu_seconds(self) -> float:
        """Processor time of the worker so far, in user and system mode."""
        fields = Path(f"/proc/{self._worker()}/stat").read_text(encoding="ascii").rsplit(") ", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def memory_bytes(self) -> int:
        """Resident memory of the worker."""
        pages = Path(f"/proc/{self._worker()}/statm").read_text(encoding="ascii").split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    def _worker(self) -> int:
        children = Path(f"/proc/{self.master}/task/{self.master}/children").read_text(encoding="ascii").split()
        return int(children[0])


@contextmanager
def served(application: str, environment: dict[str, str]) -> Iterator[Server]:
    """Serve an application until the block ends; it must answer `GET /` with 200 before it begins."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "1"),
        *("--worker-class", "gthread", "--threads", "64", "--keep-alive", "30", "--no-control-socket"),
        application,
    ]
    with (Path(environment["DATA_DIR"]) / f"log-{port}").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, stdout=log, stderr=log)
    try:
        _wait(port)
        yield Server(port, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _wait(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if Visitor(port).get("/")[0] == http.client.OK:
                return
        except OSError:
            time.sleep(0.05)
    message = "the server did not start"
    raise RuntimeError(message)


@dataclass
class Visitor:
    """One kept connection with cookies and the CSRF token of the last page."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    location: str = ""
    asked_at: float = 0.0

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def get(self, path: str) -> tuple[int, str]:
        return self._ask("GET", path, None, {})

    def post(self, path: str, values: dict[str, str]) -> tuple[int, str]:
        body = urlencode({"csrf_token": self.token, **values}).encode()
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def upload(self, path: str, body: bytes) -> tuple[int, str]:
        headers = {"Content-Type": "application/octet-stream", "X-File-Name": "bild.jpg", "Accept": "application/json"}
        return self._ask("POST", path, body, headers)

    def sign_in(self, name: str, password: str) -> None:
        self.get("/sign-in")
        status, _page = self.post("/sign-in", {"identifier": name, "password": password})
        if status != http.client.SEE_OTHER:
            message = f"signing in answered {status}"
            raise RuntimeError(message)

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, str]:
        if time.monotonic() > self.asked_at + _IDLE_SECONDS:
            self.connection.close()  # the server has closed its end, or is about to
        self.asked_at = time.monotonic()
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.connection.request(method, path, body, {**headers, "Cookie": cookies, "X-CSRFToken": self.token})
        response = self.connection.getresponse()
        page = response.read().decode(errors="replace")
        self.location = response.headers.get("Location", "")
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        if found := re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page):
            self.token = found[1]
        return response.status, page
