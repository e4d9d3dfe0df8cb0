"""The parent's side: start the child on one file, wait, and take over only what it may deliver."""

import importlib.util
import os
import signal
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.core.decoding.verdict import (
    PIECES,
    RESULT,
    RESULT_MAX_BYTES,
    WORDS,
    WORDS_MAX,
    Verdict,
    VerdictError,
    verdict_from,
)

WALL_SECONDS, FILM_WALL_SECONDS = 20, 1800
FILM_PACKAGE = "av"
_ERRORS = "errors.txt"
_ERROR_BYTES = 2000
_ENDED_FROM_OUTSIDE = {signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP}

# Isolated from the environment and the present folder. The package is found at the end of the path, behind the
# standard library, so that none of its neighbours is taken for a module of Python's.
_START = "import sys; sys.path.append(sys.argv[1]); from decoding.{module} import main; main()"
_CORE = Path(__file__).parent.parent
_HEADS = {"image/webp": (b"RIFF",), "image/jpeg": (b"\xff\xd8\xff",), "application/pdf": (b"%PDF-",)}
# An MP4 begins with the size of its first box.
_BOXED = frozenset({"video/mp4", "audio/mp4"})


class ChildLostError(Exception):
    """The child could not start or was ended by somebody else: nothing is known about the file."""


@dataclass(frozen=True)
class Piece:
    """A file that the child made; width and height are pixels, 0 for documents."""

    name: str
    path: Path
    content_type: str
    width: int
    height: int

    def open(self) -> BinaryIO:
        return _open_plain(self.path)


def decode(source: Path, content_type: str, folder: Path) -> tuple[Verdict, list[Piece]]:
    """Decode a file into pieces in `folder`, which is empty and the child's alone.

    Raises ChildLostError if the child could not do its work, which says nothing about the file.
    """
    module = module_for(content_type)
    command = [sys.executable, "-I", "-B", "-c", _START.format(module=module)]
    errors = folder / _ERRORS
    with source.open("rb") as file, errors.open("wb") as error_file:
        child = subprocess.Popen(  # noqa: S603 # our own program; the file's name is no argument
            [*command, str(_CORE), content_type, str(folder)],
            stdin=file,
            stdout=subprocess.DEVNULL,
            stderr=error_file,
            cwd=folder,
            env={},
            start_new_session=True,
        )
        reason = _wait_for(child, errors, FILM_WALL_SECONDS if module == "films" else WALL_SECONDS)
    return (Verdict(reason), []) if reason else delivered(folder)


def module_for(content_type: str) -> str:
    """The module of this package that decodes a content type."""
    if content_type.startswith(("video/", "audio/")):
        return "films"
    return "documents" if content_type == "application/pdf" else "pictures"


def can_decode(content_type: str) -> bool:
    """Whether what decodes it is installed; only films can lack it."""
    return module_for(content_type) != "films" or importlib.util.find_spec(FILM_PACKAGE) is not None


def delivered(folder: Path) -> tuple[Verdict, list[Piece]]:
    """What a child left in its folder, if it is what it should be; otherwise the file counts as broken."""
    try:
        with _open_plain(folder / RESULT) as file:
            verdict = verdict_from(file.read(RESULT_MAX_BYTES))
        return verdict, [] if verdict.reason else _pieces_of(verdict, folder)
    except (VerdictError, OSError):
        return Verdict("broken"), []


def words_in(folder: Path) -> str:
    """The words that a child found in a document; none if it left no readable ones."""
    try:
        with _open_plain(folder / WORDS) as file:
            found = file.read(4 * WORDS_MAX).decode("utf-8", "replace")[:WORDS_MAX]
    except (VerdictError, OSError):
        return ""
    return "".join(sign if sign.isprintable() else " " for sign in found)


def _wait_for(child: "subprocess.Popen[bytes]", errors: Path, seconds: int) -> str | None:
    """Why the file is rejected after an unusual end, or None after a usual one."""
    try:
        status = child.wait(seconds)
    except subprocess.TimeoutExpired:
        return "too_demanding"
    finally:
        child.kill()
        child.wait()
    if status > 0:
        raise ChildLostError(errors.read_bytes()[-_ERROR_BYTES:].decode("utf-8", "replace"))
    if -status in _ENDED_FROM_OUTSIDE:
        raise ChildLostError(signal.Signals(-status).name)
    if -status in {signal.SIGXCPU, signal.SIGXFSZ}:
        return "too_demanding"
    return "broken" if status < 0 else None


def _pieces_of(verdict: Verdict, folder: Path) -> list[Piece]:
    pieces = []
    for name, (width, height) in verdict.pieces.items():
        filename, content_type = PIECES[name]
        piece = Piece(name, folder / filename, content_type, width, height)
        with piece.open() as file:
            if not _begins_as(content_type, file.read(16)):
                raise VerdictError
        pieces.append(piece)
    if not pieces:
        raise VerdictError
    return pieces


def _begins_as(content_type: str, head: bytes) -> bool:
    return head[4:8] == b"ftyp" if content_type in _BOXED else head.startswith(_HEADS[content_type])


def _open_plain(path: Path) -> BinaryIO:
    """Open a plain file; a link that a taken-over child left would lead to files of the server."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    file = os.fdopen(descriptor, "rb")
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode) or status.st_nlink != 1:
        file.close()
        raise VerdictError
    return file
