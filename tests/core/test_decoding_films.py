"""Films and sound through the real child: what comes out, what does not come along, and what is refused."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from app.core.decoding import running
from app.core.decoding.running import Piece, decode
from app.core.decoding.verdict import Verdict
from tests.media.films import PLACE, film, said_in, sound, turned
from tests.media.pictures import MARK

Make = Callable[[], bytes]


def decoded(tmp_path: Path, data: bytes, content_type: str) -> tuple[Verdict, dict[str, Piece]]:
    source, folder = tmp_path / "source", tmp_path / "work"
    source.write_bytes(data)
    folder.mkdir(exist_ok=True)
    verdict, pieces = decode(source, content_type, folder)
    return verdict, {piece.name: piece for piece in pieces}


def streams_of(piece: Piece) -> list[str]:
    with av.open(str(piece.path)) as container:
        return [stream.codec_context.codec.name for stream in container.streams]


FILMS: dict[str, tuple[Make, str]] = {
    "a phone's": (film, "video/quicktime"),
    "an MP4": (lambda: film(form="mp4"), "video/mp4"),
    "a browser's": (lambda: film(form="webm", codec="vp9"), "video/webm"),
    "a silent one": (lambda: film(sound=False), "video/quicktime"),
}


@pytest.mark.parametrize("name", FILMS)
def test_a_film_becomes_an_mp4_that_every_browser_plays(tmp_path: Path, name: str) -> None:
    make, content_type = FILMS[name]
    verdict, pieces = decoded(tmp_path, make(), content_type)
    assert (verdict.reason, verdict.width, verdict.height, verdict.seconds) == (None, 640, 480, 1)
    assert sorted(pieces) == ["film480", "preview", "thumb"]
    assert streams_of(pieces["film480"]) == (["h264"] if name == "a silent one" else ["h264", "aac"])


def test_a_large_film_comes_in_two_sizes_and_none_is_larger_than_it_was(tmp_path: Path) -> None:
    verdict, pieces = decoded(tmp_path, film(size=(1280, 720), seconds=0.5), "video/quicktime")
    assert (verdict.width, verdict.height) == (1280, 720)
    sizes = {name: (piece.width, piece.height) for name, piece in pieces.items()}
    assert sizes == {"film720": (1280, 720), "film480": (854, 480), "preview": (1280, 720), "thumb": (320, 180)}
    _verdict, small = decoded(tmp_path, film(size=(320, 240), seconds=0.5), "video/quicktime")
    assert (small["film480"].width, small["film480"].height) == (320, 240)


def test_nothing_that_a_film_says_about_its_maker_comes_along(tmp_path: Path) -> None:
    data = film()
    assert {PLACE, MARK} <= set(said_in(data).values())
    _verdict, pieces = decoded(tmp_path, data, "video/quicktime")
    made = pieces["film480"].path.read_bytes()
    assert (MARK.encode() in data, MARK.encode() in made, PLACE.encode() in made, b"Lavf" in made) == (
        True,
        *[False] * 3,
    )
    assert set(said_in(made)) == {
        "major_brand", "minor_version", "compatible_brands", "language", "handler_name"
    }  # fmt: skip


@pytest.mark.parametrize(("degrees", "corner"), [(90, (-30, 30)), (180, (-30, -30)), (270, (30, -30))])
def test_a_film_taken_with_a_turned_phone_stands_upright(tmp_path: Path, degrees: int, corner: tuple[int, int]) -> None:
    verdict, pieces = decoded(tmp_path, turned(film(sound=False, seconds=0.2), degrees), "video/quicktime")
    size = (640, 480) if degrees == 180 else (480, 640)
    assert (verdict.width, verdict.height) == size
    with av.open(str(pieces["film480"].path)) as container:
        frame: Any = next(iter(container.decode(video=0)))
        shown = frame.to_image()
    at = (corner[0] % size[0], corner[1] % size[1])
    for picture in (shown, Image.open(pieces["preview"].path)):
        assert picture.size == size
        red, green, blue = np.asarray(picture.convert("RGB"))[at[1], at[0]]
        assert red > 180 > green > blue


SOUNDS: dict[str, tuple[Make, str]] = {
    "an MP3": (sound, "audio/mpeg"),
    "an M4A": (lambda: sound(form="ipod", codec="aac"), "audio/mp4"),
    "an OGG": (lambda: sound(form="ogg", codec="libopus"), "audio/ogg"),
    "the sound of a film": (film, "audio/mp4"),
}


@pytest.mark.parametrize("name", SOUNDS)
def test_sound_becomes_one_that_every_browser_plays_and_says_nothing_else(tmp_path: Path, name: str) -> None:
    make, content_type = SOUNDS[name]
    verdict, pieces = decoded(tmp_path, make(), content_type)
    assert (verdict.reason, verdict.width, verdict.seconds, list(pieces)) == (None, 0, 1, ["sound"])
    assert streams_of(pieces["sound"]) == ["aac"]
    assert MARK.encode() not in pieces["sound"].path.read_bytes()


REFUSED: dict[str, tuple[Make, str, str]] = {
    "cut off": (lambda: film()[:9000], "video/quicktime", "broken"),
    "nothing": (lambda: b"", "video/mp4", "broken"),
    "noise": (lambda: b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 40, "video/mp4", "broken"),
    "a list of other files": (lambda: b"ffconcat version 1.0\nfile 'source'\n", "video/mp4", "broken"),
    "a playlist": (lambda: b"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\nfile:///etc/passwd\n", "video/mp4", "broken"),
    "a page": (lambda: b"<html><script>alert(1)</script>", "video/webm", "broken"),
    "only sound": (lambda: sound(form="ipod", codec="aac"), "video/mp4", "unknown_film"),
    "only pictures": (lambda: film(sound=False), "audio/mp4", "no_sound"),
    "too long": (lambda: film(size=(64, 48), seconds=183, rate=1, sound=False), "video/quicktime", "too_long"),
    "too long sound": (lambda: sound(seconds=183), "audio/mpeg", "too_long"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_film_or_too_much_of_one_is_refused(tmp_path: Path, name: str) -> None:
    make, content_type, reason = REFUSED[name]
    assert decoded(tmp_path, make(), content_type) == (Verdict(reason), {})


def test_a_film_of_just_three_minutes_is_not_refused(tmp_path: Path) -> None:
    data = film(size=(64, 48), seconds=181, rate=1, sound=False)
    verdict, _pieces = decoded(tmp_path, data, "video/quicktime")
    assert (verdict.reason, verdict.seconds) == (None, 181)


def test_a_header_that_lies_about_the_length_helps_nobody(tmp_path: Path) -> None:
    data = film(size=(64, 48), seconds=200, rate=1, sound=False, form="webm", codec="vp9")
    at = data.index(b"\x44\x89\x88") + 3  # Duration, as eight bytes
    told = data[:at] + b"\x40\x59" + bytes(6) + data[at + 8 :]
    with av.open(io.BytesIO(told), "r") as container:
        assert (container.duration or 0) < 1_000_000
    assert decoded(tmp_path, told, "video/webm") == (Verdict("too_long"), {})


def test_only_films_and_sound_need_the_extra_part() -> None:
    assert {running.module_for(kind) for kind in ("video/mp4", "video/webm", "audio/mpeg")} == {"films"}
    assert {running.module_for(kind) for kind in ("image/png", "application/pdf")} == {"pictures", "documents"}
