from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app.core.decoding.verdict import REASONS
from app.media import rules
from app.media.models import MediaFile
from app.media.rules import Limits
from tests.media.hostile_files import HOSTILE_NAMES

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LIMITS = Limits(
    image_max_bytes=20 * 1024**2,
    pdf_max_bytes=30 * 1024**2,
    video_max_bytes=500 * 1024**2,
    audio_max_bytes=50 * 1024**2,
    total_max_bytes=1024**3,
)


def file_of(size: int = 1, name: str = "bild.jpg", content_type: str = "image/jpeg") -> MediaFile:
    return MediaFile(size=size, display_name=name, content_type=content_type, storage_key="a" * 32)


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(("typed", "shown"), HOSTILE_NAMES.items())
def test_a_name_is_shown_without_what_steers_or_hides_text(typed: str, shown: str) -> None:
    assert rules.clean_name(typed) == shown


@pytest.mark.parametrize(
    ("head", "content_type"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"%PDF-1.7", "application/pdf"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "image/heic"),
        (b"\x00\x00\x00\x18ftypheix\x00\x00\x00\x00mif1heix", "image/heic"),
        (b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic", "image/heic"),
        (b"\x00\x00\x00\x18ftypmsf1\x00\x00\x00\x00hevcmsf1", "image/heic"),
        (b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00mif1avifmiaf", "image/avif"),
        (b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1avif", "image/avif"),
        (b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isommp42", "video/mp4"),
        (b"\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00qt  heic", "video/quicktime"),
        (b"\x00\x00\x00\x20ftypM4A \x00\x00\x00\x00M4A isom", "audio/mp4"),
        (b"\x00\x00\x00\x18ftyp3gp4\x00\x00\x00\x003gp4", "video/mp4"),
        (b"\x00\x00\x00\x18ftypcrx \x00\x00\x00\x00crx isom", None),
        (b"\x1a\x45\xdf\xa3\x01", "video/webm"),
        (b"OggS\x00", "audio/ogg"),
        (b"ID3\x04\x00", "audio/mpeg"),
        (b"\xff\xfb\x90\x64", "audio/mpeg"),
        (b"\xff\xf1\x50\x80", None),
        (b"RIFF\x10\x00\x00\x00AVI LIST", None),
        (b"\xff\xd8", None),
        (b"<html>", None),
        (b"", None),
    ],
)
def test_a_file_is_what_its_first_bytes_are(head: bytes, content_type: str | None) -> None:
    assert rules.content_type_of(head) == content_type


def test_every_kind_has_a_limit_of_its_own() -> None:
    assert [LIMITS.of(kind) // 1024**2 for kind in ("image", "pdf", "video", "audio")] == [20, 30, 500, 50]
    assert LIMITS.largest == LIMITS.video_max_bytes


@pytest.mark.usefixtures("app")
def test_who_sends_too_much_is_told_how_much_is_possible() -> None:
    text = rules.too_large_text(LIMITS)

    assert text == (
        "Die Datei ist zu groß. Bilder dürfen höchstens 20 MB haben, PDFs 30 MB, Filme 500 MB und Tonaufnahmen 50 MB."
    )


@pytest.mark.usefixtures("app")
def test_the_last_byte_of_the_quota_can_be_used_and_no_more() -> None:
    present = [file_of(60), file_of(30)]

    assert rules.why_not_add(10, present, 100) is None
    refusal = rules.why_not_add(11, present, 100)
    assert refusal is not None
    assert refusal.code == "quota_used_up"


@pytest.mark.usefixtures("app")
def test_a_full_quota_names_what_uses_most_of_it() -> None:
    present = [file_of(size * 1_000_000, f"{size}.jpg") for size in (1, 5, 3, 4)]

    refusal = rules.why_not_add(1, present, 0)

    assert refusal is not None
    assert "„5.jpg“ (5,0 MB), „4.jpg“ (4,0 MB), „3.jpg“ (3,0 MB)." in refusal.reason
    assert "1.jpg" not in refusal.reason


def test_a_removed_file_can_be_restored_for_thirty_days() -> None:
    file = file_of()
    assert not rules.is_restorable(file, NOON)
    file.deleted_at = NOON

    assert rules.is_restorable(file, NOON + timedelta(days=30) - SECOND)
    assert not rules.is_restorable(file, NOON + timedelta(days=30))
    file.storage_key = None
    assert not rules.is_restorable(file, NOON)


def test_a_neutral_name_says_nothing_about_the_team() -> None:
    assert rules.neutral_name("image", "image/webp", 1) == "bild-1.webp"
    assert rules.neutral_name("pdf", "application/pdf", 3) == "anlage-3.pdf"


@pytest.mark.parametrize(
    ("name", "content_type", "given"),
    [
        ("bild.jpg", "image/jpeg", "bild.jpg"),
        ("BILD.JPEG", "image/jpeg", "BILD.JPEG"),
        ("IMG_1.heif", "image/heic", "IMG_1.heif"),
        ("bild.html", "image/jpeg", "bild.html.jpg"),
        ("plan", "application/pdf", "plan.pdf"),
    ],
)
def test_an_original_ends_as_what_it_is(name: str, content_type: str, given: str) -> None:
    assert rules.original_name(file_of(name=name, content_type=content_type)) == given


def test_every_reason_of_a_decoder_has_words(app: Flask) -> None:
    del app
    for reason in (*REASONS, "damaged"):
        assert len(rules.reason_text(MediaFile(reason=reason))) > 20
    assert rules.reason_text(MediaFile(reason="")) == ""
