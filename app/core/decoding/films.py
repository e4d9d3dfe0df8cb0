"""Films and sound: decoded and encoded anew, so that nothing but picture and sound comes along.

The container is read through an open file, never by name, and only by the one demuxer its first bytes call for: formats
that point to other files or addresses find nobody who would follow them.
"""

import itertools
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO

import av
import av.filter
import av.logging
from av.audio.resampler import AudioResampler

from . import pictures
from .child import run
from .sandbox import FILMS
from .verdict import PIECES, RejectedError, Verdict

SECONDS_MAX = 180
# A camera rounds up; nobody is to be sent home for half a second.
_SECONDS_SPARE = 2
PIXELS_MAX = 4096 * 2304
RATE_MAX = 30
HEIGHTS = {"film720": 720, "film480": 480}
_QUALITY = "24"
_DEMUXERS = {
    "video/mp4": "mov", "video/quicktime": "mov", "video/webm": "matroska",
    "audio/mp4": "mov", "audio/mpeg": "mp3", "audio/ogg": "ogg",
}  # fmt: skip
_VIDEO_CODECS = frozenset({"h264", "hevc", "vp8", "vp9", "av1", "libdav1d", "mpeg4", "mjpeg", "prores"})
_AUDIO_CODECS = frozenset(
    {"aac", "mp3", "mp3float", "opus", "libopus", "vorbis", "alac", "flac", "pcm_s16le", "pcm_s16be", "pcm_f32le"},
)
_SOUND_RATE, _SOUND_BITS = 48_000, 96_000
_PREVIEW_SIDE = 1280
# The muxer else writes its own name and version, and when it ran.
_MP4 = {"movflags": "+faststart", "fflags": "+bitexact", "map_metadata": "-1"}


def convert(source: BinaryIO, content_type: str, folder: Path) -> Verdict:
    """Write a film in two sizes with a picture of it, or sound as AAC."""
    av.logging.set_level(None)
    with av.open(source, "r", format=_DEMUXERS[content_type], metadata_errors="ignore") as container:
        if content_type.startswith("audio/"):
            return _convert_sound(container, folder)
        return _convert_film(container, folder)


def _convert_sound(container: Any, folder: Path) -> Verdict:  # noqa: ANN401 # PyAV's types differ between its versions
    stream = _sound_of(container)
    if stream is None:
        raise RejectedError("no_sound")
    _require_short(container)
    with av.open(str(folder / PIECES["sound"][0]), "w", format="mp4", options=_MP4) as target:
        writer = _Sound(target)
        for frame in container.decode(stream):
            _require_in_time(frame)
            writer.take(frame)
        seconds = writer.finish()
    return Verdict(seconds=seconds, pieces={"sound": (0, 0)})


def _convert_film(container: Any, folder: Path) -> Verdict:  # noqa: ANN401 # as above
    picture, sound = _picture_of(container), _sound_of(container)
    _require_short(container)
    first, rest = _first_frame(container, picture, sound)
    turn = 90 * round(first.rotation / 90)
    width, height = _upright(first, turn)
    names = [name for name in HEIGHTS if name == "film480" or min(width, height) > HEIGHTS["film480"]]
    writers = {
        name: _Film(folder / PIECES[name][0], HEIGHTS[name], picture, turn, has_sound=sound is not None)
        for name in names
    }
    poster = _Poster(turn)
    try:
        for frame in rest:
            _require_in_time(frame)
            for writer in writers.values():
                writer.take(frame)
            poster.take(frame)
        seconds = max(writer.finish() for writer in writers.values())
    finally:
        for writer in writers.values():
            writer.close()
    pieces = {name: writer.size for name, writer in writers.items()} | poster.save(folder)
    return Verdict(width=width, height=height, seconds=seconds, pieces=pieces)


# ---------------------------------------------------------------- looking before anything is decoded
def _picture_of(container: Any) -> Any:  # noqa: ANN401 # as above
    stream = next(iter(container.streams.video), None)
    if stream is None or stream.codec_context.codec.name not in _VIDEO_CODECS:
        raise RejectedError("unknown_film")
    if not 0 < stream.codec_context.width * stream.codec_context.height <= PIXELS_MAX:
        raise RejectedError("too_many_pixels")
    stream.thread_type, stream.codec_context.thread_count = "FRAME", 2
    return stream


def _sound_of(container: Any) -> Any:  # noqa: ANN401 # as above
    """The first track of sound that we know; a film may come without."""
    known = (each for each in container.streams.audio if each.codec_context.codec.name in _AUDIO_CODECS)
    return next(known, None)


def _require_short(container: Any) -> None:  # noqa: ANN401 # as above
    if container.duration and container.duration / av.time_base > SECONDS_MAX + _SECONDS_SPARE:
        raise RejectedError("too_long")


def _require_in_time(frame: Any) -> None:  # noqa: ANN401 # as above
    """A header may say less than there is."""
    if frame.time is not None and frame.time > SECONDS_MAX + _SECONDS_SPARE:
        raise RejectedError("too_long")


def _first_frame(container: Any, picture: Any, sound: Any) -> tuple[Any, Iterator[Any]]:  # noqa: ANN401 # as above
    """The first picture, and all frames of both kinds from the beginning."""
    frames = container.decode(picture, sound) if sound is not None else container.decode(picture)
    before: list[Any] = []
    for frame in frames:
        before.append(frame)
        if isinstance(frame, av.VideoFrame):
            return frame, _chained(before, frames)
    raise RejectedError("broken")


