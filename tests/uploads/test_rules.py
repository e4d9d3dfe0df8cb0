"""The headers of tus, and until when an upload is awaited."""

import base64
from datetime import UTC, datetime, timedelta

import pytest

from app.core.errors import GoneError, RefusedError
from app.uploads import rules
from app.uploads.models import Upload
from app.uploads.rules import Announcement, Checksum, MalformedError

NOW = datetime(2027, 3, 16, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def coded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def test_an_announcement_is_read_from_its_headers() -> None:
    metadata = f"filename {coded('Öl.jpg')}, filetype,sha256 {coded('AB' * 32)}"
    assert rules.announcement_of("12", metadata, "k" * 200) == Announcement(12, "Öl.jpg", "ab" * 32, "k" * 100)
    assert rules.announcement_of("0", None, None) == Announcement(0, "")
    assert rules.announcement_of("1", f"name {coded('a.png')}", "").name == "a.png"


@pytest.mark.parametrize("metadata", ["filename ???", f"sha256 {coded('zz')}", f"sha256 {coded('x' * 64)}"])
def test_metadata_that_cannot_be_read_is_malformed(metadata: str) -> None:
    with pytest.raises(MalformedError):
        rules.announcement_of("12", metadata, None)


@pytest.mark.parametrize("header", [None, "", "-1", "1.0", "1e3", " 1", "٣"])
def test_a_number_of_bytes_is_digits_only(header: str | None) -> None:
    with pytest.raises(MalformedError):
        rules.count_of(header)


def test_a_checksum_is_read_if_its_algorithm_is_known() -> None:
    assert rules.checksum_of(f"sha1 {coded('x')}") == Checksum("sha1", b"x")
    assert rules.checksum_of(None) is None
    for header in (f"md5 {coded('x')}", "sha1 ?", ""):
        with pytest.raises(MalformedError):
            rules.checksum_of(header)


def test_an_upload_is_kept_for_a_week_and_never_longer_than_its_owner_takes_it() -> None:
    week = NOW + timedelta(days=7)
    assert rules.expiry_of(NOW, week + SECOND) == week
    assert rules.expiry_of(NOW, week - SECOND) == week - SECOND


@pytest.mark.usefixtures("app")
def test_an_upload_is_awaited_until_the_second_it_says() -> None:
    upload = Upload(finish_until=NOW, expires_at=NOW)
    rules.check_still_awaited(upload, NOW - SECOND)
    with pytest.raises(RefusedError):
        rules.check_still_awaited(upload, NOW)
    upload.finish_until = NOW + SECOND
    with pytest.raises(GoneError):
        rules.check_still_awaited(upload, NOW)
    upload.expires_at, upload.ended_at = NOW + SECOND, NOW - SECOND
    with pytest.raises(GoneError):
        rules.check_still_awaited(upload, NOW - SECOND)
