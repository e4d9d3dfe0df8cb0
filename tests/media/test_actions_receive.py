import io
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from app.core import storage
from app.core.errors import (
    InvalidError,
    TooLargeError,
    WrongTypeError,
)
from app.media import actions
from app.media.rules import Limits
from tests.media import papers, pictures
from tests.media.conftest import LIMITS

ROOT = Path(__file__).parent.parent.parent
SMALL = Limits(
    image_max_bytes=1000, pdf_max_bytes=2000, video_max_bytes=2000, audio_max_bytes=2000, total_max_bytes=5000
)


class Body:
    """The body of a request: gives as much as it likes, and notes what was read."""

    def __init__(self, data: bytes, at_once: int = 7) -> None:
        self.rest, self.at_once, self.was_read = data, at_once, 0

    def read(self, size: int, /) -> bytes:
        chunk = self.rest[: min(size, self.at_once)]
        self.rest = self.rest[len(chunk) :]
        self.was_read += len(chunk)
        return chunk


class BrokenBody(Body):
    def read(self, size: int, /) -> bytes:
        if not self.rest:
            raise ConnectionResetError
        return super().read(size)


def jpeg_of(size: int) -> bytes:
    return pictures.jpeg()[:20].ljust(size, b"\x00")


@pytest.fixture
def files(app: object, tmp_path: Path) -> Path:
    del app
    return tmp_path / "files"


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name != "work"]


def test_a_file_arrives_as_it_was_sent_in_whatever_pieces(files: Path) -> None:
    data = pictures.jpeg()

    stored = actions.receive(Body(data), LIMITS, len(data))

    assert (files / stored.storage_key).read_bytes() == data
    assert (stored.kind, stored.content_type, stored.size) == ("image", "image/jpeg", len(data))


def test_a_file_may_come_without_a_declared_size(files: Path) -> None:
    stored = actions.receive(io.BytesIO(papers.paper()), LIMITS)

    assert names_in(files) == [stored.storage_key]


def test_too_large_a_declaration_is_refused_before_anything_is_read(files: Path) -> None:
    body = Body(jpeg_of(2001))

    with pytest.raises(TooLargeError):
        actions.receive(body, SMALL, 2001)

    assert body.was_read == 0
    assert names_in(files) == []


def test_too_large_a_picture_is_refused_after_its_first_bytes(files: Path) -> None:
    body = Body(jpeg_of(1001))

    with pytest.raises(TooLargeError):
        actions.receive(body, SMALL, 1001)

    assert body.was_read == 64
    assert names_in(files) == []


@pytest.mark.usefixtures("files")
def test_a_picture_may_use_its_limit_to_the_last_byte() -> None:
    assert actions.receive(Body(jpeg_of(1000)), SMALL, 1000).size == 1000


def test_an_undeclared_body_is_cut_off_at_the_limit(files: Path) -> None:
    body = Body(jpeg_of(100_000))

    with pytest.raises(TooLargeError):
        actions.receive(body, SMALL)

    assert body.was_read <= 1000 + 7
    assert names_in(files) == []


def test_another_type_is_refused_after_its_first_bytes(files: Path) -> None:
    body = Body(b"<html>" + bytes(900))

    with pytest.raises(WrongTypeError) as caught:
        actions.receive(body, SMALL, 906)

    assert "JPEG, PNG, WebP, HEIC, AVIF" in caught.value.reason
    assert body.was_read == 64
    assert names_in(files) == []


@pytest.mark.parametrize("arrived", [0, 30, 999])
def test_a_body_that_ends_early_leaves_nothing_behind(arrived: int, files: Path) -> None:
    with pytest.raises(InvalidError):
        actions.receive(Body(jpeg_of(1000)[:arrived]), SMALL, 1000)

    assert names_in(files) == []


def test_a_connection_that_breaks_leaves_nothing_behind(files: Path) -> None:
    with pytest.raises(ConnectionResetError):
        actions.receive(BrokenBody(jpeg_of(500)), SMALL, 1000)

    assert names_in(files) == []


def test_a_low_disk_takes_no_upload_and_reads_nothing(files: Path) -> None:
    storage.configure(files, low_share=1.1)
    body = Body(jpeg_of(500))

    with pytest.raises(storage.StorageFullError):
        actions.receive(body, SMALL, 500)

    assert body.was_read == 0


def test_a_large_upload_does_not_grow_the_process(tmp_path: Path) -> None:
    program = textwrap.dedent("""
        import resource, sys
        from pathlib import Path
        from app.core import storage
        from app.media import actions
        from app.media.rules import Limits

        class Body:
            left = 30 * 1024**2
            begun = False
            def read(self, size):
                size = min(size, self.left)
                self.left -= size
                head = b"" if self.begun else b"%PDF-1.7"
                self.begun = True
                return head.ljust(size, b"x")

        def peak():
            return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

        storage.configure(Path(sys.argv[1]), low_share=0)
        limits = Limits(1, 30 * 1024**2, 1, 1, 1)
        before = peak()
        assert actions.receive(Body(), limits, 30 * 1024**2).size == 30 * 1024**2
        print(peak() - before)
    """)
    command = [sys.executable, "-c", program, str(tmp_path / "large")]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)

    assert int(done.stdout) < 6 * 1024
