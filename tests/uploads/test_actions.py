"""What a server that dies, and what a thread beside it, leaves of an upload."""

import errno
import io
import threading
import tracemalloc

import pytest

from app.core import clock, db, storage
from app.core.errors import WrongTypeError
from app.uploads import actions, queries
from app.uploads.actions import Piece
from app.uploads.models import Upload
from tests.media.pictures import png
from tests.support.rounds import WRITING
from tests.uploads.conftest import Sender, id_of

DATA = png()


def begun(sender: Sender) -> Upload:
    path = sender.begin(len(DATA))
    db.close_session()
    return queries.upload_of(sender.person, id_of(path))


class Broken(io.BytesIO):
    """A disk, not a sender, that fails after the first piece."""

    def read(self, size: int | None = -1, /) -> bytes:
        del size
        if self.tell():
            raise OSError(errno.EIO, "the disk")
        return super().read(60)


class Endless:
    """The body of a long film, made while it is read; notes how much memory is taken meanwhile."""

    def __init__(self, size: int) -> None:
        self.left, self.size, self.most = size, size, 0

    def read(self, size: int, /) -> bytes:
        self.most = max(self.most, tracemalloc.get_traced_memory()[0])
        head = b"\0\0\0\x20ftypisom" if self.left == self.size else b""
        size = min(size, self.left)
        self.left -= size
        return head.ljust(size, b"x")


def test_memory_does_not_grow_with_the_file(sender: Sender) -> None:
    body = Endless(64 * 1024**2)
    path = sender.begin(body.size, "film.mp4")
    db.close_session()
    tracemalloc.start()
    try:
        with clock.at(WRITING):
            before = tracemalloc.get_traced_memory()[0]
            assert actions.receive(sender.person, id_of(path), Piece(body, 0)).is_complete
    finally:
        tracemalloc.stop()
    assert body.most - before < 2 * 1024**2


def test_what_was_written_before_a_fault_counts(sender: Sender) -> None:
    upload = begun(sender)
    with clock.at(WRITING):
        with pytest.raises(OSError, match="the disk"):
            actions.receive(sender.person, upload.id, Piece(Broken(DATA), 0))
        assert actions.progress_of(sender.person, upload.id).offset == 60


def test_a_file_whose_server_died_after_the_last_byte_is_handed_over_when_somebody_asks(sender: Sender) -> None:
    upload = begun(sender)
    with storage.open_growing(upload.storage_key, upload.size) as growing:
        growing.write(DATA)
    with clock.at(WRITING):
        assert actions.progress_of(sender.person, upload.id).offset == len(DATA)
    assert [a.file.state for a in sender.attachments()] == ["received"]


def test_a_file_whose_server_died_before_the_row_was_written_is_handed_over(sender: Sender) -> None:
    upload = begun(sender)
    with storage.open_growing(upload.storage_key, upload.size) as growing:
        growing.write(DATA)
    storage.finish_growing(upload.storage_key)
    with clock.at(WRITING):
        assert actions.progress_of(sender.person, upload.id).offset == len(DATA)
    assert [a.file.state for a in sender.attachments()] == ["received"]


def test_of_many_who_hand_over_one_file_at_once_one_does(sender: Sender) -> None:
    upload = begun(sender)
    with storage.open_growing(upload.storage_key, upload.size) as growing:
        growing.write(DATA)
    done: list[bool] = []

    def hand_over() -> None:
        done.append(actions.complete_if_whole(upload))
        db.close_session()

    db.close_session()
    threads = [threading.Thread(target=hand_over) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert any(done)
    (attachment,) = sender.attachments()
    assert (attachment.file.state, attachment.file.version) == ("received", 1)


def test_an_announcement_that_is_refused_leaves_no_file(sender: Sender) -> None:
    assert sender.create(10, at=WRITING.replace(year=2020)).status_code == 409
    assert list(storage.keys()) == []
    assert db.session().query(Upload).count() == 0


def test_a_refused_piece_is_heard_out_so_that_its_sender_learns_why(sender: Sender) -> None:
    size = 9 * 1024**2
    path, body = sender.begin(size, "programm.exe"), io.BytesIO(b"MZ".ljust(size, b"x"))
    db.close_session()
    with clock.at(WRITING), pytest.raises(WrongTypeError):
        actions.receive(sender.person, id_of(path), Piece(body, 0))
    # What was looked at, and as much again as our page sends at once; nobody keeps us busy with more.
    assert body.tell() == 64 * 1024 + 8 * 1024**2