def _chained(before: list[Any], frames: Iterator[Any]) -> Iterator[Any]:
    yield from before
    before.clear()
    yield from frames


# ---------------------------------------------------------------- writing
class _Sound:
    """A track of AAC in a container."""

    def __init__(self, target: Any) -> None:  # noqa: ANN401 # as above
        self._target = target
        self._stream = target.add_stream("aac", rate=_SOUND_RATE, layout="stereo")
        self._stream.bit_rate = _SOUND_BITS
        self._resampler = AudioResampler(format="fltp", layout="stereo", rate=_SOUND_RATE, frame_size=1024)
        self._written = 0

    def take(self, frame: Any) -> None:  # noqa: ANN401 # as above
        for piece in self._resampler.resample(frame):
            self._encode(piece)

    def finish(self) -> int:
        """Write what is left; returns the seconds that can be heard."""
        for piece in self._resampler.resample(None):
            self._encode(piece)
        self._target.mux(self._stream.encode(None))
        return round(self._written / _SOUND_RATE)

    def _encode(self, piece: Any) -> None:  # noqa: ANN401 # as above
        # Counted anew: what phones write as times has gaps and overlaps.
        piece.pts, piece.time_base = self._written, Fraction(1, _SOUND_RATE)
        self._written += piece.samples
        self._target.mux(self._stream.encode(piece))


class _Film:
    """A film of one size being written."""

    def __init__(self, path: Path, short_side: int, picture: Any, turn: int, *, has_sound: bool) -> None:  # noqa: ANN401 # as above
        self.size = _size_for(_upright(picture.codec_context, turn), short_side)
        rate = min(Fraction(picture.average_rate or RATE_MAX), Fraction(RATE_MAX)) or Fraction(RATE_MAX)
        self._target = av.open(str(path), "w", format="mp4", options=_MP4)
        self._stream = self._target.add_stream("libx264", rate=rate)
        self._stream.width, self._stream.height = self.size
        self._stream.pix_fmt = "yuv420p"
        self._stream.options = {"preset": "veryfast", "crf": _QUALITY, "threads": "2"}
        self._sound = _Sound(self._target) if has_sound else None
        self._steps: Any = None
        self._turn, self._rate = turn, rate
        self._time_base = picture.time_base
        self._count = 0

    def take(self, frame: Any) -> None:  # noqa: ANN401 # as above
        if not isinstance(frame, av.VideoFrame):
            if self._sound is not None:
                self._sound.take(frame)
            return
        if self._steps is None:
            self._steps = _graph(frame, self._time_base, self._turn, self.size, self._rate)
        self._steps.push(frame)
        self._drain()

    def finish(self) -> int:
        if self._steps is not None:
            self._steps.push(None)
            self._drain()
        self._target.mux(self._stream.encode(None))
        heard = self._sound.finish() if self._sound is not None else 0
        self._target.close()
        return max(heard, round(self._count / self._rate))

    def close(self) -> None:
        self._target.close()

    def _drain(self) -> None:
        while True:
            try:
                frame = self._steps.pull()
            except (BlockingIOError, EOFError, av.error.BlockingIOError, av.error.EOFError):
                return
            frame.pts, frame.time_base = self._count, 1 / self._rate
            frame.pict_type = 0
            self._count += 1
            self._target.mux(self._stream.encode(frame))


class _Poster:
    """The picture that stands for a film: its first after a second, or the last there is."""

    def __init__(self, turn: int) -> None:
        self._turn, self._is_settled = turn, False
        self._image: Any = None

    def take(self, frame: Any) -> None:  # noqa: ANN401 # as above
        if self._is_settled or isinstance(frame, av.AudioFrame):
            return
        self._is_settled = frame.time is not None and frame.time >= 1
        if self._image is None or self._is_settled:
            image: Any = frame
            self._image = image.to_image().rotate(self._turn, expand=True)

    def save(self, folder: Path) -> dict[str, tuple[int, int]]:
        sides = {"preview": _PREVIEW_SIDE, "thumb": pictures.SIDES["thumb"]}
        return {name: pictures.save(self._image, side, name, folder) for name, side in sides.items()}


def _upright(picture: Any, turn: int) -> tuple[int, int]:  # noqa: ANN401 # as above
    """Width and height as they are seen."""
    return (picture.height, picture.width) if turn % 180 else (picture.width, picture.height)


def _size_for(shown: tuple[int, int], short_side: int) -> tuple[int, int]:
    """The size with this shorter side, in even numbers as the encoder wants them, and never larger than it was."""
    scale = min(Fraction(short_side, min(shown)), Fraction(1))
    width, height = (max(2, 2 * round(side * scale / 2)) for side in shown)
    return width, height


def _graph(frame: Any, time_base: Any, turn: int, size: tuple[int, int], rate: Fraction) -> Any:  # noqa: ANN401 # as above
    """Upright, of this size and rate, in the colours every player knows."""
    graph = av.filter.Graph()
    turns = {90: ["cclock"], 180: ["clock", "clock"], 270: ["clock"]}.get(turn % 360, [])
    steps = [graph.add_buffer(width=frame.width, height=frame.height, format=frame.format, time_base=time_base)]
    steps += [graph.add("transpose", direction) for direction in turns]
    steps += [
        graph.add("scale", f"{size[0]}:{size[1]}:flags=bicubic"),
        graph.add("fps", str(rate)),
        graph.add("format", "yuv420p"),
        graph.add("buffersink"),
    ]
    for step, following in itertools.pairwise(steps):
        step.link_to(following)
    graph.configure()
    return graph


def main() -> None:
    run(convert, FILMS)
