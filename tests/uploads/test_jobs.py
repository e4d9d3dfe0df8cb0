"""What the sweep makes of uploads that nobody continues."""

import os
from datetime import timedelta
from pathlib import Path

from app.core import clock, db, storage
from app.media.rules import reason_text
from app.uploads import queries
from app.uploads.jobs import sweep
from tests.media.pictures import png
from tests.support.rounds import ONE_SECOND, WRITING
from tests.uploads.conftest import Sender, id_of

DATA = png()
A_WEEK = timedelta(days=7)


def test_the_sweep_gives_up_what_did_not_arrive_within_a_week(sender: Sender) -> None:
    path = sender.begin(len(DATA))
    sender.append(path, 0, DATA[:50])
    with clock.at(WRITING + A_WEEK - ONE_SECOND):
        sweep()
    assert [a.file.state for a in sender.attachments()] == ["uploading"]
    with clock.at(WRITING + A_WEEK):
        sweep()
    db.close_session()
    (attachment,) = sender.attachments()
    assert attachment.file.state == "rejected"
    assert reason_text(attachment.file) == "Die Datei ist nicht ganz angekommen. Bitte ladet sie noch einmal hoch."
    assert storage.stale_growing(timedelta()) == []


def test_the_sweep_hands_over_what_is_whole(sender: Sender) -> None:
    upload = queries.upload_of(sender.person, id_of(sender.begin(len(DATA))))
    with storage.open_growing(upload.storage_key, upload.size) as growing:
        growing.write(DATA)
    with clock.at(WRITING + A_WEEK):
        sweep()
    db.close_session()
    assert [a.file.state for a in sender.attachments()] == ["received"]


def test_the_sweep_removes_bytes_that_no_upload_names(sender: Sender, tmp_path: Path) -> None:
    path = sender.begin(len(DATA))
    lost = storage.begin_growing()
    for key in (lost, queries.upload_of(sender.person, id_of(path)).storage_key):
        os.utime(tmp_path / "files" / f"{key}.growing", (1_000_000_000, 1_000_000_000))
    with clock.at(WRITING + ONE_SECOND):
        sweep()
    assert lost not in storage.stale_growing(timedelta())
    assert sender.offset(path) == 0


def test_the_sweep_goes_on_where_the_bytes_of_an_upload_are_gone(sender: Sender) -> None:
    lost, other = (queries.upload_of(sender.person, id_of(sender.begin(len(DATA)))) for _number in range(2))
    storage.drop_growing(lost.storage_key)
    with storage.open_growing(other.storage_key, other.size) as growing:
        growing.write(DATA)
    for now in (WRITING + ONE_SECOND, WRITING + A_WEEK):
        with clock.at(now):
            sweep()
    db.close_session()
    assert sorted(a.file.state for a in sender.attachments()) == ["received", "rejected"]
