"""Storing captions: what players then read, and what becomes of the bytes they had."""

import threading

import pytest

from app.accounts.queries import person
from app.captions import actions
from app.core import clock, db, storage
from app.core.errors import EditConflictError, InvalidError
from app.ideas import queries as ideas
from app.media.rules import CAPTIONS
from tests.captions.conftest import VTT, Cinema
from tests.support.rounds import WRITING


def save(cinema: Cinema, text: str, version: int = 0) -> None:
    with clock.at(WRITING):
        actions.save_captions(cinema.desk.mia, cinema.desk.idea.id, cinema.attachment.id, text, version)


def read_along(cinema: Cinema) -> str:
    """What a player reads, empty without captions."""
    attachment = cinema.attachment
    rendition = ideas.shown_files([attachment])[attachment.file_id].renditions.get(CAPTIONS)
    if rendition is None:
        return ""
    with storage.open_stored(rendition.storage_key) as file:
        return file.read().decode()


def test_new_captions_replace_the_old_ones_and_their_bytes(cinema: Cinema) -> None:
    before = set(storage.keys())
    save(cinema, VTT)
    save(cinema, VTT.replace("Guten Tag", "Servus"), version=1)
    assert "Servus" in read_along(cinema)
    assert len(set(storage.keys()) - before) == 1


def test_an_empty_text_takes_captions_away_and_their_bytes(cinema: Cinema) -> None:
    before = set(storage.keys())
    save(cinema, VTT)
    save(cinema, "", version=1)
    assert (read_along(cinema), cinema.attachment.file.transcript) == ("", "")
    assert set(storage.keys()) == before


def test_what_is_refused_leaves_no_bytes(cinema: Cinema) -> None:
    save(cinema, VTT)
    before = set(storage.keys())
    with pytest.raises(EditConflictError) as conflict:
        save(cinema, VTT.replace("Guten Tag", "Servus"))
    with pytest.raises(InvalidError):
        save(cinema, VTT.replace("00.900", "09.900"), version=1)
    assert (conflict.value.conflicts[0].stored_version, set(storage.keys())) == (1, before)


def test_of_two_who_save_at_once_one_is_told_of_the_other(cinema: Cinema) -> None:
    student, idea_id, attachment_id = cinema.desk.mia.id, cinema.desk.idea.id, cinema.attachment.id
    told: list[str] = []

    def write(text: str) -> None:
        with clock.at(WRITING):
            try:
                actions.save_captions(person(student), idea_id, attachment_id, text, 0)
            except EditConflictError:
                told.append(text)
        db.close_session()

    db.close_session()
    threads = [threading.Thread(target=write, args=(VTT.replace("Guten", word),)) for word in ("Einen", "Anderen")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 1
    assert read_along(cinema) != ""
