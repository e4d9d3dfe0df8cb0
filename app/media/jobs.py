"""Proving files by decoding them, and sweeping up."""

import hashlib
import uuid
from pathlib import Path

from app.core import clock, jobs, storage
from app.core.decoding.running import Piece, can_decode, decode, words_in
from app.core.decoding.scanning import ScannerAwayError, scan
from app.media import actions, queries
from app.media.actions import CHUNK_BYTES, StoredPiece
from app.media.models import MediaFile
from app.media.rules import Measures

RENDITION_MAX_BYTES = 400 * 1024**2


@jobs.job(name="media.process_file")
def process_file(file_id: str) -> None:
    """Check and decode a received file, then note its renditions or why it is rejected.

    Run twice or killed in between, it ends in the same state: only the last action changes what people see.
    """
    file = actions.begin(uuid.UUID(file_id), "checking")
    if file is not None:
        _process(file)


@jobs.job(name="media.process_film", is_long=True)
def process_film(file_id: str) -> None:
    """The same for films and sound, which take minutes."""
    process_file(file_id)


def _process(file: MediaFile) -> None:
    try:
        with storage.as_file(file.storage_key or "") as path:
            _check(file, path)
    except storage.NotStoredError:
        actions.reject(file.id, "damaged")


def _check(file: MediaFile, path: Path) -> None:
    """Nobody gets to see a file about which a scanner that was asked for has not said a word."""
    if not _is_as_received(file, path):
        actions.reject(file.id, "damaged")
        return
    try:
        found = scan(path)
    except ScannerAwayError:
        actions.look_again(file.id)
    else:
        if found:
            actions.reject(file.id, "infected")
        else:
            _prove(file, path)


def _is_as_received(file: MediaFile, path: Path) -> bool:
    with path.open("rb") as stored:
        return hashlib.file_digest(stored, "sha256").hexdigest() == file.sha256


def _prove(file: MediaFile, path: Path) -> None:
    if not can_decode(file.content_type):
        # Kept for its team as it came; whoever looks after the installation is told.
        actions.accept(file.id, Measures(), [])
    elif actions.begin(file.id, "processing"):
        _decode(file, path)


def _decode(file: MediaFile, path: Path) -> None:
    with storage.work_folder() as folder:
        verdict, pieces = decode(path, file.content_type, folder)
        stored, words = [_store(piece) for piece in pieces], words_in(folder)
    if verdict.reason:
        actions.reject(file.id, verdict.reason)
    else:
        measures = Measures(verdict.width, verdict.height, verdict.pages, verdict.seconds)
        actions.accept(file.id, measures, stored, words)


def _store(piece: Piece) -> StoredPiece:
    with piece.open() as source, storage.open_part(RENDITION_MAX_BYTES) as part:
        while chunk := source.read(CHUNK_BYTES):
            part.write(chunk)
        stored = part.commit()
    return StoredPiece(piece.name, stored, piece.content_type, piece.width, piece.height)


@jobs.job(name="media.sweep")
def sweep() -> None:
    """Once a day: delete what nobody can bring back or ask for any more."""
    for file_id in queries.erasable_ids(clock.now()):
        actions.erase_file(file_id)
    storage.sweep()
    for key in queries.unused_keys(storage.STALE_AFTER):
        storage.delete(key)
    actions.plan_next_sweep()
