"""What only the disk promises: the order in which bytes and names get there, and what a full one does."""

import os
import subprocess
import sys
import textwrap
from datetime import timedelta
from pathlib import Path
from types import FrameType

import pytest

from app.core import storage
from tests.core.keeping import make_old, names_in, resident_bytes, stored
from tests.support.programs import REPOSITORY


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Path:
    storage.configure(tmp_path / "files")
    return tmp_path / "files"


def test_bytes_and_name_are_on_the_disk_before_commit_returns(folder: Path) -> None:
    calls: list[tuple[str, str]] = []

    def note(frame: FrameType, event: str, called: object) -> None:
        if event != "c_call" or called not in {os.fsync, os.rename}:
            return
        values = frame.f_locals
        if called is os.rename:
            calls.append(("rename", f"{Path(values['self']).suffix} to {Path(values['target']).suffix or 'key'}"))
        else:
            path = Path(f"/proc/self/fd/{values['descriptor']}").readlink()
            calls.append(("fsync", "folder" if path == folder.resolve() else path.suffix))

    with storage.open_part(1000) as part:
        part.write(b"text")
        sys.setprofile(note)
        try:
            part.commit()
        finally:
            sys.setprofile(None)

    assert calls == [("fsync", ".part"), ("rename", ".part to key"), ("fsync", "folder")]


def test_keys_can_be_asked_for_by_age(folder: Path) -> None:
    old, _young = stored(b"old").key, stored(b"young").key
    make_old(folder / old)

    assert list(storage.keys(timedelta(days=1))) == [old]


def test_a_disk_that_runs_full_while_writing_leaves_nothing_behind(folder: Path) -> None:
    # The limit of the file size stands for the disk: the kernel refuses the write in the same place.
    program = textwrap.dedent("""
        import resource, signal, sys
        from pathlib import Path
        from app.core import storage
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        storage.configure(Path(sys.argv[1]))
        try:
            with storage.open_part(1_000_000) as part:
                part.write(bytes(200_000))
                part.commit()
        except storage.StorageFullError:
            print("full")
    """)
    command = [sys.executable, "-c", program, str(folder)]

    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)

    assert done.stdout == "full\n"
    assert names_in(folder) == set()


def test_memory_stays_flat_while_a_large_file_passes() -> None:
    chunk = b"x" * 1024**2
    with storage.open_part(200 * 1024**2) as part:
        part.write(chunk)
        before = resident_bytes()
        for _number in range(99):
            part.write(chunk)
        assert part.commit().size == 100 * 1024**2
    assert resident_bytes() - before < 8 * 1024**2


# ---------------------------------------------------------------- a disk is all that is needed
_NEEDED = "STORAGE_URL: s3:// needs the package obstore, which the extra s3 brings"
_WITHOUT_THE_EXTRA = """
    import sys
    sys.modules["obstore.store"] = None
    from app import create_app
    create_app()
"""


def test_a_bucket_needs_the_extra_and_says_so_while_the_disk_does_without(tmp_path: Path) -> None:
    bucket = {
        "STORAGE_URL": "s3://files/a/b",
        "STORAGE_ENDPOINT": "http://127.0.0.1:1",
        "STORAGE_KEY": "key",
        "STORAGE_SECRET": "secret",
    }
    said = []
    for named in (bucket, {}):
        settings = {"DATA_DIR": str(tmp_path), "SECRET_KEY": "x" * 40, **named}
        command = [sys.executable, "-c", textwrap.dedent(_WITHOUT_THE_EXTRA)]
        ended = subprocess.run(
            command, cwd=REPOSITORY, env={**os.environ, **settings}, capture_output=True, text=True, check=False
        )
        said.append((ended.returncode, ended.stderr.strip().rpartition("\n")[2]))

    assert said[0] == (1, f"Funkenflug cannot start. {_NEEDED}")
    assert said[1][0] == 0
