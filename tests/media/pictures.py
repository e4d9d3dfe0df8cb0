"""Pictures with everything in them that must not come out again."""

import io
import struct
import zlib
from pathlib import Path

from PIL import Image, ImageCms, PngImagePlugin

MARK = "Erika Mustermann"
BYTES = MARK.encode()
HTML = f"<html><script>alert('{MARK}')</script></html>".encode()
HEIC = (Path(__file__).parent / "fixtures" / "iphone.heic").read_bytes()


def drawn(width: int = 64, height: int = 48) -> Image.Image:
    """A picture whose corners can be told apart: dark at the top left, red to the right, green to the bottom."""
    red = Image.linear_gradient("L").rotate(90).resize((width, height))
    green = Image.linear_gradient("L").resize((width, height))
    return Image.merge("RGB", (red, green, Image.new("L", (width, height))))


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def jpeg(**options: object) -> bytes:
    return saved(drawn(), "JPEG", **options)


def exif(orientation: int = 1) -> Image.Exif:
    """What a telephone writes: who, with what, and where."""
    found = Image.Exif()
    found[0x013B] = MARK  # artist
    found[0x010F] = MARK  # maker
    found[0x0112] = orientation
    found.get_ifd(0x8825).update({1: "N", 2: (48.0, 8.0, 0.0), 3: "E", 4: (11.0, 34.0, 0.0), 29: MARK})
    return found


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def with_segments(*segments: bytes) -> bytes:
    """A JPEG with segments right behind its start."""
    plain = jpeg()
    return plain[:2] + b"".join(segments) + plain[2:]


def xmp() -> bytes:
    return (
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:creator="{MARK}"/></rdf:RDF></x:xmpmeta>'
    ).encode()


def icc() -> bytes:
    """A profile of sRGB whose description bears a name, as the profile of a calibrated screen does."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert "sRGB".encode("utf-16-be") in profile
    padded = MARK[:4].encode("utf-16-be")
    return profile.replace("sRGB".encode("utf-16-be"), padded) + BYTES


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(*chunks: bytes) -> bytes:
    """A PNG with chunks right behind its header."""
    plain = saved(drawn(), "PNG")
    return plain[:33] + b"".join(chunks) + plain[33:]


def png_header(width: int, height: int, *chunks: bytes) -> bytes:
    """A PNG that claims a size and has nothing to show for it."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(chunks) + chunk(b"IEND", b"")


def png_bomb(side: int) -> bytes:
    """A valid PNG of one bit for each pixel, all white: small on the disk, huge in memory."""
    rows = zlib.compressobj(9)
    row = b"\x00" + b"\xff" * ((side + 7) // 8)
    packed = b"".join(rows.compress(row) for _row in range(side)) + rows.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def png_text(kind: str) -> bytes:
    text = PngImagePlugin.PngInfo()
    if kind == "iTXt":
        text.add_itxt("Author", MARK, lang="de", tkey="Autorin")
    else:
        text.add_text("Author", MARK, zip=kind == "zTXt")
    return saved(drawn(), "PNG", pnginfo=text)


def text_bomb() -> bytes:
    """A compressed comment that grows to 200 MB."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1024**2)) for _number in range(200)) + packer.flush()
    return png(chunk(b"zTXt", b"Comment\x00\x00" + packed))


def frames(kind: str, **options: object) -> bytes:
    second = Image.new("RGB", (64, 48), "blue")
    return saved(drawn(), kind, save_all=True, append_images=[second], **options)


def webp_canvas(width: int, height: int) -> bytes:
    """A WebP that claims a canvas."""
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\x10\x00\x00\x00" + size
    return b"RIFF" + struct.pack("<I", len(body)) + body


def jpeg_of_size(width: int, height: int) -> bytes:
    """A JPEG whose frame claims a size that its bytes do not fill."""
    plain = jpeg()
    at = plain.index(b"\xff\xc0") + 5
    return plain[:at] + struct.pack(">HH", height, width) + plain[at + 4 :]


def heic_of_size(width: int, height: int) -> bytes:
    """The HEIC with another size in every box that tells it."""
    data, at = bytearray(HEIC), -1
    while (at := data.find(b"ispe", at + 1)) >= 0:
        data[at + 8 : at + 16] = struct.pack(">II", width, height)
    return bytes(data)


def boxes(brand: bytes, *compatible: bytes) -> bytes:
    """The first box of an ISO media file, and then nonsense."""
    body = b"ftyp" + brand + bytes(4) + b"".join(compatible)
    return struct.pack(">I", len(body) + 4) + body + b"\x00\x00\x00\x20meta" + b"nonsense" * 20
