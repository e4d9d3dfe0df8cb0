"""Files on disk: whole and durable, or not there."""

import hashlib
import io
import os
import subprocess
import sys
import textwrap
from datetime import timedelta
from pathlib import Path
from types import FrameType

import pytest

from app.core import storage

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Path:
    storage.configure(tmp_path / "files")
    return tmp_path / "files"


def stored(text: bytes) -> storage.Stored:
    with storage.open_part(1000) as part:
        part.write(text)
        return part.commit()


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"work"}


def make_old(path: Path) -> None:
    os.utime(path, (1_000_000_000, 1_000_000_000))


def test_what_was_written_can_be_read_under_its_key() -> None:
    with storage.open_part(1000) as part:
        part.write(b"one ")
        part.write(b"two")
        result = part.commit()

    with storage.open_stored(result.key) as file:
        assert file.read() == b"one two"
    assert result == storage.Stored(result.key, 7, hashlib.sha256(b"one two").hexdigest())
    assert list(storage.keys()) == [result.key]


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


def test_a_part_grows_up_to_its_limit() -> None:
    with storage.open_part(4) as part:
        part.write(b"four")
        assert part.commit().size == 4


def write_two(first: bytes, second: bytes) -> None:
    with storage.open_part(4) as part:
        part.write(first)
        part.write(second)


def test_a_part_does_not_grow_beyond_its_limit(folder: Path) -> None:
    with pytest.raises(storage.TooManyBytesError):
        write_two(b"four", b"5")

    assert names_in(folder) == set()


def test_a_part_that_is_not_committed_vanishes(folder: Path) -> None:
    with storage.open_part(4) as part:
        part.write(b"four")
        assert {Path(name).suffix for name in names_in(folder)} == {".part"}

    assert names_in(folder) == set()


def test_an_error_while_writing_leaves_nothing_behind(folder: Path) -> None:
    with pytest.raises(TypeError):
        write_two(b"fo", "no")  # type: ignore[arg-type]  # the error is wanted

    assert names_in(folder) == set()


def test_a_deleted_file_is_gone_and_may_be_deleted_again() -> None:
    key = stored(b"text").key

    storage.delete(key)
    storage.delete(key)

    with pytest.raises(storage.NotStoredError):
        storage.open_stored(key)
    assert list(storage.keys()) == []


@pytest.mark.parametrize("key", ["", "../secret", "a" * 31, "A" * 32, "work", "/etc/passwd", "a" * 32 + "\n"])
def test_only_a_key_is_a_key(key: str, folder: Path) -> None:
    (folder.parent / "secret").write_text("secret")

    with pytest.raises(storage.NotStoredError):
        storage.open_stored(key)
    with pytest.raises(storage.NotStoredError):
        storage.delete(key)


def test_the_sweep_takes_old_parts_and_work_folders_and_nothing_else(folder: Path) -> None:
    kept = stored(b"text").key
    make_old(folder / kept)
    for name in ("a" * 32, "b" * 32):
        (folder / f"{name}.part").write_bytes(b"cut")
        (folder / "work" / name).mkdir()
        (folder / "work" / name / "piece").write_bytes(b"cut")
    make_old(folder / f"{'a' * 32}.part")
    make_old(folder / "work" / ("a" * 32))

    assert storage.sweep(timedelta(days=1)) == 2

    assert names_in(folder) == {kept, f"{'b' * 32}.part"}
    assert [path.name for path in (folder / "work").iterdir()] == ["b" * 32]


def test_keys_can_be_asked_for_by_age(folder: Path) -> None:
    old, _young = stored(b"old").key, stored(b"young").key
    make_old(folder / old)

    assert list(storage.keys(timedelta(days=1))) == [old]


def test_a_work_folder_is_private_empty_and_gone_afterwards() -> None:
    with storage.work_folder() as folder:
        assert folder.stat().st_mode & 0o777 == 0o700
        assert list(folder.iterdir()) == []
        (folder / "piece").write_bytes(b"piece")

    assert not folder.exists()


def test_a_low_disk_takes_no_files_and_says_that_texts_are_saved(folder: Path) -> None:
    storage.configure(folder, low_share=1.1)

    assert storage.is_low()
    with pytest.raises(storage.StorageFullError) as caught, storage.open_part(4):
        pass
    assert caught.value.status == 503
    assert "Texte werden weiter gespeichert" in caught.value.reason
    assert names_in(folder) == set()


def test_a_disk_with_room_is_not_low(folder: Path) -> None:
    storage.configure(folder, low_share=0)

    assert not storage.is_low()
    assert storage.free_bytes() > 0


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

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)

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


def resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def test_an_open_file_can_be_read_in_pieces() -> None:
    key = stored(b"0123456789").key

    with storage.open_stored(key) as file:
        assert isinstance(file, io.BufferedReader)
        file.seek(4)
        assert file.read(3) == b"456"


# ---------------------------------------------------------------- files that arrive in pieces
def test_a_growing_file_counts_what_came_over_many_openings() -> None:
    key = storage.begin_growing()
    for text in (b"one ", b"two"):
        with storage.open_growing(key, 7) as growing:
            growing.write(text)
    assert storage.durable_size(key) == 7
    assert list(storage.keys()) == []

    result = storage.finish_growing(key)
    assert result == storage.finish_growing(key) == storage.Stored(key, 7, hashlib.sha256(b"one two").hexdigest())
    with storage.open_stored(key) as file:
        assert file.read() == b"one two"


def test_only_one_at_a_time_writes_into_a_growing_file() -> None:
    key = storage.begin_growing()
    with storage.open_growing(key, 7), pytest.raises(storage.BusyError), storage.open_growing(key, 7):
        pass
    with storage.open_growing(key, 7) as growing:
        growing.write(b"one")


def test_a_growing_file_stays_within_its_limit_and_can_be_cut_back() -> None:
    key = storage.begin_growing()
    with storage.open_growing(key, 5) as growing:
        growing.write(b"one")
        with pytest.raises(storage.TooManyBytesError):
            growing.write(b"two")
        growing.write(b"!!")
        growing.cut_back(3)
        growing.write(b"?")
    with storage.open_growing(key, 5) as growing:
        assert (growing.head(99), growing.size) == (b"one?", 4)


def test_a_growing_file_is_swept_by_its_own_name_and_not_as_a_part(folder: Path) -> None:
    key, dropped = storage.begin_growing(), storage.begin_growing()
    make_old(folder / f"{key}.growing")
    assert storage.sweep() == 0
    assert storage.stale_growing(timedelta(days=1)) == [key]
    storage.drop_growing(dropped)
    storage.drop_growing(dropped)
    for ask in (storage.durable_size, storage.finish_growing):
        with pytest.raises(storage.NotStoredError):
            ask(dropped)
