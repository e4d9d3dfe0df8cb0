"""What only a bucket can do wrong: refuse, be away, be full of other things; and what then becomes of files."""

import hashlib
import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from app import build_app
from app.core import db, storage
from app.settings import BucketSettings, SettingsError, load_settings
from tests.core.keeping import bytes_under, make_old, names_in, resident_bytes, stored
from tests.support.browsers import Browser
from tests.support.buckets import KEY, READER_KEY, READER_SECRET, SECRET, BucketServer
from tests.support.programs import REPOSITORY, free_port
from tests.support.wire import Wire


@pytest.fixture
def bucket(buckets: BucketServer) -> BucketSettings:
    return buckets.fresh()


@pytest.fixture(autouse=True)
def folder(bucket: BucketSettings, tmp_path: Path) -> Path:
    storage.configure(tmp_path / "files", bucket=bucket)
    return tmp_path / "files"


def objects_of(buckets: BucketServer, bucket: BucketSettings) -> dict[str, bytes]:
    """What really lies below a prefix."""
    store = buckets.store()
    found = [entry["path"] for entry in store.list(bucket.prefix).collect()]
    return {path.removeprefix(f"{bucket.prefix}/"): bytes(store.get(path).bytes()) for path in found}


# ---------------------------------------------------------------- where files lie
def test_a_complete_file_lies_in_the_bucket_and_nowhere_else(
    buckets: BucketServer, bucket: BucketSettings, folder: Path
) -> None:
    key = stored(b"text").key

    assert objects_of(buckets, bucket) == {key: b"text"}
    assert names_in(folder) == set()


def test_pieces_stay_on_the_disk_until_the_last_one_is_here(
    buckets: BucketServer, bucket: BucketSettings, folder: Path
) -> None:
    key = storage.begin_growing()
    with storage.open_growing(key, 7) as growing:
        growing.write(b"one ")
    assert (objects_of(buckets, bucket), names_in(folder)) == ({}, {f"{key}.growing"})

    with storage.open_growing(key, 7) as growing:
        growing.write(b"two")
        growing.sync()
    storage.finish_growing(key)

    assert (objects_of(buckets, bucket), names_in(folder)) == ({key: b"one two"}, set())


def test_what_lies_beside_our_keys_is_none_of_ours(buckets: BucketServer, bucket: BucketSettings) -> None:
    key = stored(b"text").key
    for name in (f"{bucket.prefix}/notes.txt", f"{bucket.prefix}/old/{key}", f"{bucket.prefix}0/{key}"):
        buckets.store().put(name, b"other")

    assert list(storage.keys()) == [key]


def test_a_file_of_many_parts_arrives_whole_without_lying_in_memory(folder: Path) -> None:
    chunk, digest = os.urandom(1024**2), hashlib.sha256()
    with storage.open_part(200 * 1024**2) as part:
        part.write(chunk * 17)  # connections and buffers are there
        before = resident_bytes()
        for _number in range(60):
            part.write(chunk)
        key = part.commit().key
        with storage.as_file(key) as copy, copy.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256")

    assert digest.hexdigest() == hashlib.sha256(chunk * 77).hexdigest()
    assert resident_bytes() - before < 48 * 1024**2
    assert names_in(folder) == set()


# ---------------------------------------------------------------- the network between
@pytest.fixture
def wire(buckets: BucketServer, bucket: BucketSettings, folder: Path) -> Iterator[Wire]:
    """What goes to the bucket and comes from it."""
    wire = Wire(buckets.port)
    storage.configure(folder, bucket=replace(bucket, endpoint=wire.url))
    yield wire
    wire.close()


def a_grown_file(text: bytes) -> str:
    key = storage.begin_growing()
    with storage.open_growing(key, len(text)) as growing:
        growing.write(text)
        growing.sync()
    return key


def test_a_file_that_several_connections_end_is_sent_once(wire: Wire) -> None:
    text = os.urandom(20_000_000)
    key = a_grown_file(text)

    with ThreadPoolExecutor(4) as pool:
        results = set(pool.map(storage.finish_growing, [key] * 4))

    # Those who came late read it again to say what it is; that does not count as sent.
    assert results == {storage.Stored(key, len(text), hashlib.sha256(text).hexdigest())}
    assert wire.passed < 1.25 * len(text)


def test_a_network_that_breaks_while_a_file_passes_changes_nothing(wire: Wire) -> None:
    text = os.urandom(20_000_000)
    wire.bytes_per_second = 40_000_000
    key = a_grown_file(text)

    with ThreadPoolExecutor(1) as pool:
        for use in (lambda: storage.finish_growing(key).sha256, lambda: hashlib.sha256(bytes_under(key)).hexdigest()):
            running = pool.submit(use)
            for _cut in range(2):
                time.sleep(0.15)
                wire.cut()
            assert running.result() == hashlib.sha256(text).hexdigest()


# ---------------------------------------------------------------- kill -9
def test_a_process_killed_before_its_row_leaves_what_the_sweep_finds(
    buckets: BucketServer, bucket: BucketSettings, folder: Path
) -> None:
    program = textwrap.dedent("""
        import os, signal, sys
        from pathlib import Path
        from app.core import storage
        from app.settings import BucketSettings
        storage.configure(Path(sys.argv[1]), bucket=BucketSettings(*sys.argv[2:]))
        with storage.open_part(10) as sent:
            sent.write(b"sent")
            print(sent.commit().key, flush=True)
        with storage.open_part(10) as part:
            part.write(b"part")
            os.kill(os.getpid(), signal.SIGKILL)
    """)
    place = (bucket.name, bucket.prefix, bucket.endpoint, bucket.key, bucket.secret, bucket.region)
    command = [sys.executable, "-c", program, str(folder), *place]

    said = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False).stdout

    assert list(storage.keys()) == [said.strip()]
    (left,) = names_in(folder)
    make_old(folder / left)
    assert storage.sweep() == 1
    assert objects_of(buckets, bucket) == {said.strip(): b"sent"}


