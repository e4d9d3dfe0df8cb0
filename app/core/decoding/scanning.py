"""Asking ClamAV's daemon about a file, if the operator has named one.

Its protocol is a handful of bytes (https://docs.clamav.net/manual/Usage/Scanning.html#clamd); the clients on PyPI are
under the GPL or have not been kept for ten years.
"""

import re
import socket
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

CHUNK_BYTES = 64 * 1024
# Unpacking what is in a file takes a scanner its time; that it is there, it says at once.
SCAN_SECONDS, ANSWER_SECONDS = 300.0, 2.0
ANSWER_MAX_BYTES = 4096
OLD_AFTER = timedelta(days=3)
_FOUND = re.compile(r"stream: (.+) FOUND")
_MADE_AT = "%a %b %d %H:%M:%S %Y"


class ScannerAwayError(Exception):
    """The scanner gave no verdict, which says nothing about the file."""


@dataclass(frozen=True)
class Scanner:
    """How the scanner is doing: whether it answers, and from when its signatures are, as far as it says so."""

    is_there: bool
    signatures_at: datetime | None = None

    def is_old(self, now: datetime) -> bool:
        return self.signatures_at is not None and now - self.signatures_at > OLD_AFTER


class _Chosen:
    """The address that the settings name: host:port, the path of a socket, or nothing."""

    address: str = ""


def configure(address: str) -> None:
    _Chosen.address = address


def scan(path: Path) -> str:
    """What was found in a file; empty if nothing was, or if there is no scanner to ask. Raises ScannerAwayError."""
    if not _Chosen.address:
        return ""
    answer = _asked(b"INSTREAM", SCAN_SECONDS, path)
    if answer == "stream: OK":
        return ""
    if found := _FOUND.fullmatch(answer):
        return found.group(1)
    raise ScannerAwayError(answer)


def state() -> Scanner | None:
    """None if no scanner is configured."""
    if not _Chosen.address:
        return None
    try:
        answer = _asked(b"VERSION", ANSWER_SECONDS)
    except ScannerAwayError:
        return Scanner(is_there=False)
    return Scanner(is_there=True, signatures_at=_made_at(answer))


def _made_at(version: str) -> datetime | None:
    """Of "ClamAV 1.4.3/27800/Sun Oct 12 09:26:01 2026": the daemon's own time, taken for UTC as in containers."""
    try:
        return datetime.strptime(version.rpartition("/")[2], _MADE_AT).replace(tzinfo=UTC)
    except ValueError:
        return None


def _asked(command: bytes, seconds: float, path: Path | None = None) -> str:
    try:
        with _connected(seconds) as connection:
            connection.sendall(b"z" + command + b"\0")
            if path is not None:
                _send(connection, path)
            return _answer_of(connection)
    except OSError as error:
        raise ScannerAwayError(type(error).__name__) from error


def _connected(seconds: float) -> socket.socket:
    if _Chosen.address.startswith("/"):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(seconds)
        connection.connect(_Chosen.address)
        return connection
    host, _, port = _Chosen.address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), seconds)


def _send(connection: socket.socket, path: Path) -> None:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            connection.sendall(struct.pack("!I", len(chunk)) + chunk)
    connection.sendall(struct.pack("!I", 0))


def _answer_of(connection: socket.socket) -> str:
    answer = b""
    while len(answer) < ANSWER_MAX_BYTES and (chunk := connection.recv(ANSWER_MAX_BYTES)):
        answer += chunk
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")
