"""Films and sound as phones make them, made here: a moving square, a tone, a place where it was taken."""

import io
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import Any

import av
import numpy as np

from tests.media.pictures import MARK

PLACE = "+48.1371+011.5754/"
_SOUND_RATE = 44_100


@cache
def film(  # what tests vary
    *,
    size: tuple[int, int] = (640, 480),
    seconds: float = 1.0,
    rate: int = 15,
    sound: bool = True,
    codec: str = "libx264",
    form: str = "mov",
) -> bytes:
    """A film whose metadata tell where it was made and by whom."""
    file = io.BytesIO()
    notes = {"title": MARK, "location": PLACE, "com.apple.quicktime.location.ISO6709": PLACE}
    with av.open(file, "w", format=form, options={"movflags": "use_metadata_tags"} if form == "mov" else {}) as target:
        target.metadata.update(notes)
        picture: Any = target.add_stream(codec, rate=rate)
        picture.width, picture.height, picture.pix_fmt = *size, "yuv420p"
        voice: Any = target.add_stream("libopus" if form == "webm" else "aac", rate=48_000) if sound else None
        for number in range(round(seconds * rate)):
            frame = av.VideoFrame.from_ndarray(_square(size, number), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, rate)
            target.mux(picture.encode(frame))
        target.mux(picture.encode(None))
        if voice is not None:
            _speak(target, voice, seconds, 48_000)
    return file.getvalue()


def turned(data: bytes, degrees: int) -> bytes:
    """The same film with the note that it is to be turned clockwise, as a phone held upright writes it."""
    one, minus_one, end = 0x10000, 0xFFFF0000, 0x40000000
    matrix = {
        90: (0, one, 0, minus_one, 0, 0, 0, 0, end),
        180: (minus_one, 0, 0, 0, minus_one, 0, 0, 0, end),
        270: (0, minus_one, 0, one, 0, 0, 0, 0, end),
    }[degrees]
    at = data.index(b"tkhd") + 44
    return data[:at] + b"".join(number.to_bytes(4, "big") for number in matrix) + data[at + 36 :]


@cache
def sound(*, seconds: float = 1.0, form: str = "mp3", codec: str = "libmp3lame") -> bytes:
    file = io.BytesIO()
    with av.open(file, "w", format=form) as target:
        target.metadata.update({"title": MARK, "artist": MARK})
        rate = 48_000 if codec == "libopus" else _SOUND_RATE
        _speak(target, target.add_stream(codec, rate=rate), seconds, rate)
    return file.getvalue()


def said_in(data: bytes) -> Mapping[str, str]:
    """Everything that a film's containers and tracks tell beside picture and sound."""
    with av.open(io.BytesIO(data)) as container:
        found = dict(container.metadata)
        for stream in container.streams:
            found |= stream.metadata
        return found


def _square(size: tuple[int, int], number: int) -> "np.ndarray[Any, np.dtype[np.uint8]]":
    width, height = size
    picture = np.full((height, width, 3), 40, np.uint8)
    left = number * 7 % max(width - 40, 1)
    picture[10:50, left : left + 40] = (255, 107, 26)
    return picture


def _speak(target: Any, voice: Any, seconds: float, rate: int) -> None:  # noqa: ANN401 # PyAV's types differ by version
    wanted = {"format": voice.format.name, "layout": voice.layout.name, "frame_size": voice.frame_size or 1152}
    resampler = av.AudioResampler(rate=rate, **wanted)
    count = round(seconds * rate)
    tone = np.sin(np.arange(count, dtype=np.float32)[None] / 20) * np.float32(0.3)
    frame = av.AudioFrame.from_ndarray(tone, format="fltp", layout="mono")
    frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
    for piece in [*resampler.resample(frame), *resampler.resample(None)]:
        target.mux(voice.encode(piece))
    target.mux(voice.encode(None))
