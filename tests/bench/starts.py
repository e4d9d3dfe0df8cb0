"""`make run` in a fresh copy of the project: how long until the first page is there, the first time and the second."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from tests.bench.serving import ROOT, wait_for
from tests.support.programs import free_port

_AT_MOST_SECONDS = 600


def measure_starts(data: Path) -> None:
    """Fills `data/site` on the way, as `make run` does."""
    tree = data / "tree"
    _copy(tree)
    first, second = (_seconds_to_start(tree, data / "site") for _start in range(2))
    shutil.rmtree(tree)
    print(f"make run, packages cached: first start {first:.0f} s (≤ 180), second {second:.1f} s (≤ 5)", flush=True)


def _copy(tree: Path) -> None:
    """What a clone has: everything that is not ignored."""
    listed = subprocess.run(
        [_program("git"), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    for name in listed.stdout.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tree / name)


def _program(name: str) -> str:
    return shutil.which(name) or name


def _seconds_to_start(tree: Path, data_dir: Path) -> float:
    port, begin = free_port(), time.monotonic()
    # Without the environment in which the bench itself runs.
    inherited = {
        name: value for name, value in os.environ.items() if name not in {"VIRTUAL_ENV", "MAKEFLAGS", "MAKELEVEL"}
    }
    environment = {**inherited, "PORT": str(port), "DATA_DIR": str(data_dir)}
    with (tree / "run.log").open("wb") as log:
        process = subprocess.Popen(
            [_program("make"), "run"], cwd=tree, env=environment, stdout=log, stderr=log, start_new_session=True
        )
    try:
        wait_for(port, _AT_MOST_SECONDS)
        return time.monotonic() - begin
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(60)
