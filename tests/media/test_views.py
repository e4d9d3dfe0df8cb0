"""How files leave: by signed address only, with a type that cannot do harm and no word about who sent them when."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import IO, Any

import pytest
from flask import Flask
from itsdangerous import URLSafeSerializer
from werkzeug.test import TestResponse

from app.core import clock, storage
from app.logbook.queries import faults
from app.media import access, actions, queries
from app.media.models import MediaFile
from tests.media import papers, pictures
from tests.media.conftest import Team, bytes_of, renditions_of
from tests.support.browsers import Browser

START = datetime(2027, 3, 1, 12, 3, 4, tzinfo=UTC)


def address(app: Flask, file: MediaFile, rendition: str, position: int = 1) -> str:
    with app.test_request_context():
        return access.address_of(queries.files_by_id([file.id])[file.id], rendition, position)


def get(browser: Browser, path: str, method: str = "GET", **options: Any) -> TestResponse:  # noqa: ANN401 # as Flask's
    """Read a response to its end, as a server does, so that its file is closed."""
    return browser.open(path, method, buffered=True, **options)


@pytest.fixture
def picture(team: Team) -> MediaFile:
    return team.hand_in(pictures.jpeg(exif=pictures.exif()), "Erika Mustermann.jpg")


@pytest.fixture
def paper(team: Team) -> MediaFile:
    return team.hand_in(papers.paper(papers.with_info), "Bericht über Erika.pdf")


def assert_harmless(response: TestResponse) -> None:
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "private, max-age=600"
    assert response.headers["Accept-Ranges"] == "bytes"
    assert {"ETag", "Last-Modified", "Expires", "Set-Cookie"} & set(response.headers.keys()) == set()


def test_a_picture_is_shown_under_a_neutral_name(app: Flask, browser: Browser, picture: MediaFile) -> None:
    response = get(browser, address(app, picture, "large", position=2))

    assert (response.status_code, response.mimetype) == (200, "image/webp")
    assert response.headers["Content-Disposition"] == "inline; filename=bild-2.webp"
    assert response.data == bytes_of(renditions_of(picture)["large"])
    assert_harmless(response)


@pytest.mark.parametrize("rendition", ["original", "large"])
def test_a_file_that_the_storage_lost_is_told_with_a_way_out_and_verify_names_it(
    app: Flask, browser: Browser, picture: MediaFile, rendition: str
) -> None:
    lost = picture if rendition == "original" else renditions_of(picture)[rendition]
    path = address(app, picture, rendition)
    storage.delete(str(lost.storage_key))
    response = get(browser, path)

    assert (response.status_code, response.mimetype) == (404, "text/html")
    assert "<h1>Diese Datei fehlt</h1>" in response.text
    assert "Sie kann die Datei aus der Sicherung zurückholen" in response.text
    kind = "media file" if rendition == "original" else "rendition"
    assert list(faults()) == [f"{kind} {lost.id}: missing in storage"]
    assert get(browser, address(app, picture, "thumb")).status_code == 200


def test_a_pdf_is_saved_under_a_neutral_name(app: Flask, browser: Browser, paper: MediaFile) -> None:
    response = get(browser, address(app, paper, "clean", position=3))

    assert (response.status_code, response.mimetype) == (200, "application/pdf")
    assert response.headers["Content-Disposition"] == "attachment; filename=anlage-3.pdf"
    assert b"Erika" not in response.data
    assert_harmless(response)


def test_an_original_is_saved_under_the_name_its_team_gave(app: Flask, browser: Browser, paper: MediaFile) -> None:
    response = get(browser, address(app, paper, "original"))

    disposition = response.headers["Content-Disposition"]
    assert disposition.startswith("attachment; ")
    assert "filename*=UTF-8''Bericht%20%C3%BCber%20Erika.pdf" in disposition
    with storage.open_stored(paper.storage_key or "") as stored:
        assert response.data == stored.read()
    assert_harmless(response)


def test_a_name_cannot_break_out_of_its_header(app: Flask, browser: Browser, team: Team) -> None:
    file = team.hand_in(pictures.jpeg(), 'a"; filename="b.html\r\nX-Bad: 1')

    response = get(browser, address(app, file, "original"))

    assert "X-Bad" not in response.headers
    assert response.headers["Content-Disposition"].startswith("attachment; filename=")
    assert r"a\"; filename=\"b.html X-Bad: 1.jpg" in response.headers["Content-Disposition"]


def test_head_tells_the_same_without_the_bytes(app: Flask, browser: Browser, picture: MediaFile) -> None:
    path = address(app, picture, "large")

    head, full = get(browser, path, "HEAD"), get(browser, path)

    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Length"] == full.headers["Content-Length"] == str(len(full.data))


def test_a_part_can_be_asked_for(app: Flask, browser: Browser, picture: MediaFile) -> None:
    path = address(app, picture, "large")
    whole = get(browser, path).data

    response = get(browser, path, headers={"Range": "bytes=10-19"})

    assert (response.status_code, response.data) == (206, whole[10:20])
    assert response.headers["Content-Range"] == f"bytes 10-19/{len(whole)}"
    assert_harmless(response)


class Counting:
    """As gunicorn's: it hands a whole file to the kernel, and reads from the beginning what is not whole."""

    passed = 0

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file, self._size, self.close = file, size, file.close

    def __iter__(self) -> Iterator[bytes]:
        while chunk := self._file.read(self._size):
            Counting.passed += len(chunk)
            yield chunk


