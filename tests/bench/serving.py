"""Servers whose processor time is read, and browsers without a screen that ask them."""

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from tests.support.programs import free_port

_IDLE_SECONDS = 10
ROOT = Path(__file__).parent.parent.parent
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Server:
    """A gunicorn with one worker, as `make run` starts it; `folder` has its data."""

    port: int
    master: int
    folder: Path

    def cpu_seconds(self) -> float:
        """Processor time of the worker's threads so far, as exactly as the kernel counts it."""
        threads = Path(f"/proc/{self._worker()}/task").iterdir()
        return sum(int((thread / "schedstat").read_text(encoding="ascii").split()[0]) for thread in threads) / 1e9

    def memory_bytes(self) -> int:
        """Resident memory of the worker."""
        return self._status("VmRSS")

    def peak_bytes(self) -> int:
        """The most resident memory that the worker has had since `forget_peak`."""
        return self._status("VmHWM")

    def forget_peak(self) -> None:
        Path(f"/proc/{self._worker()}/clear_refs").write_text("5", encoding="ascii")

    def _status(self, name: str) -> int:
        status = Path(f"/proc/{self._worker()}/status").read_text(encoding="ascii")
        return int(re.findall(rf"^{name}:\s+(\d+) kB$", status, re.MULTILINE)[0]) * 1024

    def _worker(self) -> int:
        children = Path(f"/proc/{self.master}/task/{self.master}/children").read_text(encoding="ascii").split()
        return int(children[0])


@contextmanager
def served(application: str, environment: Mapping[str, str]) -> Iterator[Server]:
    """Serve an application until the block ends; it must answer `GET /` with 200 before it begins."""
    port, folder = free_port(), Path(environment["DATA_DIR"])
    command = [
        *(sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "1"),
        *("--worker-class", "gthread", "--threads", "64", "--keep-alive", "30", "--no-control-socket"),
        application,
    ]
    with (folder / f"log-{port}").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, stdout=log, stderr=log)
    try:
        wait_for(port, 60)
        yield Server(port, process.pid, folder)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def wait_for(port: int, seconds: float) -> None:
    """Return as soon as `GET /` is answered with 200."""
    deadline = time.monotonic() + seconds
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
        return self.ask("GET", path)

    def post(self, path: str, values: Mapping[str, str], headers: Mapping[str, str] = {}) -> tuple[int, str]:
        body = urlencode({"csrf_token": self.token, **values}).encode()
        return self.ask("POST", path, body, {**FORM, **headers})

    def sign_in(self, name: str, password: str) -> None:
        self.get("/sign-in")
        status, _page = self.post("/sign-in", {"identifier": name, "password": password})
        if status != http.client.SEE_OTHER:
            message = f"signing in answered {status}"
            raise RuntimeError(message)

    def ask(
        self, method: str, path: str, body: bytes | memoryview | None = None, headers: Mapping[str, str] = {}
    ) -> tuple[int, str]:
        """Status and page of an answer."""
        if time.monotonic() > self.asked_at + _IDLE_SECONDS:
            self.connection.close()  # the server has closed its end, or is about to
        self.asked_at = time.monotonic()
        response, page = self._exchange(method, path, body, headers)
        self.location = response.headers.get("Location", "")
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        if found := re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page):
            self.token = found[1]
        return response.status, page

    def header(self, method: str, path: str, name: str, headers: Mapping[str, str] = {}) -> str:
        """One header of an answer."""
        response, _page = self._exchange(method, path, None, headers)
        return response.headers.get(name, "")

    def _exchange(
        self, method: str, path: str, body: bytes | memoryview | None, headers: Mapping[str, str]
    ) -> tuple[http.client.HTTPResponse, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.connection.request(method, path, body, {**headers, "Cookie": cookies, "X-CSRFToken": self.token})
        response = self.connection.getresponse()
        return response, response.read().decode(errors="replace")
