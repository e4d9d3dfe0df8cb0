"""`make bench`: what things cost, as multiples of the same bare thing under the same server in the same window.

Absolute times depend on the machine and its mood; ratios taken side by side do not. Processor time is that of the
worker process; jobs run beside it, as they do in a larger installation. `make bench ONLY="pages phones"` does some
parts.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.bench import bare, fairness, pages, starts, transfers
from tests.bench.serving import ROOT, Server, served

# In their order; those that need the site first.
PARTS = ("start", "pages", "saves", "throughput", "cuts", "phones", "fairness")
# Of the contests by chance: all of them take minutes, see `tests.bench.fairness`.
_SHARE_OF_CONTESTS = 0.05


def main(asked: Sequence[str]) -> None:
    """Do the parts that were asked for, else all."""
    if unknown := set(asked) - set(PARTS):
        raise SystemExit(f"no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    parts = asked or PARTS
    if {*parts} - {"fairness"}:
        with tempfile.TemporaryDirectory() as folder:
            _serve(Path(folder), parts)
    if "fairness" in parts:
        fairness.main(_SHARE_OF_CONTESTS)


def _serve(data: Path, parts: Sequence[str]) -> None:
    (data / "site").mkdir()
    (data / "bare").mkdir()
    if "start" in parts:
        starts.measure_starts(data)
    settings = {"DATA_DIR": str(data / "site"), "SITE_URL": "http://127.0.0.1:8000", "WORKER": "separate"}
    people = _people(settings)
    bare.make_database(data / "bare" / "bare.sqlite")
    with (
        served(f"tests.bench.bare:create_app('{data}/bare/bare.sqlite')", {"DATA_DIR": str(data / "bare")}) as measure,
        served("app:create_app()", settings) as site,
    ):
        _compare(measure, site, people, settings, parts)


def _compare(
    measure: Server, site: Server, people: pages.People, settings: dict[str, str], parts: Sequence[str]
) -> None:
    student = people["student"]
    done: dict[str, Callable[[], None]] = {
        "pages": lambda: pages.compare(measure, site, people, settings),
        "saves": lambda: pages.compare_saves(site, people),
        "throughput": lambda: transfers.compare_throughput(measure, site, student),
        "cuts": lambda: transfers.cut(site, student),
        "phones": lambda: transfers.compare_with_phones(site, student),
    }
    for part, compare in done.items():
        if part in parts:
            compare()


def _people(settings: dict[str, str]) -> pages.People:
    """One person of each role of the demo, which is made if there is none."""
    command = [sys.executable, "-m", "flask", "--app", "app", "demo", "--json"]
    printed = subprocess.run(command, cwd=ROOT, env={**os.environ, **settings}, check=True, capture_output=True).stdout
    return {person["role"]: person for person in reversed(json.loads(printed))}


if __name__ == "__main__":
    main(sys.argv[1:])