def test_a_whole_file_is_left_to_the_server_and_a_part_is_sought(
    app: Flask, browser: Browser, picture: MediaFile
) -> None:
    path, passed = address(app, picture, "large"), []
    for part in ({}, {"Range": "bytes=10-19"}):
        Counting.passed = 0
        answer = get(browser, path, headers=part, environ_overrides={"wsgi.file_wrapper": Counting})
        passed.append((len(answer.data), Counting.passed))

    size = renditions_of(picture)["large"].size
    assert passed == [(size, size), (10, 0)]


def test_a_part_behind_the_end_is_refused(app: Flask, browser: Browser, picture: MediaFile) -> None:
    response = get(browser, address(app, picture, "large"), headers={"Range": "bytes=99999999-"})

    assert response.status_code == 416


@pytest.mark.parametrize("days", [-10_000, -1, 0, 1, 10_000])
def test_no_condition_tells_when_a_file_was_sent(days: int, app: Flask, browser: Browser, picture: MediaFile) -> None:
    moment = format_datetime(datetime.now(UTC) + timedelta(days=days), usegmt=True)

    response = get(browser, address(app, picture, "large"), headers={"If-Modified-Since": moment})

    assert response.status_code == 200


def test_an_address_stays_the_same_for_a_while_and_works_for_ten_minutes_at_least(
    app: Flask, browser: Browser, picture: MediaFile
) -> None:
    slot = START - timedelta(minutes=3, seconds=4)
    with clock.at(START):
        path = address(app, picture, "large")
    for seconds, is_same in ((0, True), (599, True), (600, False)):
        with clock.at(slot + timedelta(seconds=seconds)):
            assert (address(app, picture, "large") == path) is is_same

    for seconds, status in ((0, 200), (1199, 200), (1200, 410), (10**7, 410)):
        with clock.at(slot + timedelta(seconds=seconds)):
            assert get(browser, path).status_code == status


def test_an_address_that_was_changed_leads_nowhere(app: Flask, browser: Browser, picture: MediaFile) -> None:
    path = address(app, picture, "large")
    token = path.removeprefix("/files/")
    payload, _dot, signature = token.rpartition(".")
    app_key = str(app.config["SECRET_KEY"])
    forged = [
        "x", "a.b", payload, f"{payload}.", f"{payload}x.{signature}", f"{payload}.{signature[:-2]}", token[::-1],
        URLSafeSerializer("other key", salt="media.file").dumps([picture.id.hex, "large", 1, 1, 1]),
        URLSafeSerializer(app_key, salt="something else").dumps([picture.id.hex, "large", 1, 1, 1]),
    ]  # fmt: skip

    assert [get(browser, f"/files/{each}").status_code for each in forged] == [404] * len(forged)
    assert get(browser, path).status_code == 200


def test_an_address_of_a_thumbnail_opens_no_original(app: Flask, browser: Browser, picture: MediaFile) -> None:
    thumb, original = (address(app, picture, name) for name in ("thumb", "original"))

    assert thumb != original
    assert get(browser, thumb).data != get(browser, original).data


@pytest.mark.parametrize("change", ["remove", "erase", "withdraw"])
def test_an_address_ends_with_what_it_led_to(
    change: str, app: Flask, browser: Browser, team: Team, picture: MediaFile
) -> None:
    path = address(app, picture, "large")
    changes: dict[str, Callable[[], object]] = {
        "remove": lambda: actions.remove_file(team.person, "idea", team.idea_id, picture.id),
        "erase": lambda: actions.erase_file(picture.id),
        "withdraw": lambda: actions.end_addresses([picture.id]),
    }
    changes[change]()

    assert get(browser, path).status_code == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_files_can_only_be_read(method: str, app: Flask, browser: Browser, picture: MediaFile) -> None:
    path = address(app, picture, "large")

    assert get(browser, path, method).status_code == 405
    assert get(browser, path).status_code == 200
