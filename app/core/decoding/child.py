"""The child's side: lock the door, decode what lies on standard input, write a verdict."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from . import sandbox
from .verdict import RejectedError, Verdict

Convert = Callable[[BinaryIO, str, Path], Verdict]


def run(convert: Convert, limits: sandbox.Limits = sandbox.PICTURES) -> None:
    """Convert standard input of the content type in argv[2] into pieces in the folder argv[3]."""
    content_type, folder = sys.argv[2], Path(sys.argv[3])
    os.umask(0o077)
    sandbox.enter(folder, limits)
    # The file comes as an open descriptor: the child needs no right to the folder where it lies.
    with open(0, "rb", closefd=False) as source:
        verdict_on(convert, source, content_type, folder).write(folder)


def verdict_on(convert: Convert, source: BinaryIO, content_type: str, folder: Path) -> Verdict:
    try:
        return convert(source, content_type, folder)
    except RejectedError as error:
        return Verdict(error.reason)
    except MemoryError:
        return Verdict("too_demanding")
    except Exception:  # noqa: BLE001 # decoders fail on hostile input in every way there is
        return Verdict("broken")
