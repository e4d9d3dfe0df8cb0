"""A team, its files, and ways to hand them in."""

import io
import uuid

import pytest
from flask import Flask

from app.accounts.models import User
from app.core import db, jobs, storage
from app.media import actions, queries
from app.media.models import MediaFile, Rendition
from app.media.rules import Limits, NewFile

LIMITS = Limits(
    image_max_bytes=20 * 1024**2,
    pdf_max_bytes=30 * 1024**2,
    video_max_bytes=500 * 1024**2,
    audio_max_bytes=50 * 1024**2,
    total_max_bytes=1024**3,
)


PIECES = {
    "image": {"large": "WEBP", "medium": "WEBP", "thumb": "WEBP", "jpeg": "JPEG"},
    "pdf": {"clean": "PDF", "preview": "WEBP", "thumb": "WEBP"},
    "video": {"film480": "MP4", "preview": "WEBP", "thumb": "WEBP"},
    "audio": {"sound": "MP4"},
}


def renditions_of(file: MediaFile) -> dict[str, Rendition]:
    return queries.files_by_id([file.id])[file.id].renditions


def bytes_of(rendition: Rendition) -> bytes:
    with storage.open_stored(rendition.storage_key) as file:
        return file.read()


def reread(file: MediaFile) -> MediaFile:
    """The file as jobs, which have sessions of their own, left it; what happens afterwards does not change it."""
    file_id = file.id
    db.close_session()
    found = db.load(MediaFile, file_id)
    db.session().expunge(found)
    return found


@db.action
def _person() -> User:
    return db.add(User(login_name="mutiger-otter-417", name="Erika", sort_key="erika"))


class Team:
    """Somebody who hands in files for one idea."""

    kind = "idea"
    limits = LIMITS

    def __init__(self) -> None:
        self.person = _person()
        self.idea_id = uuid.uuid4()

    def upload(self, data: bytes, name: str = "bild.jpg", *, quota: int = LIMITS.total_max_bytes) -> MediaFile:
        """Receive and attach, without anything becoming of it yet."""
        stored = actions.receive(io.BytesIO(data), LIMITS, len(data))
        return actions.attach_upload(self.person, NewFile(self.kind, self.idea_id, name, stored.size, quota), stored)

    def hand_in(self, data: bytes, name: str = "bild.jpg") -> MediaFile:
        """The file after its jobs ran."""
        file = self.upload(data, name)
        jobs.run_due()
        return reread(file)


@pytest.fixture
def team(app: Flask) -> Team:
    del app
    return Team()
