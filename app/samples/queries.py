"""The ideas as they lie beside this file, and the pictures and papers drawn from them."""

import io
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst
from PIL import Image

from app.core.documents.typesetting import FONTS
from app.samples import rules
from app.samples.rules import IdeaText, Picture

_HERE = Path(__file__).parent


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
