"""What the parent believes of a child, how it notes its end, and how pictures inside of PDFs lose their metadata."""

import json
import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.core.decoding import codestreams, pictures, running
from app.core.decoding.verdict import Verdict, VerdictError, verdict_from
from tests.core.working import wait_until


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "work"
    made.mkdir()
    return made


GOOD: dict[str, object] = {"reason": None, "width": 4, "height": 3, "pages": 0, "seconds": 0,
    "pieces": {"thumb": [4, 3]},
}  # fmt: skip


def test_a_good_verdict_is_read() -> None:
    assert verdict_from(json.dumps(GOOD).encode()) == Verdict(None, 4, 3, 0, 0, {"thumb": (4, 3)})


CHANGES: list[dict[str, object]] = [
    {"reason": "because"}, {"reason": 1}, {"reason": ["broken"]}, {"width": -1}, {"width": True}, {"width": 1.5},
    {"height": "3"}, {"pages": 10**9}, {"seconds": None}, {"pieces": {"../../secret": [1, 1]}},
    {"pieces": {"thumb": [1]}},    {"pieces": {"thumb": [1, 2, 3]}}, {"pieces": []}, {"pieces": None},
]  # fmt: skip
BAD_VERDICTS = [
    b"",
    b"null",
    b"[]",
    b"{}",
    b"\xff",
    b"[" * 100_000,
    *(json.dumps({**GOOD, **change}).encode() for change in CHANGES),
]


@pytest.mark.parametrize("text", BAD_VERDICTS)
def test_anything_else_is_no_verdict(text: bytes) -> None:
    with pytest.raises(VerdictError):
        verdict_from(text)


def a_link(folder: Path) -> None:
    (folder / "thumb.webp").symlink_to(folder.parent / "secret")


def a_second_name(folder: Path) -> None:
    (folder / "thumb.webp").hardlink_to(folder.parent / "secret")


def a_pipe(folder: Path) -> None:
    os.mkfifo(folder / "thumb.webp")


def a_folder(folder: Path) -> None:
    (folder / "thumb.webp").mkdir()


def a_web_page(folder: Path) -> None:
    (folder / "thumb.webp").write_bytes(b"<html>")


def nothing(folder: Path) -> None:
    assert not (folder / "thumb.webp").exists()


@pytest.mark.parametrize("deliver", [a_link, a_second_name, a_pipe, a_folder, a_web_page, nothing])
def test_a_taken_over_child_delivers_nothing_but_plain_pictures(deliver: Callable[[Path], None], folder: Path) -> None:
    (folder.parent / "secret").write_bytes(b"RIFF secret")
    (folder / "result.json").write_text(json.dumps(GOOD))
    deliver(folder)

    assert running.delivered(folder) == (Verdict("broken"), [])


def test_what_a_good_child_delivers_is_taken(folder: Path) -> None:
    (folder / "result.json").write_text(json.dumps(GOOD))
    Image.new("RGB", (4, 3)).save(folder / "thumb.webp")

    verdict, pieces = running.delivered(folder)

    assert verdict.reason is None
    assert [(piece.name, piece.content_type, piece.width) for piece in pieces] == [("thumb", "image/webp", 4)]


# ---------------------------------------------------------------- how it ends
def test_a_child_that_somebody_else_kills_says_nothing_about_the_file(folder: Path) -> None:
    source = folder.parent / "source"
    Image.effect_noise((6000, 6000), 50).convert("RGB").save(source, "PNG", compress_level=1)

    def kill() -> None:
        wait_until(lambda: _at_work_in(folder) != [])
        for process in _at_work_in(folder):
            os.kill(process, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    with pytest.raises(running.ChildLostError, match="SIGKILL"):
        running.decode(source, "image/png", folder)
    killer.join()


def _at_work_in(folder: Path) -> list[int]:
    """The processes whose present folder that is."""
    return [int(path.parent.name) for path in Path("/proc").glob("[0-9]*/cwd") if _is_at(path, folder)]


def _is_at(path: Path, folder: Path) -> bool:
    try:
        return path.readlink() == folder.resolve()
    except OSError:
        return False


def test_a_child_that_cannot_start_says_why_and_nothing_about_the_file(folder: Path) -> None:
    source = folder.parent / "source"
    source.write_bytes(b"")
    (folder / "result.json").mkdir()

    with pytest.raises(running.ChildLostError, match="IsADirectoryError"):
        running.decode(source, "image/png", folder)


def test_a_child_that_takes_too_long_is_ended(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = folder.parent / "source"
    Image.new("RGB", (10, 10)).save(source, "PNG")
    monkeypatch.setattr(running, "WALL_SECONDS", 0.01)

    verdict, pieces = running.decode(source, "image/png", folder)

    assert (verdict, pieces) == (Verdict("too_demanding"), [])


# ---------------------------------------------------------------- pictures in PDFs
def test_the_canvas_of_every_kind_of_webp_is_read(folder: Path) -> None:
    kinds: list[dict[str, Any]] = [{}, {"lossless": True}, {"exif": b"Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08"}]
    for number, options in enumerate(kinds):
        path = folder / f"{number}.webp"
        Image.new("RGB", (321, 123), "red").save(path, "WEBP", **options)
        assert pictures.webp_size(path.read_bytes()[:30]) == (321, 123)


def test_a_bare_jpeg_shows_the_same_picture(folder: Path) -> None:
    kinds: list[dict[str, Any]] = [{}, {"progressive": True}, {"restart_marker_rows": 1}]
    for options in kinds:
        path = folder / "picture.jpg"
        Image.linear_gradient("L").convert("CMYK").save(
            path, "JPEG", comment=b"Erika", exif=b"Exif\x00\x00E", **options
        )
        bare = folder / "bare.jpg"
        bare.write_bytes(codestreams.bare_jpeg(path.read_bytes()))

        assert b"Erika" not in bare.read_bytes()
        with Image.open(path) as before, Image.open(bare) as after:
            assert before.tobytes() == after.tobytes()


def test_a_bare_jpeg_2000_shows_the_same_picture(folder: Path) -> None:
    path, bare = folder / "picture.jp2", folder / "bare.jp2"
    Image.linear_gradient("L").convert("RGB").save(path, "JPEG2000")
    path.write_bytes(path.read_bytes() + (13).to_bytes(4, "big") + b"xml Erika")

    bare.write_bytes(codestreams.bare_jpeg2000(path.read_bytes()))

    assert b"Erika" not in bare.read_bytes()
    with Image.open(path) as before, Image.open(bare) as after:
        assert before.tobytes() == after.tobytes()


@pytest.mark.parametrize("data", [b"", b"\xff", b"GIF89a", b"\xff\xd8AB\x00\x00\x00", bytes(100)])
def test_what_is_no_jpeg_is_not_made_bare(data: bytes) -> None:
    with pytest.raises(codestreams.BrokenStreamError):
        codestreams.bare_jpeg(data)


@pytest.mark.parametrize("data", [b"", bytes(100), b"\x00\x00\x00\x0cjP  \r\n\x87\n\xff\xff\xff\xffjp2h"])
def test_what_is_no_jpeg_2000_is_not_made_bare(data: bytes) -> None:
    with pytest.raises(codestreams.BrokenStreamError):
        codestreams.bare_jpeg2000(data)
