"""Captions over HTTP: written, replaced, refused, read along."""

import io
import re

import pytest
from werkzeug.test import TestResponse

from app.core import db
from app.ideas import queries as ideas
from tests.captions.conftest import VTT, Cinema
from tests.ideas.conftest import Desk
from tests.support.rounds import ONE_SECOND, SUBMIT_CLOSES


@pytest.fixture
def page(cinema: Cinema) -> str:
    return cinema.page


def save(desk: Desk, page: str, text: str, version: int = 0) -> TestResponse:
    return desk.post(desk.mia, page, {"text": text, "version": version})


def transcript(desk: Desk) -> str:
    db.close_session()
    return ideas.attachments_of(desk.idea.id)[0].file.transcript


def test_captions_are_saved_and_the_player_reads_them_along(desk: Desk, page: str) -> None:
    assert save(desk, page, VTT).status_code == 303
    assert transcript(desk) == "Guten Tag & <hallo>!"
    shown = desk.get(desk.ben, page.removesuffix("/captions")).text
    assert "Guten Tag &amp; &lt;hallo&gt;!" in shown
    track = re.search(r'<track[^>]*src="([^"]+)"', shown)
    assert track is not None
    answer = desk.open(desk.ben, "GET", track[1], buffered=True)
    assert answer.mimetype == "text/vtt"
    assert answer.text == VTT.replace("& <hallo>", "&amp; &lt;hallo&gt;")
    assert "attachment" not in answer.headers["Content-Disposition"]


def test_a_file_of_captions_replaces_the_text(desk: Desk, page: str) -> None:
    srt = "1\n00:00:00,100 --> 00:00:00,900\nAus der Datei\n".encode("cp1252")
    form = {"text": "egal", "version": 0, "file": (io.BytesIO(srt), "film.srt")}
    assert desk.post(desk.mia, page, form, content_type="multipart/form-data").status_code == 303
    assert transcript(desk) == "Aus der Datei"


def test_a_wrong_time_is_told_with_its_line_and_the_text_is_kept(desk: Desk, page: str) -> None:
    answer = save(desk, page, VTT.replace("00.900", "59.900"))
    assert answer.status_code == 422
    assert "Zeile 3: Dieser Untertitel endet erst nach dem Film." in answer.text
    assert "00:00:59.900" in answer.text
    assert transcript(desk) == ""


def test_who_saves_second_gets_both_texts(desk: Desk, page: str) -> None:
    save(desk, page, VTT)
    answer = save(desk, page, VTT.replace("Guten Tag", "Servus"))
    assert answer.status_code == 409
    assert "Servus" in answer.text
    assert "Guten Tag" in answer.text
    assert save(desk, page, VTT.replace("Guten Tag", "Servus"), version=1).status_code == 303
    assert transcript(desk).startswith("Servus")


def test_captions_stand_from_the_deadline_on(desk: Desk, page: str) -> None:
    values = {"text": VTT, "version": 0}
    assert desk.post(desk.mia, page, values, at=SUBMIT_CLOSES).status_code == 409
    assert transcript(desk) == ""
    assert desk.post(desk.mia, page, values, at=SUBMIT_CLOSES - ONE_SECOND).status_code == 303


def test_a_picture_has_no_captions_and_nobody_else_reaches_them(desk: Desk, page: str) -> None:
    assert desk.get(desk.other, page).status_code == 404
    assert desk.get(desk.ben, page).status_code == 200
