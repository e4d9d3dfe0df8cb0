"""Compressed pictures inside PDFs, relieved of their metadata without being compressed anew."""

from collections.abc import Iterator

_JPEG_START, _JPEG_END, _JPEG_SCAN, _JPEG_COMMENT, _JPEG_ADOBE = 0xD8, 0xD9, 0xDA, 0xFE, 0xEE
_JPEG_APPLICATION = range(0xE0, 0xF0)
_JPEG_ALONE = {0x01, *range(0xD0, 0xD8)}
_JPEG2000_BOXES = frozenset({b"jP  ", b"ftyp", b"jp2h", b"jp2c"})
_JPEG2000_HEADER_BOXES = frozenset({b"ihdr", b"bpcc", b"colr", b"pclr", b"cmap", b"cdef"})


class BrokenStreamError(ValueError):
    """The bytes are not of the format they are said to have."""


def bare_jpeg(data: bytes) -> bytes:
    """A JPEG without comments and application segments, but with Adobe's, which says what its colours mean."""
    if data[:2] != bytes((0xFF, _JPEG_START)):
        raise BrokenStreamError
    return data[:2] + b"".join(_kept_segments(data)) + bytes((0xFF, _JPEG_END))


def _kept_segments(data: bytes) -> Iterator[bytes]:
    position = 2
    while position + 4 <= len(data):
        if data[position] != 0xFF:  # noqa: PLR2004 # every marker begins so
            raise BrokenStreamError
        marker = data[position + 1]
        if marker == 0xFF:  # noqa: PLR2004 # filling
            position += 1
            continue
        if marker == _JPEG_END:
            return
        end = position + 2
        if marker not in _JPEG_ALONE:
            end += int.from_bytes(data[end : end + 2], "big")
        if marker == _JPEG_SCAN:
            end = _end_of_scan(data, end)
        if marker != _JPEG_COMMENT and (marker not in _JPEG_APPLICATION or marker == _JPEG_ADOBE):
            yield data[position:end]
        position = end


def _end_of_scan(data: bytes, position: int) -> int:
    """Where the compressed bytes of a scan end: at a marker that is neither a stuffed 0xFF nor a restart."""
    while (position := data.find(b"\xff", position)) >= 0:
        following = data[position + 1 : position + 2]
        if following and following[0] != 0 and following[0] not in _JPEG_ALONE:
            return position
        position += 2
    return len(data)


def bare_jpeg2000(data: bytes) -> bytes:
    """A JPEG 2000 without boxes of XML, EXIF and the like; a bare codestream stays as it is."""
    if data[:4] == b"\xff\x4f\xff\x51":
        return data
    boxes = list(_boxes(data))
    if not boxes or boxes[0][0] != b"jP  ":
        raise BrokenStreamError
    return b"".join(_bare_box(kind, head, body) for kind, head, body in boxes if kind in _JPEG2000_BOXES)


def _bare_box(kind: bytes, head: bytes, body: bytes) -> bytes:
    if kind != b"jp2h":
        return head + body
    inner = b"".join(h + b for k, h, b in _boxes(body) if k in _JPEG2000_HEADER_BOXES)
    return (8 + len(inner)).to_bytes(4, "big") + kind + inner


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    position = 0
    while position + 8 <= len(data):
        size, kind, head = int.from_bytes(data[position : position + 4], "big"), data[position + 4 : position + 8], 8
        if size == 1:  # the size did not fit and follows
            size, head = int.from_bytes(data[position + 8 : position + 16], "big"), 16
        end = len(data) if size == 0 else position + size
        if end < position + head or end > len(data):
            raise BrokenStreamError
        yield kind, data[position : position + head], data[position + head : end]
        position = end
