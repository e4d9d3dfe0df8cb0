"""What pages and saves cost: processor time as multiples of the bare page, taken in turns."""

import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.bench.deeds import (
    Deed,
    first_link,
    open_idea,
    open_sheet,
    require,
    saver,
    sender,
    sheet_saver,
    take_files_away,
    visitor,
)
from tests.bench.serving import ROOT, Server, Visitor, served
from tests.media import pictures

People = Mapping[str, dict[str, str]]

_TURNS = 8
_SHARE_SECONDS = 0.3
_MEBIBYTE_5 = 5 * 1024**2


@dataclass(frozen=True)
class Line:
    """One deed with the multiple that it may cost; it is done so often in a turn, or for a share of a second."""

    name: str
    target: float | None
    deed: Deed
    most: int | None = None
    before: Callable[[], object] = lambda: None


def compare(measure: Server, site: Server, people: People, settings: Mapping[str, str]) -> None:
    """Print all lines: the median of all turns, what is asked, the least, and the median over the leanest page."""
    print(f"{'processor time of':34} {'× bare page':>12} {'target':>8} {'least':>7} {'× leanest':>10} {'ms':>8}")
    for line in _lines(site, people):
        _print(line, site, measure)
    print(f"memory of the server: {site.memory_bytes() / 1e6:.0f} MB")
    with _city(site, settings) as (city, round_path):
        for line in _lines_of_city(city, people, round_path):
            _print(line, city, measure)


def _lines(site: Server, people: People) -> Iterator[Line]:
    nobody, student, juror, admin = (visitor(site, people.get(role)) for role in ("", "student", "juror", "admin"))
    idea, sheet = open_idea(student), open_sheet(juror)
    exhibit = first_link(nobody, "/gallery", r"/gallery/[0-9a-f-]{36}")
    results = first_link(nobody, exhibit, r"/competitions/[a-z0-9/-]+/results")
    picture = pictures.jpeg()
    picture += bytes(_MEBIBYTE_5 - len(picture))
    yield Line("home", 1.5, lambda: nobody.get("/"))
    yield Line("results", 1.5, lambda: nobody.get(results))
    yield Line("gallery", None, lambda: nobody.get("/gallery"))
    yield Line("idea on show", None, lambda: nobody.get(exhibit))
    yield Line("sign-in", None, lambda: nobody.get("/sign-in"))
    yield Line("start page of a student", None, lambda: student.get("/start"))
    yield Line("teams of a student", None, lambda: student.get("/teams"))
    yield Line("idea", 4, lambda: student.get(idea))
    yield Line("saving a draft by the form", 4, saver(student, idea))
    # A turn of so few, because nobody saves more often than twice a second.
    yield Line("saving a draft while typing", 4, saver(student, idea, by_script=True), most=10)
    yield Line("upload of 5 MB", 12, sender(student, idea, picture), 3, lambda: take_files_away(student, idea))
    yield Line("jury: list", None, lambda: juror.get("/jury"))
    yield Line("jury: sheet", 4, lambda: juror.get(sheet))
    yield Line("jury: saving a sheet", 3, sheet_saver(juror, sheet))
    yield Line("rounds", None, lambda: admin.get("/rounds"))
    yield Line("log", None, lambda: admin.get("/audit"))


def _lines_of_city(city: Server, people: People, round_path: str) -> Iterator[Line]:
    admin = visitor(city, people["admin"])

    def forget_kept() -> None:
        _add_event(city.folder / "funkenflug.sqlite")

    yield Line("table of 1,000 ideas", 15, lambda: admin.get(f"{round_path}/ranking"))
    # Packing a spreadsheet takes as long as fifty bare pages, whoever fills it: no figure is asked of the first one.
    for kind, target in (("csv", 40), ("xlsx", None)):
        path = f"{round_path}/sheets.{kind}"
        yield Line(f"export of 5,000 sheets, {kind}", target, partial(admin.get, path), 1, forget_kept)
        yield Line(f"the same export again, {kind}", 40, partial(admin.get, path))


def _print(line: Line, site: Server, measure: Server) -> None:
    base = Visitor(measure.port)
    costs: list[tuple[float, float, float]] = []
    for _turn in range(_TURNS):
        line.before()
        if not costs:
            require(line.deed())
            line.before()
        own = _cost(site, line.deed, line.most)
        bare, leanest = (_cost(measure, partial(base.get, path)) for path in ("/", "/leanest"))
        costs.append((own, own / bare, own / leanest))
    own, ratio, leanest = (statistics.median(each) for each in zip(*costs, strict=True))
    target, least = f"≤ {line.target:g}" if line.target else "", min(ratio for _own, ratio, _leanest in costs)
    print(f"{line.name:34} {ratio:12.2f} {target:>8} {least:7.2f} {leanest:10.2f} {own * 1000:8.2f}", flush=True)


def _cost(server: Server, deed: Deed, most: int | None = None) -> float:
    """Processor seconds of one answer, over a share of a second of them, or over `most`."""
    before, count, end = server.cpu_seconds(), 0, time.monotonic() + _SHARE_SECONDS
    while (count == 0 or time.monotonic() < end or most) and count != most:
        require(deed())
        count += 1
    return (server.cpu_seconds() - before) / count


@contextmanager
def _city(site: Server, settings: Mapping[str, str]) -> Iterator[tuple[Server, str]]:
    folder = site.folder.with_name("city")
    shutil.copytree(site.folder, folder)
    environment = {**settings, "DATA_DIR": str(folder)}
    command = [sys.executable, "-m", "tests.bench.city"]
    printed = subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=True, capture_output=True)
    with served("app:create_app()", environment) as city:
        yield city, printed.stdout.decode().split()[-1]


def _add_event(database: Path) -> None:
    """Something in the log that makes what was kept of a round's sheets worth nothing: one more event of a sheet."""
    copied = 'at, actor_id, action, object_kind, object_id, "values", reason, request_id, previous_hash'
    connection = sqlite3.connect(database)
    with connection:
        connection.execute(
            f"INSERT INTO audit_events (number, {copied}, hash) SELECT (SELECT max(number) + 1 FROM audit_events), "  # noqa: S608 # our own words
            f"{copied}, hex(randomblob(32)) FROM audit_events WHERE object_kind = 'score_sheet' LIMIT 1"
        )
    connection.close()


# ---------------------------------------------------------------- durable saves
def compare_saves(site: Server, people: People) -> None:
    """Saves of one writer, each on the disk before it is answered, beside bare commits of one row."""
    student = visitor(site, people["student"])
    save = saver(student, open_idea(student))
    shares = [_rate(save) / _rate(_committer(site.folder / f"commits-{turn}.sqlite")) for turn in range(_TURNS)]
    print(f"durable saves, one writer, as a share of bare SQLite commits: {statistics.median(shares):.3f}")


def _committer(path: Path) -> Callable[[], object]:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE rows (text TEXT)")
    return lambda: connection.execute("INSERT INTO rows VALUES ('x')")


def _rate(deed: Callable[[], object]) -> float:
    count, begin = 0, time.monotonic()
    while time.monotonic() < begin + _SHARE_SECONDS:
        deed()
        count += 1
    return count / (time.monotonic() - begin)
