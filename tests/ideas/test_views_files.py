"""Pictures and PDFs of an idea, by form and by script."""

import base64
import io
import json
import re
from datetime import datetime
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from app.core import clock, db, storage
from app.ideas import actions, queries, rules
from app.media.models import MediaFile
from app.uploads.rules import Announcement
from tests.ideas.conftest import Desk
from tests.ideas.pages import hidden, kept
from tests.media.pictures import HEIC, jpeg, png
from tests.support.browsers import Browser
from tests.support.ideas import a_begun_idea, a_file, process_files, read
from tests.support.rounds import ONE_SECOND, SUBMIT_CLOSES, WRITING
from tests.support.teams import a_ground, a_team


def upload(desk: Desk, data: bytes, name: str = "skizze.png") -> TestResponse:
    """As a browser without scripts does."""
    form = {"file": (io.BytesIO(data), name)}
    return desk.post(desk.mia, "/uploads", form, content_type="multipart/form-data")


def send(
    desk: Desk, data: bytes, name: str = "skizze.png", *, at: datetime = WRITING, size: int | None = None
) -> TestResponse:
    """As the script of the page does with a small file; `size` is what it says to be sending."""
    said = {"Upload-Length": str(len(data) if size is None else size), "Tus-Resumable": "1.0.0"}
    named = f"filename {base64.b64encode(name.encode()).decode()}"
    return desk.post(
        desk.mia,
        "/uploads",
        data,
        at=at,
        content_type="application/offset+octet-stream",
        headers={**said, "Upload-Metadata": named, "Accept": "application/json"},
    )


def names(desk: Desk) -> list[str]:
    return [attachment.file.display_name for attachment in queries.attachments_of(desk.idea.id)]


# ---------------------------------------------------------------- uploading
@pytest.mark.parametrize(("data", "name"), [(jpeg(), "a.jpg"), (png(), "b.png"), (HEIC, "IMG_0001.HEIC")])
def test_uploads_takes_a_picture_by_form(desk: Desk, data: bytes, name: str) -> None:
    answer = upload(desk, data, name)
    assert (answer.status_code, answer.location) == (303, f"/ideas/{desk.idea.id}/files")
    (attachment,) = queries.attachments_of(desk.idea.id)
    assert (attachment.file.display_name, attachment.file.size) == (name, len(data))


def test_uploads_takes_a_small_file_from_the_script_with_its_name(desk: Desk) -> None:
    answer = send(desk, png(), "Skizze für Übermorgen.png")
    (attachment,) = queries.attachments_of(desk.idea.id)
    assert (answer.status_code, attachment.file.state) == (201, "received")
    assert attachment.file.display_name == "Skizze für Übermorgen.png"


def test_uploads_refuses_what_is_no_picture_and_says_what_is_accepted(desk: Desk) -> None:
    archive = b"PK\x03\x04 ein Archiv"
    by_form, by_script = upload(desk, archive), send(desk, archive)
    assert (by_form.status_code, by_script.status_code) == (415, 415)
    words = "Möglich sind Bilder (JPEG, PNG, WebP, HEIC, AVIF), PDF, Filme (MP4, MOV, WebM) und"
    assert words in by_form.text
    assert words in by_script.get_json()["message"]
    assert names(desk) == []


@pytest.mark.parametrize("megabytes", [501, 5001])
def test_uploads_refuses_what_is_too_large_before_reading_it(desk: Desk, megabytes: int) -> None:
    # What is sent would be refused for other reasons, if anybody looked at it.
    answer = send(desk, b"PK\x03\x04 ein Archiv", size=megabytes * 1024**2)
    assert answer.status_code == 413
    assert "20 MB" in answer.get_json()["message"]
    assert "30 MB" in answer.get_json()["message"]


def test_uploads_without_a_file_asks_for_one(desk: Desk) -> None:
    answer = desk.post(desk.mia, "/uploads", {"file": (io.BytesIO(), "")}, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "Bitte zuerst eine Datei auswählen." in answer.text


def test_uploads_of_half_a_file_waits_for_the_rest(desk: Desk) -> None:
    answer = send(desk, png()[:-10], size=len(png()))
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, str(len(png()) - 10))
    (attachment,) = queries.attachments_of(desk.idea.id)
    assert (attachment.file.state, list(storage.keys())) == ("uploading", [])


