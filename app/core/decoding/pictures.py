"""Pictures: decoded, turned upright, brought to sRGB, and drawn anew without anything that is not a pixel."""

import io
from pathlib import Path
from typing import BinaryIO

import pi_heif
from PIL import AvifImagePlugin, Image, ImageCms

from .child import run
from .verdict import PIECES, RejectedError, Verdict

PIXELS_MAX = 50_000_000
SIDES = {"large": 1920, "medium": 960, "thumb": 320}
FORMATS = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WEBP",
    "image/heic": "HEIF",
    "image/avif": "AVIF",
}
QUALITY = 82

_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_FIRST_LYING = 5


def prepare() -> None:
    """One thread for each decoder, HEIC known, and our own limit of pixels instead of Pillow's."""
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    pi_heif.register_heif_opener(decode_threads=1, thumbnails=False, depth_images=False, aux_images=False)
    Image.MAX_IMAGE_PIXELS = None


def convert(source: BinaryIO, content_type: str, folder: Path) -> Verdict:
    """Draw a picture anew in three sizes as WebP and in the largest as JPEG."""
    prepare()
    if content_type == "image/webp":
        _require_few_pixels(webp_size(source.read(30)))
        source.seek(0)
    with Image.open(source, formats=[FORMATS[content_type]]) as image:
        _require_few_pixels(image.size)
        orientation = image.getexif().get(_ORIENTATION, 1)
        width, height = image.size
        image.draft("RGB", (2 * SIDES["large"], 2 * SIDES["large"]))
        picture = _flat(image)
    if orientation in _TURNS:
        picture = picture.transpose(_TURNS[orientation])
        if orientation >= _FIRST_LYING:
            width, height = height, width
    pieces = {name: save(picture, side, name, folder) for name, side in SIDES.items()}
    pieces["jpeg"] = save(picture, SIDES["large"], "jpeg", folder)
    return Verdict(width=width, height=height, pieces=pieces)


def webp_size(head: bytes) -> tuple[int, int]:
    """The canvas of a WebP by its first 30 bytes: Pillow would make room for it before it tells the size."""
    kind = head[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    return int.from_bytes(head[26:28], "little") & 0x3FFF, int.from_bytes(head[28:30], "little") & 0x3FFF


def _require_few_pixels(size: tuple[int, int]) -> None:
    if size[0] * size[1] > PIXELS_MAX:
        raise RejectedError("too_many_pixels")


def _flat(image: Image.Image) -> Image.Image:
    """The picture at no more than the largest size, in sRGB, on white where it is transparent."""
    profile = image.info.get("icc_profile")
    small = _with_plain_mode(image)
    small.thumbnail((SIDES["large"], SIDES["large"]), Image.Resampling.LANCZOS, reducing_gap=2.0)
    alpha = small.getchannel("A") if small.mode in {"RGBA", "LA"} else None
    colours = small.convert("RGB") if small.mode == "RGBA" else small
    colours = colours.convert("L") if colours.mode == "LA" else colours
    canvas = Image.new("RGB", small.size, "white")
    canvas.paste(_in_srgb(colours, profile), mask=alpha)
    return canvas


def _with_plain_mode(image: Image.Image) -> Image.Image:
    image.load()
    if image.mode.startswith("I"):  # 16 bits of grey
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode in {"P", "PA", "La", "RGBa"} or "transparency" in image.info:
        return image.convert("RGBA")
    if image.mode in {"L", "LA", "RGB", "RGBA", "CMYK"}:
        return image
    return image.convert("RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        try:
            target = ImageCms.createProfile("sRGB")
            found = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            changed = ImageCms.profileToProfile(image, found, target, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            changed = None
        if changed is not None:
            return changed
    return image.convert("RGB")


def save(picture: Image.Image, side: int, name: str, folder: Path) -> tuple[int, int]:
    """Write a picture at most `side` pixels wide and high as the piece `name`; returns its size.

    It is pasted into a new image: saving the old one would carry along its comments, profiles and text.
    """
    small = picture.copy()
    small.thumbnail((side, side), Image.Resampling.LANCZOS)
    fresh = Image.new("RGB", small.size)
    fresh.paste(small)
    filename, content_type = PIECES[name]
    if content_type == "image/jpeg":
        fresh.save(folder / filename, "JPEG", quality=QUALITY, progressive=True, optimize=True)
    else:
        fresh.save(folder / filename, "WEBP", quality=QUALITY, method=4)
    return fresh.size


def main() -> None:
    run(convert)