# ---------------------------------------------------------------- refused
def refusal_of(bucket: BucketSettings, folder: Path) -> str:
    storage.configure(folder, bucket=bucket)
    with pytest.raises(SettingsError) as caught:
        storage.require_usable()
    assert (bucket.secret in str(caught.value), "\n" in str(caught.value)) == (False, False)
    return str(caught.value)


def test_a_wrong_secret_is_refused_and_named(buckets: BucketServer, folder: Path) -> None:
    said = refusal_of(buckets.settings(secret=SECRET[:-1]), folder)
    assert said == f"STORAGE_SECRET: {buckets.endpoint} says that it does not belong to STORAGE_KEY"


def test_an_unknown_key_is_refused_and_named(buckets: BucketServer, folder: Path) -> None:
    said = refusal_of(buckets.settings(key=f"{KEY}2"), folder)
    assert said == f"STORAGE_KEY: {buckets.endpoint} does not know it"


def test_a_key_that_may_only_read_is_refused_and_named(buckets: BucketServer, folder: Path) -> None:
    said = refusal_of(buckets.settings(key=READER_KEY, secret=READER_SECRET), folder)
    assert said == "STORAGE_KEY: it must be allowed to list, read, write and delete in the bucket files (AccessDenied)"


def test_a_bucket_that_is_not_there_is_refused_and_named(buckets: BucketServer, folder: Path) -> None:
    said = refusal_of(buckets.settings(name="nowhere"), folder)
    assert said == f"STORAGE_URL: {buckets.endpoint} has no bucket named nowhere"


def test_an_address_where_nobody_listens_is_refused_and_named(buckets: BucketServer, folder: Path) -> None:
    nobody = replace(buckets.settings(), endpoint=f"http://127.0.0.1:{free_port()}")
    said = refusal_of(nobody, folder)
    assert said == f"STORAGE_ENDPOINT: {nobody.endpoint} does not answer as S3 does (no word from it)"


def test_the_program_does_not_start_with_a_wrong_secret(buckets: BucketServer, tmp_path: Path) -> None:
    named = {"storage_url": "s3://files/a/b", "storage_endpoint": buckets.endpoint, "storage_key": KEY}
    settings = load_settings(_env_file=None, data_dir=tmp_path, secret_key="x" * 40, storage_secret="wrong", **named)
    try:
        with pytest.raises(SettingsError, match=r"^STORAGE_SECRET: "):
            build_app(settings)
    finally:
        db.disconnect()


def test_variables_that_another_program_needs_lead_to_no_other_bucket(
    buckets: BucketServer, bucket: BucketSettings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = f"http://127.0.0.1:{free_port()}"
    for name, value in {
        **dict.fromkeys(("AWS_ENDPOINT", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"), elsewhere),
        **dict.fromkeys(("AWS_SESSION_TOKEN", "AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_REGION"), "other"),
        "AWS_SKIP_SIGNATURE": "true",
    }.items():
        monkeypatch.setenv(name, value)

    storage.configure(folder, bucket=bucket)
    storage.require_usable()
    key = stored(b"text").key
    assert refusal_of(replace(bucket, secret="wrong"), folder).startswith("STORAGE_SECRET: ")

    monkeypatch.undo()
    assert objects_of(buckets, bucket) == {key: b"text"}


def test_nothing_is_read_listed_or_kept_with_a_wrong_secret(
    buckets: BucketServer, bucket: BucketSettings, folder: Path
) -> None:
    key = stored(b"text").key
    storage.configure(folder, bucket=buckets.settings(prefix=bucket.prefix, secret="wrong"))

    for ask in (lambda: stored(b"other"), lambda: bytes_under(key), lambda: list(storage.keys()), storage.probe):
        with pytest.raises(storage.StorageRefusedError):
            ask()
    storage.delete(key)

    assert (objects_of(buckets, bucket), names_in(folder)) == ({key: b"text"}, set())


# ---------------------------------------------------------------- away
def test_a_bucket_that_is_away_keeps_the_pieces_on_the_disk_until_it_is_back(
    bucket: BucketSettings, folder: Path
) -> None:
    key = a_grown_file(b"text")

    storage.configure(folder, bucket=replace(bucket, endpoint=f"http://127.0.0.1:{free_port()}"))
    with pytest.raises(storage.StorageAwayError) as caught:
        storage.finish_growing(key)
    assert (caught.value.status, caught.value.retry_after) == (503, 60)
    assert "Texte werden weiter gespeichert" in caught.value.reason
    assert storage.durable_size(key) == 4

    storage.configure(folder, bucket=bucket)
    assert storage.finish_growing(key) == storage.Stored(key, 4, hashlib.sha256(b"text").hexdigest())


def test_the_health_check_says_that_the_secret_is_refused_and_that_nobody_answers(
    app: Flask, buckets: BucketServer, tmp_path: Path
) -> None:
    browser, answers = Browser(app), []
    nobody = replace(buckets.settings(), endpoint=f"http://127.0.0.1:{free_port()}")
    for place in (buckets.settings(), buckets.settings(secret="wrong"), buckets.settings(name="nowhere"), nobody):
        storage.configure(tmp_path / "files", bucket=place)
        answer = browser.get("/readyz")
        answers.append((answer.status_code, answer.text))

    assert answers == [
        (200, "ok\n"),
        (503, "storage: StorageRefusedError\n"),
        (503, "storage: StorageAwayError\n"),
        (503, "storage: StorageAwayError\n"),
    ]