def test_uploads_says_what_takes_the_room(desk: Desk) -> None:
    attachment = a_file(desk.mia, desk.idea, "riesig.png")
    db.session().get_one(MediaFile, attachment.file_id).size = rules.LIMITS.total_max_bytes
    db.session().commit()
    answer = send(desk, png())
    assert (answer.status_code, answer.get_json()["code"]) == (409, "quota_used_up")
    assert "„riesig.png“" in answer.get_json()["message"]


def test_uploads_count_what_all_teams_of_the_school_take_in_the_round(desk: Desk) -> None:
    desk.ground.round.school_gigabytes = 1
    db.session().commit()
    mates, elsewhere = desk.ground, a_ground(round_=desk.ground.round)
    for ground, name in ((mates, "Windrad"), (elsewhere, "Regentonne")):
        una = ground.student("Una")
        attachment = a_file(una, a_begun_idea(una, a_team(una, ground.round, name)), "riesig.png")
        db.session().get_one(MediaFile, attachment.file_id).size = 1024**3 - len(png())
        db.session().commit()
    last, beyond = send(desk, png(), "a.png"), send(desk, png(), "b.png")
    assert (last.status_code, beyond.status_code, names(desk)) == (201, 409, ["a.png"])
    said = beyond.get_json()
    assert said["code"] == "school_used_up"
    assert "1,0 GB von 1 GB sind belegt. Entfernt, was ihr nicht mehr braucht" in said["message"]
    assert "1,0 GB von 1 GB sind belegt." in upload(desk, png()).text


def test_a_repeated_announcement_is_the_same_even_if_it_took_the_last_room(desk: Desk) -> None:
    desk.ground.round.school_gigabytes = 1
    attachment = a_file(desk.mia, desk.idea, "riesig.png")
    db.session().get_one(MediaFile, attachment.file_id).size = 1024**3 - 50 * 1024**2
    db.session().commit()
    announced = Announcement(50 * 1024**2, "film.mov", request_key="eins")
    with clock.at(WRITING):
        first, again = (actions.begin_upload(desk.mia, desk.idea.id, announced) for _time in range(2))
    assert first.upload.id == again.upload.id


def test_uploads_wait_while_the_disk_is_low_and_texts_are_saved(desk: Desk, tmp_path: Path) -> None:
    storage.configure(tmp_path / "full", low_share=1.0)
    answer = send(desk, png())
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "600")
    assert desk.post(desk.mia, "/write/2", {"problem": "Text geht noch"}).status_code == 303
    assert (names(desk), read(desk.mia, desk.idea.id).text_of("problem")) == ([], "Text geht noch")


def test_uploads_a_second_before_the_deadline_and_not_at_it(desk: Desk) -> None:
    in_time = send(desk, png(), at=SUBMIT_CLOSES - ONE_SECOND)
    late = send(desk, png(), at=SUBMIT_CLOSES)
    assert (in_time.status_code, late.status_code) == (201, 409)
    assert late.get_json()["code"] == "phase_closed"
    assert names(desk) == ["skizze.png"]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a\x00b.png", "\u202egnp.exe", "x" * 500, "", "%FF%FE", "<script>.png", "a\r\nb.png"]
)
def test_uploads_with_a_hostile_name_shows_a_harmless_one(desk: Desk, name: str) -> None:
    assert send(desk, png(), name).status_code == 201
    (attachment,) = queries.attachments_of(desk.idea.id)
    shown = attachment.file.display_name
    assert shown
    assert len(shown) <= 120
    assert not set(shown) & set("/\\\x00\r\n\u202e")
    page = desk.get(desk.mia, "/files")
    assert (page.status_code, "<script>.png" in page.text) == (200, False)


