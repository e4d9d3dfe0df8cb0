"""What the tests of the storage do with files."""

import os
from pathlib import Path

from app.core import storage


def stored(text: bytes) -> storage.Stored:
    with storage.open_part(1000) as part:
        part.write(text)
        return part.commit()


def bytes_under(key: str) -> bytes:
    with storage.open_stored(key) as file:
        return file.read()


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"work"}


def make_old(path: Path) -> None:
    os.utime(path, (1_000_000_000, 1_000_000_000))


def resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
