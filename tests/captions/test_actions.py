"""Storing captions: what players then read, and what becomes of the bytes they had."""

import threading
from datetime import datetime, timedelta

import pytest

from app.accounts.queries import person
from app.captions import actions
from app.clearances.actions import note_papers, release_everything
from app.clearances.queries import cleared_now
from app.core import audit, clock, db, invariants, storage
from app.core.errors import EditConflictError, InvalidError
from app.ideas import queries as ideas
from app.media.access import address_of
from app.media.rules import CAPTIONS
from app.organising.actions import extend_deadline
from app.rounds.models import PhaseKind
from app.rounds.queries import phases_of
from tests.captions.conftest import VTT, Cinema
from tests.support.browsers import Browser
from tests.support.ideas import TEXTS, submit, write
from tests.support.rounds import ONE_SECOND, SUBMIT_CLOSES, WRITING

# The deadline is over, and is moved all the same.
EXTENDING = SUBMIT_CLOSES + ONE_SECOND


def save(cinema: Cinema, text: str, version: int = 0, *, at: datetime = WRITING) -> None:
    with clock.at(at):
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


def test_a_released_film_that_says_something_else_later_is_looked_at_again_before_everybody_sees_it(
    cinema: Cinema,
) -> None:
    desk = cinema.desk
    save(cinema, VTT)
    write(desk.mia, desk.idea.id, TEXTS, 0)
    submission = submit(desk.mia, desk.idea.id)
    with clock.at(EXTENDING), desk.app.app_context():
        note_papers(desk.ground.teacher, desk.team.id)
        clearance = release_everything(desk.ground.admin, desk.ground.round.id, submission.id, 0)
        assert clearance.files == [str(cinema.attachment.file_id)]
        address = address_of(ideas.shown_files([cinema.attachment])[cinema.attachment.file_id], CAPTIONS)
        assert Browser(desk.app).get(address, buffered=True).status_code == 200
        (phase,) = (each for each in phases_of(desk.ground.round.id) if each.kind == PhaseKind.SUBMIT)
        later = EXTENDING + timedelta(hours=2)
        extend_deadline(desk.ground.admin, phase.round_id, phase.id, later, "Das Netz war weg.")

    save(cinema, VTT.replace("Guten Tag", "Ich bin Mia Sommer"), version=1, at=EXTENDING)
    found = cleared_now([submission.id])[submission.id].released
    assert (found.files, "title" in found.fields) == (frozenset(), True)
    with clock.at(EXTENDING):
        assert Browser(desk.app).get(address, buffered=True).status_code == 404
    assert (invariants.breaches(), audit.verify()) == ({}, [])