# ---------------------------------------------------------------- the page
def test_files_asks_again_until_everything_is_processed(desk: Desk) -> None:
    a_file(desk.mia, desk.idea)
    waiting, state = desk.get(desk.mia, "/files"), desk.get(desk.mia, "/files/state")
    process_files()
    ready, settled = desk.get(desk.mia, "/files"), desk.get(desk.mia, "/files/state")
    assert ("<poll-state" in waiting.text, "<poll-state" in ready.text) == (True, False)
    assert (json.loads(state.data), json.loads(settled.data)) == ({"is_settled": False}, {"is_settled": True})
    assert ("wird geprüft" in waiting.text, "angekommen" in ready.text) == (True, True)


def test_files_shows_thumbnails_by_signed_addresses_and_the_page_of_a_file_its_original(desk: Desk) -> None:
    attachment = a_file(desk.mia, desk.idea)
    process_files()
    (thumb,) = re.findall(r'<img class="picture__image"\s+src="([^"]*)"', desk.get(desk.mia, "/files").text)
    page = desk.get(desk.mia, f"/files/{attachment.id}")
    original = re.search(r'href="(/files/[^"]*)"', page.text)
    assert original is not None
    with clock.at(WRITING), Browser(desk.app).get(thumb) as picture, Browser(desk.app).get(original[1]) as answer:
        assert picture.content_type == "image/webp"
        assert (answer.content_type, answer.headers["Content-Disposition"]) == (
            "image/png", "attachment; filename=skizze.png",
        )  # fmt: skip


def test_files_says_why_one_was_not_accepted(desk: Desk) -> None:
    upload(desk, png()[:60])
    process_files()
    page = desk.get(desk.mia, "/files")
    assert "nicht angenommen" in page.text
    assert "Die Datei ist beschädigt oder unvollständig." in page.text


def test_file_takes_a_description_and_asks_which_of_two_stays(desk: Desk) -> None:
    attachment = a_file(desk.mia, desk.idea)
    page, key = f"/files/{attachment.id}", rules.alt_key(attachment.id)
    tab = hidden(desk.get(desk.mia, page))
    assert desk.post(desk.ben, page, hidden(desk.get(desk.ben, page)) | {key: "Bens Worte"}).status_code == 303
    conflict = desk.post(desk.mia, page, tab | {key: "Mias Worte"})
    assert conflict.status_code == 409
    answer = desk.post(desk.mia, page, hidden(conflict) | {f"{key}-choice": "mine", f"{key}-both": "beide"})
    assert answer.status_code == 303
    assert [a.alt_text for a in queries.attachments_of(desk.idea.id)] == ["Mias Worte"]


def test_file_keeps_a_description_that_came_too_late(desk: Desk) -> None:
    attachment = a_file(desk.mia, desk.idea)
    values = {rules.alt_key(attachment.id): "Eine Bank mit Modul"}
    answer = desk.post(desk.mia, f"/files/{attachment.id}", values, at=SUBMIT_CLOSES)
    assert (answer.status_code, kept(answer)) == (409, {"Bildbeschreibung": "Eine Bank mit Modul"})


def test_move_remove_and_restore_work_without_a_script(desk: Desk) -> None:
    first, second = a_file(desk.mia, desk.idea, "a.png"), a_file(desk.mia, desk.idea, "b.png")
    desk.post(desk.mia, f"/files/{second.id}/up")
    assert names(desk) == ["b.png", "a.png"]
    desk.post(desk.mia, f"/files/{first.id}/remove")
    page = desk.get(desk.mia, "/files")
    assert (names(desk), "Rückgängig" in page.text) == (["b.png"], True)
    desk.post(desk.mia, f"/files/{first.id}/restore")
    assert names(desk) == ["b.png", "a.png"]


def test_files_can_be_looked_at_and_not_changed_after_the_deadline(desk: Desk) -> None:
    a_file(desk.mia, desk.idea)
    page = desk.get(desk.mia, "/files", at=SUBMIT_CLOSES)
    assert "skizze.png" in page.text
    assert "<file-upload" not in page.text
    assert ">Entfernen<" not in page.text
