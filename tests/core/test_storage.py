"""What holds of stored files wherever they lie: whole and durable, or not there."""

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from app.core import storage
from app.settings import BucketSettings
from tests.core.keeping import bytes_under, make_old, names_in, stored
from tests.support.buckets import BucketServer


@pytest.fixture(params=["disk", "bucket"])
def bucket(request: pytest.FixtureRequest) -> BucketSettings | None:
    """Where complete files lie, if not on the disk."""
    if request.param == "disk":
        return None
    server: BucketServer = request.getfixturevalue("buckets")
    return server.fresh()


@pytest.fixture(autouse=True)
def folder(bucket: BucketSettings | None, tmp_path: Path) -> Path:
    storage.configure(tmp_path / "files", bucket=bucket)
    return tmp_path / "files"


def test_what_was_written_can_be_read_under_its_key() -> None:
    with storage.open_part(1000) as part:
        part.write(b"one ")
        part.write(b"two")
        result = part.commit()

    with storage.open_stored(result.key) as file:
        assert file.read() == b"one two"
    assert result == storage.Stored(result.key, 7, hashlib.sha256(b"one two").hexdigest())
    assert list(storage.keys()) == [result.key]


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
    for name in ("a" * 32, "b" * 32):
        (folder / f"{name}.part").write_bytes(b"cut")
        (folder / "work" / name).mkdir()
        (folder / "work" / name / "piece").write_bytes(b"cut")
    make_old(folder / f"{'a' * 32}.part")
    make_old(folder / "work" / ("a" * 32))

    assert storage.sweep(timedelta(days=1)) == 2

    assert names_in(folder) - {kept} == {f"{'b' * 32}.part"}
    assert list(storage.keys()) == [kept]
    assert [path.name for path in (folder / "work").iterdir()] == ["b" * 32]


def test_a_work_folder_is_private_empty_and_gone_afterwards() -> None:
    with storage.work_folder() as folder:
        assert folder.stat().st_mode & 0o777 == 0o700
        assert list(folder.iterdir()) == []
        (folder / "piece").write_bytes(b"piece")

    assert not folder.exists()


def test_a_low_disk_takes_no_files_and_says_that_texts_are_saved(folder: Path, bucket: BucketSettings | None) -> None:
    storage.configure(folder, low_share=1.1, bucket=bucket)

    assert storage.is_low()
    with pytest.raises(storage.StorageFullError) as caught, storage.open_part(4):
        pass
    assert caught.value.status == 503
    assert "Texte werden weiter gespeichert" in caught.value.reason
    assert names_in(folder) == set()


def test_a_disk_with_room_is_not_low(folder: Path, bucket: BucketSettings | None) -> None:
    storage.configure(folder, low_share=0, bucket=bucket)

    assert not storage.is_low()
    assert storage.free_bytes() > 0


def test_an_open_file_can_be_read_in_pieces_from_anywhere() -> None:
    with storage.open_part(3_000_000) as part:
        part.write(b"0123456789" * 300_000)
        key = part.commit().key

    with storage.open_stored(key) as file:
        assert isinstance(file, io.BufferedReader)
        assert file.seek(0, io.SEEK_END) == 3_000_000
        assert file.read(3) == b""
        file.seek(2_999_994)
        assert file.read(3) == b"456"
        assert file.seek(-2, io.SEEK_CUR) == 2_999_995
        assert file.read() == b"56789"
        file.seek(0)
        assert hashlib.file_digest(file, "sha256").hexdigest() == hashlib.sha256(b"0123456789" * 300_000).hexdigest()


def test_an_empty_file_is_a_file() -> None:
    key = stored(b"").key

    assert (bytes_under(key), list(storage.keys())) == (b"", [key])


def test_keys_of_files_that_came_just_now_are_not_old() -> None:
    keys = {stored(b"one").key, stored(b"two").key}

    assert set(storage.keys()) == keys
    assert list(storage.keys(timedelta(days=1))) == []


def test_more_keys_than_a_bucket_tells_at_once_are_all_told() -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = {file.key for file in pool.map(stored, [b"x"] * 1001)}

    assert set(storage.keys()) == keys


def test_a_file_can_be_had_on_this_machine_for_a_while(folder: Path) -> None:
    key = stored(b"text").key
    before = names_in(folder)

    with storage.as_file(key) as path:
        assert path.read_bytes() == b"text"

    assert (names_in(folder), list((folder / "work").iterdir())) == (before, [])
    storage.delete(key)
    with pytest.raises(storage.NotStoredError), storage.as_file(key):
        pass


def test_a_file_of_this_machine_is_taken_in_under_the_key_it_had(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"text")

    storage.take_in(tmp_path / "file", "a" * 32)

    assert (bytes_under("a" * 32), (tmp_path / "file").exists()) == (b"text", False)


def test_a_storage_that_works_has_nothing_to_say() -> None:
    storage.require_usable()
    storage.probe()

    assert list(storage.keys()) == []


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


def test_two_connections_that_end_one_file_get_the_same_file() -> None:
    key, text = storage.begin_growing(), b"x" * 9_000_000
    with storage.open_growing(key, len(text)) as growing:
        growing.write(text)
        growing.sync()

    with ThreadPoolExecutor(4) as pool:
        results = set(pool.map(storage.finish_growing, [key] * 4))

    assert results == {storage.Stored(key, len(text), hashlib.sha256(text).hexdigest())}
    assert bytes_under(key) == text
    with pytest.raises(storage.NotStoredError):
        storage.durable_size(key)
