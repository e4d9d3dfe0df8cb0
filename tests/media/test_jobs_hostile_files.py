"""More than a hundred hostile files: refused, rejected with a reason, or drawn anew without what they held."""

import io

import pikepdf
import pytest
from PIL import Image

from app.core import jobs, storage
from app.core.errors import WrongTypeError
from app.media.models import MediaFile
from tests.media import films, hostile_files, pictures
from tests.media.conftest import PIECES, Team, bytes_of, renditions_of
from tests.media.hostile_files import HOSTILE_FILES, READY, WRONG_TYPE

FORBIDDEN = [
    text.encode(coding)
    for text in (pictures.MARK, "Erik", films.PLACE)
    for coding in ("ascii", "utf-16-be", "utf-16-le")
]
ACTIVE = [
    b"/JavaScript", b"/JS", b"/OpenAction", b"/AA", b"/Launch", b"/URI", b"/EmbeddedFile", b"/Filespec", b"/Annots",
    b"/AcroForm", b"/XFA", b"/Metadata", b"/Info", b"/PieceInfo", b"/Outlines", b"/GoToR", b"/SubmitForm", b"Exif",
]  # fmt: skip


def unpacked(data: bytes) -> bytes:
    """A PDF with every stream unpacked as far as it goes."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(
            target,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            compress_streams=False,
            static_id=True,
        )
    return target.getvalue()


def end_of(team: Team, data: bytes) -> tuple[str, MediaFile | None]:
    try:
        file = team.hand_in(data)
    except WrongTypeError:
        return WRONG_TYPE, None
    return file.reason or file.state, file


@pytest.mark.parametrize("name", HOSTILE_FILES)
def test_a_hostile_file_is_refused_or_rejected_or_drawn_anew(name: str, team: Team) -> None:
    hostile = HOSTILE_FILES[name]

    end, file = end_of(team, hostile.make())

    assert end in hostile.ends
    assert jobs.state().failed == jobs.state().running == 0
    if file is None:
        assert list(storage.keys()) == []
    elif end == READY:
        assert_clean(file)
    else:
        assert renditions_of(file) == {}


def assert_clean(file: MediaFile) -> None:
    renditions = renditions_of(file)
    assert renditions.keys() == PIECES[file.kind].keys()
    for name, rendition in renditions.items():
        data = bytes_of(rendition)
        if PIECES[file.kind][name] == "PDF":
            data = unpacked(data)
            assert [word for word in ACTIVE if word in data] == []
        elif PIECES[file.kind][name] == "MP4":
            assert data[4:8] == b"ftyp"
            assert not {"title", "artist", "location", "encoder"} & set(films.said_in(data))
        else:
            with Image.open(io.BytesIO(data)) as picture:
                assert picture.format == PIECES[file.kind][name]
                assert picture.size == (rendition.width, rendition.height)
                assert dict(picture.getexif()) == {}
                assert picture.info.keys() & {"exif", "xmp", "icc_profile", "comment", "XML:com.adobe.xmp"} == set()
        assert [word for word in FORBIDDEN if word in data] == []


def test_there_are_more_than_sixty_hostile_files() -> None:
    assert len(HOSTILE_FILES) >= 110


TALKATIVE = [
    name for name in (
        *hostile_files.TALKATIVE_PICTURES, *hostile_files.TALKATIVE_PDFS, *hostile_files.TALKATIVE_FILMS
    )
    if name not in {"png_that_moves", "png_of_49_megapixels", "jpeg_and_zip", "pdf_with_packed_exif"}
]  # fmt: skip


@pytest.mark.parametrize("name", TALKATIVE)
def test_what_must_not_come_out_had_been_put_in(name: str) -> None:
    data = HOSTILE_FILES[name].make()
    seen = data + (unpacked(data) if data.startswith(b"%PDF") else b"")
    hints = [*FORBIDDEN, b"eXIf", b"<script>", b"iCCP", b"zTXt"]

    assert any(hint in seen for hint in hints)
