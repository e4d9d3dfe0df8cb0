"""The ideas as they lie beside this file, and the pictures and papers drawn from them."""

import io
import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

import typst
from PIL import Image, ImageOps

from app.core.documents.typesetting import FONTS
from app.samples import rules
from app.samples.rules import IdeaText, Picture

_HERE = Path(__file__).parent
_FILM_SIZE, _RATE = (640, 360), 12


@cache
def ideas() -> tuple[IdeaText, ...]:
    """All ideas, by the name of their file and in its order."""
    files = sorted((_HERE / "ideas").glob("*.md"))
    return tuple(idea for file in files for idea in rules.ideas_from(file.read_text(encoding="utf-8")))


def drawn(picture: Picture) -> bytes:
    """The picture as a file of the type that its name tells; equal words, equal bytes."""
    contents = {"kind": picture.kind, "title": picture.title, "items": picture.items, "seed": picture.seed}
    png = _typeset("pictures", contents, "png")
    if picture.file_name.endswith(".png"):
        return png
    photo = io.BytesIO()
    with Image.open(io.BytesIO(png), formats=["PNG"]) as image:
        image.convert("RGB").save(photo, "JPEG", quality=88)
    return photo.getvalue()


def film_of(idea: IdeaText) -> bytes:
    """A silent film as from a phone: the idea's pictures one after the other, each coming a little nearer."""
    import av  # noqa: PLC0415 # an extra part, which only this and the child that decodes films need

    film, frames = io.BytesIO(), cast("Any", av.VideoFrame)
    with av.open(film, "w", format="mp4") as target:
        stream = target.add_stream("libx264", rate=_RATE, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = *_FILM_SIZE, "yuv420p"
        for frame in _frames_of(idea):
            target.mux(stream.encode(frames.from_image(frame)))
        target.mux(stream.encode(None))
    return film.getvalue()


def _frames_of(idea: IdeaText) -> Iterator[Image.Image]:
    for number in range(len(idea.film)):
        picture = idea.pictures[number % len(idea.pictures)]
        with Image.open(io.BytesIO(drawn(picture))) as image:
            whole = ImageOps.pad(image.convert("RGB"), _FILM_SIZE, color="white")
        for step in range(_RATE * rules.SECONDS_PER_LINE):
            margin = step / 300
            box = (whole.width * margin, whole.height * margin, whole.width * (1 - margin), whole.height * (1 - margin))
            yield whole.resize(_FILM_SIZE, Image.Resampling.BILINEAR, box=box)


def paper_of(idea: IdeaText) -> bytes:
    """The concept of an idea as a PDF of one or two pages."""
    sections = [[heading, idea.answers[key]] for heading, key in rules.SECTIONS.items() if key != "sources"]
    contents = {
        "title": idea.title,
        "pitch": idea.answers["pitch"],
        "category": idea.category,
        "sections": sections,
        "seed": idea.seed % 1000,
    }
    return _typeset("paper", contents, "pdf")


def _typeset(template: str, contents: Mapping[str, Any], kind: Literal["png", "pdf"]) -> bytes:
    return typst.compile(
        _HERE / f"{template}.typ",
        root=_HERE,
        font_paths=_fonts(),
        format=kind,
        ppi=72,
        sys_inputs={"contents": json.dumps(contents, ensure_ascii=False)},
        timestamp=0,
    )


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[FONTS])
