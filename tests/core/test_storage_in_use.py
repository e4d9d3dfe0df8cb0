"""The whole way of a file with a bucket behind: it arrives, is processed, delivered, removed, kept and brought back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from app.core import audit, backup, clock, db, jobs, storage
from app.ideas.models import Attachment
from app.logbook.queries import faults
from app.media import access, queries
from app.media.jobs import sweep
from app.media.rules import RESTORABLE_FOR
from app.settings import BucketSettings, Settings, load_settings
from tests.core.keeping import bytes_under, stored
from tests.ideas.conftest import desk
from tests.media.films import film
from tests.media.pictures import jpeg
from tests.support.browsers import Browser
from tests.support.buckets import BucketServer
from tests.support.databases import Databases
from tests.support.programs import free_port
from tests.support.rounds import ONE_SECOND, WRITING
from tests.uploads.conftest import Sender, sender

__all__ = ["desk", "sender"]

DATA = jpeg()


@pytest.fixture
def bucket(app: Flask, buckets: BucketServer, tmp_path: Path) -> BucketSettings:
    """The application keeps its files there."""
    del app
    settings = buckets.fresh()
    storage.configure(tmp_path / "files", bucket=settings)
    return settings


@pytest.fixture
def empty_house(databases: Databases, tmp_path: Path) -> Iterator[Settings]:
    """Where nothing is yet."""
    folder = tmp_path / "new"
    folder.mkdir()
    url = databases.make_empty()
    yield load_settings(_env_file=None, data_dir=folder, database_url=url)
    db.disconnect()
    databases.drop(url)


def process(sender: Sender) -> Attachment:
    """The one attachment, after its jobs."""
    with clock.at(WRITING):
        jobs.run_due()
    db.close_session()
    (attachment,) = sender.attachments()
    return attachment


def named_keys() -> set[str]:
    return {expected.storage_key for expected in queries.expected_files()}


def address(app: Flask, attachment: Attachment, rendition: str) -> str:
    with app.test_request_context(), clock.at(WRITING):
        return access.address_of(queries.files_by_id([attachment.file_id])[attachment.file_id], rendition, 1)


def got(app: Flask, path: str, part: str = "") -> tuple[int, bytes]:
    with clock.at(WRITING):
        answer = Browser(app).open(path, "GET", buffered=True, headers={"Range": part} if part else {})
    return answer.status_code, answer.data


def sent_in_pieces(sender: Sender, data: bytes, name: str) -> None:
    path, half = sender.begin(len(data), name), len(data) // 2
    for offset, piece in ((0, data[:half]), (half, data[half:])):
        assert sender.append(path, offset, piece).status_code == 204


@pytest.mark.usefixtures("bucket")
def test_a_film_arrives_in_pieces_is_processed_and_delivered_in_parts(app: Flask, sender: Sender) -> None:
    data = film()
    sent_in_pieces(sender, data, "film.mov")
    attachment = process(sender)

    assert attachment.file.state == "ready"
    assert named_keys() == set(storage.keys())
    whole = bytes_under(queries.files_by_id([attachment.file_id])[attachment.file_id].renditions["film480"].storage_key)
    path = address(app, attachment, "film480")
    assert got(app, path) == (200, whole)
    assert got(app, path, "bytes=1000-1999") == (206, whole[1000:2000])
    assert got(app, path, "bytes=-50") == (206, whole[-50:])
    assert got(app, path, f"bytes={len(whole)}-")[0] == 416
    assert got(app, address(app, attachment, "original")) == (200, data)


@pytest.mark.usefixtures("bucket")
def test_a_removed_file_is_kept_for_thirty_days_and_swept_with_what_nobody_names(app: Flask, sender: Sender) -> None:
    sent_in_pieces(sender, DATA, "bild.jpg")
    attachment = process(sender)
    kept, path = named_keys(), address(app, attachment, "original")
    place = f"/files/{attachment.id}"

    sender.desk.post(sender.person, f"{place}/remove")
    assert (got(app, path)[0], set(storage.keys())) == (404, kept)
    sender.desk.post(sender.person, f"{place}/restore")
    assert got(app, path) == (200, DATA)
    sender.desk.post(sender.person, f"{place}/remove")

    orphan = stored(b"nobody named me").key
    with clock.at(WRITING + RESTORABLE_FOR - ONE_SECOND):
        sweep()
    assert set(storage.keys()) == {*kept, orphan}  # young yet: its row may be on the way
    with time_machine.travel(timedelta(days=2)), clock.at(WRITING + RESTORABLE_FOR - ONE_SECOND):
        sweep()
    assert set(storage.keys()) == kept
    with clock.at(WRITING + RESTORABLE_FOR):
        sweep()
    assert list(storage.keys()) == []


def test_a_backup_brings_the_files_of_one_bucket_into_another(
    app: Flask,
    sender: Sender,
    bucket: BucketSettings,
    buckets: BucketServer,
    empty_house: Settings,
    tmp_path: Path,
) -> None:
    sent_in_pieces(sender, DATA, "bild.jpg")
    attachment = process(sender)
    kept, path = named_keys(), address(app, attachment, "large")
    before = got(app, path)
    backup.back_up(tmp_path / "backup.tar", load_settings(_env_file=None, data_dir=tmp_path))
    db.close_session()

    db.connect(empty_house.database)
    audit.configure(empty_house.audit_key_path)
    storage.configure(empty_house.storage_dir, bucket=bucket)
    with pytest.raises(backup.BackupError, match="not empty"):
        backup.restore(tmp_path / "backup.tar", empty_house)
    place = buckets.fresh()
    storage.configure(empty_house.storage_dir, bucket=place)
    backup.restore(tmp_path / "backup.tar", empty_house)

    assert (set(storage.keys()), list(faults())) == (kept, [])
    assert before[0] == 200
    assert got(app, path) == before
    assert [entry.name for entry in empty_house.storage_dir.iterdir()] == ["work"]


def test_verify_names_what_was_changed_or_taken_out_of_a_bucket(
    sender: Sender, bucket: BucketSettings, buckets: BucketServer
) -> None:
    sent_in_pieces(sender, DATA, "bild.jpg")
    file = process(sender).file
    assert list(faults()) == []

    place = f"{bucket.prefix}/{file.storage_key}"
    buckets.store().put(place, DATA[:-1] + b"?")
    changed = list(faults())
    buckets.store().delete(place)

    assert (changed, list(faults())) == (
        [f"media file {file.id}: changed in storage"],
        [f"media file {file.id}: missing in storage"],
    )


# ---------------------------------------------------------------- a bucket that is away
@pytest.fixture
def away(bucket: BucketSettings) -> BucketSettings:
    """The bucket where nobody answers."""
    return replace(bucket, endpoint=f"http://127.0.0.1:{free_port()}")


def test_a_last_piece_waits_for_a_bucket_that_is_away(
    sender: Sender, bucket: BucketSettings, away: BucketSettings, tmp_path: Path
) -> None:
    path = sender.begin(len(DATA), "bild.jpg")
    storage.configure(tmp_path / "files", bucket=away)
    answer = sender.append(path, 0, DATA)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert [attachment.file.state for attachment in sender.attachments()] == ["uploading"]

    storage.configure(tmp_path / "files", bucket=bucket)
    assert sender.offset(path) == len(DATA)
    assert process(sender).file.state == "ready"


def test_a_file_is_not_taken_for_damaged_because_its_bucket_is_away(
    sender: Sender, bucket: BucketSettings, away: BucketSettings, tmp_path: Path
) -> None:
    sent_in_pieces(sender, DATA, "bild.jpg")
    storage.configure(tmp_path / "files", bucket=away)
    assert process(sender).file.state == "checking"

    storage.configure(tmp_path / "files", bucket=bucket)
    with clock.at(WRITING + timedelta(hours=1)):
        jobs.run_due()
    db.close_session()
    assert [attachment.file.state for attachment in sender.attachments()] == ["ready"]
