"""Large files and bad networks: how quick, how much is sent twice, what it costs in memory, and who waits meanwhile."""

import contextlib
import hashlib
import http.client
import random
import selectors
import socket
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tests.bench.deeds import TUS, add_piece, announce, open_idea, pieces_of, require, sender, take_files_away, visitor
from tests.bench.serving import Server, Visitor
from tests.support.wire import Wire

_TURNS = 5
_QUICK_BYTES = 50 * 1024**2
_LARGE_BYTES = 500 * 1024**2
_CUTS = 30
_PHONES = 40
_PHONE_BYTES_PER_SECOND = 20_000
_TICK_SECONDS = 0.1
_PAGES = 150
_STRETCH = 1024**2
# What a film begins with.
_HEAD = b"\0\0\0\x20ftypisom\0\0\2\0isomiso2avc1mp41"


def _film(size: int) -> bytes:
    """Bytes that begin as a film does; no two stretches of them are alike."""
    chance = random.Random(size)  # noqa: S311 # the same each time
    return (_HEAD + b"".join(chance.randbytes(_STRETCH) for _stretch in range(size // _STRETCH)))[:size]


def compare_throughput(measure: Server, site: Server, person: dict[str, str]) -> None:
    """50 MB by tus as the page sends them, beside the same pieces, each written and synced by the bare application."""
    student, bare, film = visitor(site, person), Visitor(measure.port), _film(_QUICK_BYTES)
    idea = open_idea(student)
    send = sender(student, idea, film, "film.mp4")

    def write() -> tuple[int, str]:
        return [require(bare.ask("POST", "/bytes", piece)) for _offset, piece in pieces_of(film)][-1]

    shares = []
    for _turn in range(_TURNS):
        take_files_away(student, idea)
        shares.append(_seconds(write) / _seconds(send))
    take_files_away(student, idea)
    print(f"throughput of tus, share of the same pieces written and synced: {statistics.median(shares):.2f} (≥ 0.5)")


def _seconds(deed: Callable[[], tuple[int, str]]) -> float:
    begin = time.perf_counter()
    require(deed())
    return time.perf_counter() - begin


# ---------------------------------------------------------------- a large file over a network that breaks
def cut(site: Server, person: dict[str, str]) -> None:
    """500 MB over a network that breaks 30 times."""
    student, film = visitor(site, person), _film(_LARGE_BYTES)
    idea, wire = open_idea(student), Wire(site.port)
    through = Visitor(wire.port, student.cookies, student.token)
    site.forget_peak()
    idle = site.memory_bytes()
    breaker = threading.Thread(target=_break, args=(wire,), daemon=True)
    breaker.start()
    _push(through, announce(student, idea, len(film), "film.mp4"), film)
    breaker.join()
    wire.close()
    found = "equal" if hashlib.sha256(film).digest() in _digests(site.folder / "files", len(film)) else "DIFFERENT"
    twice = wire.passed / len(film) - 1
    print(f"500 MB with {_CUTS} cuts: hash {found}, {twice:.1%} sent twice (< 25 %)", end=", ")
    print(f"server {(site.peak_bytes() - idle) / 1e6:.0f} MB above idle (< 150)")
    take_files_away(student, idea)


def _break(wire: Wire) -> None:
    """Cut after each of 31 stretches of about the same length, wherever that may be."""
    for number in range(1, _CUTS + 1):
        while wire.passed < number * _LARGE_BYTES / (_CUTS + 1):
            time.sleep(0.002)
        wire.cut()


def _push(through: Visitor, upload: str, film: bytes) -> None:
    """Send what is missing until nothing is; after a break ask first how much has arrived."""
    offset = 0
    while offset < len(film):
        with contextlib.suppress(OSError, http.client.HTTPException):
            for begin, piece in pieces_of(film[offset:]):
                require(add_piece(through, upload, offset + begin, piece))
            return
        through.connection.close()
        offset = _arrived(through, upload, offset)


def _arrived(through: Visitor, upload: str, last: int) -> int:
    with contextlib.suppress(OSError, http.client.HTTPException):
        return int(through.header("HEAD", upload, "Upload-Offset", TUS) or last)
    through.connection.close()
    return last


def _digests(folder: Path, size: int) -> Iterator[bytes]:
    for path in folder.iterdir():
        if path.is_file() and path.stat().st_size == size:
            with path.open("rb") as file:
                yield hashlib.file_digest(file, "sha256").digest()


# ---------------------------------------------------------------- slow phones
def compare_with_phones(site: Server, person: dict[str, str]) -> None:
    """How long pages take while 40 phones upload, beside how long they take before and after."""
    student = visitor(site, person)
    idea = open_idea(student)
    uploads = [announce(student, idea, _LARGE_BYTES // _PHONES, f"{number}.mp4") for number in range(_PHONES)]
    idle = [_slowest(student, idea)]
    with _phones(student, uploads):
        busy = _slowest(student, idea)
    idle.append(_slowest(student, idea))
    for upload in uploads:
        require(student.ask("DELETE", upload, None, TUS))
    slower = busy / statistics.mean(idle)
    print(f"p95 of pages while {_PHONES} slow phones upload, × idle: {slower:.2f} (< 3)")


def _slowest(student: Visitor, idea: str) -> float:
    """The 95th percentile of an idea's page and the home page."""
    taken = [_seconds(partial(student.get, path)) for path in (idea, "/") * _PAGES]
    return statistics.quantiles(taken, n=20)[-1]


@contextlib.contextmanager
def _phones(student: Visitor, uploads: list[str]) -> Iterator[None]:
    """Phones that send 20 kB a second each, until the block ends; every one of them must still be heard then."""
    phones, stop = [_phone(student, upload) for upload in uploads], threading.Event()
    feeder = threading.Thread(target=_feed, args=(phones, stop), daemon=True)
    feeder.start()
    try:
        time.sleep(1)
        yield
    finally:
        stop.set()
        feeder.join()
        answered = _answered(phones)
        for phone in phones:
            phone.close()
    if answered:
        message = f"{answered} phones were told something before they had sent everything"
        raise RuntimeError(message)


def _phone(student: Visitor, upload: str) -> socket.socket:
    """A connection with the head of a request; the body is still to come."""
    phone = socket.create_connection(("127.0.0.1", student.port))
    cookies = "; ".join(f"{name}={value}" for name, value in student.cookies.items())
    said = {"Host": "127.0.0.1", "Cookie": cookies, "X-CSRFToken": student.token, **TUS, "Upload-Offset": "0"}
    said |= {"Content-Type": "application/offset+octet-stream", "Content-Length": str(_LARGE_BYTES // _PHONES)}
    lines = "".join(f"{name}: {value}\r\n" for name, value in said.items())
    phone.sendall(f"PATCH {upload} HTTP/1.1\r\n{lines}\r\n{_HEAD.decode('latin-1')}".encode("latin-1"))
    return phone


def _feed(phones: list[socket.socket], stop: threading.Event) -> None:
    share = bytes(int(_PHONE_BYTES_PER_SECOND * _TICK_SECONDS))
    while not stop.wait(_TICK_SECONDS):
        for phone in phones:
            phone.sendall(share)


def _answered(phones: list[socket.socket]) -> int:
    with selectors.DefaultSelector() as selector:
        for phone in phones:
            selector.register(phone, selectors.EVENT_READ)
        return len(selector.select(0))
