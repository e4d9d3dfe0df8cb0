"""`make bench`: what pages cost, as multiples of a bare Flask page under the same server in the same window.

Absolute times depend on the machine and its mood; ratios taken side by side do not. Processor time is that of the
worker process; jobs run beside it, as they do in a larger installation.
"""

import itertools
import json
import os
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench import bare, fairness
from tests.bench.serving import ROOT, Server, Visitor, served
from tests.media import pictures

ROUNDS = 5
SHARE_SECONDS = 1.0
# An idea takes 40 files.
UPLOADS = 6


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        people = _fill(data)
        bare.make_database(data / "bare.sqlite")
        with (
            served(f"tests.bench.bare:create_app('{data}/bare.sqlite')", {"DATA_DIR": folder}) as measure,
            served("app:create_app()", {**_settings(data), "WORKER": "separate"}) as site,
        ):
            _compare_pages(measure, site, people)
            _compare_saves(data, site, people)
    fairness.main()


def _settings(data: Path) -> dict[str, str]:
    return {"DATA_DIR": str(data / "site"), "SITE_URL": "http://127.0.0.1:8000"}


def _fill(data: Path) -> dict[str, dict[str, str]]:
    """A demo in a folder of its own; returns one person of each role."""
    (data / "site").mkdir()
    command = [sys.executable, "-m", "flask", "--app", "app", "demo", "--json"]
    printed = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **_settings(data)}, check=True, capture_output=True
    ).stdout
    return {person["role"]: person for person in reversed(json.loads(printed))}


def _compare_pages(measure: Server, site: Server, people: dict[str, dict[str, str]]) -> None:
    nobody, student, juror, admin = (_visitor(site, people.get(role)) for role in ("", "student", "juror", "admin"))
    idea = _open_idea(student)
    sheet = _first_link(juror, "/jury", r"/jury/[0-9a-f-]{36}")
    exhibit = _first_link(nobody, "/gallery", r"/gallery/[0-9a-f-]{36}")
    results = _first_link(nobody, exhibit, r"/competitions/[a-z0-9/-]+/results")
    picture = pictures.jpeg() + bytes(5_000_000)
    pages: dict[str, Callable[[], tuple[int, str]]] = {
        "home": lambda: nobody.get("/"),
        "results": lambda: nobody.get(results),
        "gallery": lambda: nobody.get("/gallery"),
        "idea on show": lambda: nobody.get(exhibit),
        "sign-in": lambda: nobody.get("/sign-in"),
        "teams of a student": lambda: student.get("/teams"),
        "idea": lambda: student.get(idea),
        "saving a draft": _saver(student, idea),
        "upload of 5 MB": lambda: student.upload(f"{idea}/uploads", picture),
        "jury: list": lambda: juror.get("/jury"),
        "jury: sheet": lambda: juror.get(sheet),
        "rounds": lambda: admin.get("/rounds"),
        "log": lambda: admin.get("/audit"),
    }
    base = Visitor(measure.port)
    print(f"{'processor time of':24} {'× bare page':>12}")
    for name, ask in pages.items():
        most = UPLOADS if name.startswith("upload") else None
        ratios = [_cost(site, ask, most) / _cost(measure, lambda: base.get("/")) for _round in range(ROUNDS)]
        print(f"{name:24} {statistics.median(ratios):12.2f}   ({min(ratios):.2f} to {max(ratios):.2f})")
    print(f"memory of the server: {site.memory_bytes() / 1e6:.0f} MB")


def _visitor(site: Server, person: dict[str, str] | None) -> Visitor:
    visitor = Visitor(site.port)
    if person:
        visitor.sign_in(person.get("login_name") or person["email"], person["password"])
    return visitor


def _first_link(visitor: Visitor, path: str, pattern: str) -> str:
    found = re.search(pattern, visitor.get(path)[1])
    if found is None:
        message = f"{path} leads to no {pattern}"
        raise RuntimeError(message)
    return found[0]


def _open_idea(student: Visitor) -> str:
    """The path of an idea of the student that can still be written."""
    for path in dict.fromkeys(re.findall(r"/teams/[0-9a-f-]{36}", student.get("/teams")[1])):
        student.get(f"{path}/idea")
        idea = student.location
        if idea.startswith("/ideas/") and "-version" in student.get(f"{idea}/write/1")[1]:
            return idea
    message = "no idea is open"
    raise RuntimeError(message)


def _saver(student: Visitor, idea: str) -> Callable[[], tuple[int, str]]:
    """Saves a new sentence each time, with the version that the page shows at first and its successors."""
    path = f"{idea}/write/1"
    page = student.get(path)[1]
    found = re.search(r'name="pitch-version"[^>]*value="(\d+)"', page)
    versions = itertools.count(int(found[1]) if found else 0)

    def save() -> tuple[int, str]:
        text = f"Entwurf {time.monotonic_ns()}"
        return student.post(path, {"pitch": text, "pitch-version": str(next(versions))})

    return save


def _cost(server: Server, ask: Callable[[], tuple[int, str]], most: int | None = None) -> float:
    """Processor seconds of one answer, over about a second of them, or over `most`."""
    ask()
    before, count, end = server.cpu_seconds(), 0, time.monotonic() + SHARE_SECONDS
    while time.monotonic() < end and count != most:
        status, page = ask()
        if status >= 400:
            message = f"answered {status}: {page[:300]}"
            raise RuntimeError(message)
        count += 1
    return (server.cpu_seconds() - before) / count


def _compare_saves(data: Path, site: Server, people: dict[str, dict[str, str]]) -> None:
    student = _visitor(site, people["student"])
    save = _saver(student, _open_idea(student))
    shares = [_rate(save) / _rate(_committer(data / f"commits-{number}.sqlite")) for number in range(ROUNDS)]
    print(f"durable saves, one writer, as a share of bare SQLite commits: {statistics.median(shares):.3f}")


def _committer(path: Path) -> Callable[[], object]:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE rows (text TEXT)")
    return lambda: connection.execute("INSERT INTO rows VALUES ('x')")


def _rate(deed: Callable[[], object]) -> float:
    count, begin = 0, time.monotonic()
    while time.monotonic() < begin + SHARE_SECONDS:
        deed()
        count += 1
    return count / (time.monotonic() - begin)


if __name__ == "__main__":
    main()
