"""PDFs: a new document of the pages and nothing else; forms flattened, actions, files and metadata gone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from . import codestreams, pictures
from .child import run
from .verdict import PIECES, WORDS, WORDS_MAX, RejectedError, Verdict

PAGES_MAX = 200
PREVIEW_SIDE = 1280
_TAIL_BYTES = 1024

# Of a page these stay; annotations have become part of its drawing before.
_PAGE_KEYS = frozenset(
    {
        "/Type", "/Contents", "/Resources", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/Rotate",
        "/UserUnit", "/Group", "/Parent",
    },
)  # fmt: skip
# And these go wherever they stand: metadata, other programs' notes, actions, files, places, names of people.
_FORBIDDEN_KEYS = frozenset(
    {
        "/Metadata", "/PieceInfo", "/LastModified", "/Private", "/CreatorInfo", "/Thumb", "/OPI", "/Ref", "/AA",
        "/OpenAction", "/JS", "/JavaScript", "/Launch", "/EF", "/AF", "/EmbeddedFiles", "/Measure", "/PtData",
        "/Usage", "/Creator", "/Author", "/Producer",
    },
)  # fmt: skip
_STREAM_KEYS = frozenset({"/F", "/FFilter", "/FDecodeParms"})
_DEVICE_SPACES = {1: Name.DeviceGray, 3: Name.DeviceRGB, 4: Name.DeviceCMYK}
_CLEANERS = {"/DCTDecode": codestreams.bare_jpeg, "/JPXDecode": codestreams.bare_jpeg2000}


def convert(source: BinaryIO, _content_type: str, folder: Path) -> Verdict:
    """Write the cleaned document and pictures of its first page."""
    _require_whole(source)
    target = folder / PIECES["clean"][0]
    try:
        with pikepdf.open(source, suppress_warnings=True) as pdf:
            pages = _clean(pdf, target)
    except pikepdf.PasswordError as error:
        raise RejectedError("encrypted") from error
    document = pypdfium2.PdfDocument(target)
    (folder / WORDS).write_text(_words_of(document), encoding="utf-8", errors="replace")
    return Verdict(pages=pages, pieces={"clean": (0, 0), **_preview(document, folder)})


def _require_whole(source: BinaryIO) -> None:
    """Refuse a file that was cut off: qpdf would repair it and silently lose its last pages."""
    size = source.seek(0, 2)
    source.seek(max(0, size - _TAIL_BYTES))
    tail = source.read()
    source.seek(0)
    if b"%%EOF" not in tail:
        raise RejectedError("broken")


def _clean(pdf: Pdf, target: Path) -> int:
    _require_acceptable(pdf)
    if "/AcroForm" in pdf.Root:
        pdf.generate_appearance_streams()
    pdf.flatten_annotations("screen")
    with pikepdf.new() as clean:
        for page in pdf.pages:
            for key in set(page.obj.keys()) - _PAGE_KEYS:
                del page.obj[key]
            clean.pages.append(page)
        if "/OCProperties" in pdf.Root:  # which layers are shown
            layers = pdf.make_indirect(pdf.Root.OCProperties)
            clean.Root.OCProperties = clean.copy_foreign(layers)
        for thing in clean.objects:
            _scrub(thing)
        clean.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return len(clean.pages)


def _require_acceptable(pdf: Pdf) -> None:
    if pdf.is_encrypted:
        raise RejectedError("encrypted")
    if len(pdf.pages) > PAGES_MAX:
        raise RejectedError("too_many_pages")
    if len(pdf.pages) == 0:
        raise RejectedError("broken")


def _scrub(thing: Object) -> None:
    """Take the forbidden out of an indirect object and the direct ones in it."""
    waiting = [thing]
    while waiting:
        now = waiting.pop()
        if isinstance(now, Stream):
            _scrub_stream(now)
        if isinstance(now, Array):
            _forget_profile(now)
        elif isinstance(now, (Dictionary, Stream)):
            for key in _FORBIDDEN_KEYS & set(now.keys()):
                del now[key]
            if now.get("/Type") == Name.OCG:  # a layer must have a name
                now.Name = "Layer"
        waiting += [part for part in _parts_of(now) if not part.is_indirect]


def _parts_of(thing: Object) -> Iterator[Object]:
    values: Any = ()
    if isinstance(thing, Array):
        values = list(thing)
    elif isinstance(thing, (Dictionary, Stream)):
        values = [value for _key, value in thing.items()]
    yield from (value for value in values if isinstance(value, (Array, Dictionary)))


def _forget_profile(array: Array) -> None:
    """Turn a colour space with a profile, which often bears its maker's name, into the plain one."""
    if len(array) == 2 and array[0] == Name.ICCBased and isinstance(array[1], Stream):  # noqa: PLR2004 # [name, profile]
        plain = _DEVICE_SPACES.get(int(array[1].get("/N", 3)), Name.DeviceRGB)
        del array[1]
        array[0] = plain


def _scrub_stream(stream: Stream) -> None:
    for key in _STREAM_KEYS & set(stream.keys()):  # a stream that lies in a file outside
        del stream[key]
    filters = stream.get("/Filter")
    chain: list[Any] = list(filters) if isinstance(filters, Array) else [filters]
    cleaner = _CLEANERS.get(str(chain[-1])) if chain else None
    if cleaner is None:
        return
    if len(chain) > 1:
        stream.write(_without_last_filter(stream, chain), filter=chain[-1])
    stream.write(cleaner(stream.read_raw_bytes()), filter=chain[-1], decode_parms=None)


def _without_last_filter(stream: Stream, chain: list[Any]) -> bytes:
    packed = stream.read_raw_bytes()
    with pikepdf.new() as scratch:
        return Stream(scratch, packed, Filter=Array(chain[:-1])).read_bytes()


def _words_of(document: pypdfium2.PdfDocument) -> str:
    """What can be read in it, page by page, as far as that is not a book."""
    found, room = [], WORDS_MAX
    for page in document:
        found.append(page.get_textpage().get_text_bounded()[:room])
        room -= len(found[-1])
        if not room:
            break
    return "\n".join(found)


def _preview(document: pypdfium2.PdfDocument, folder: Path) -> dict[str, tuple[int, int]]:
    page = document[0]
    scale = PREVIEW_SIDE / max(page.get_size())
    picture = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    sides = {"preview": PREVIEW_SIDE, "thumb": pictures.SIDES["thumb"]}
    return {name: pictures.save(picture, side, name, folder) for name, side in sides.items()}


def main() -> None:
    run(convert)
