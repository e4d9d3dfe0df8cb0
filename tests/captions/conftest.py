"""A desk at which a film is ready."""

from dataclasses import dataclass

import pytest

from app.core import db
from app.ideas import queries as ideas
from app.ideas.models import Attachment
from tests.ideas.conftest import Desk, desk
from tests.media.films import film
from tests.support.ideas import process_files
from tests.uploads.conftest import Sender, path_of

__all__ = ["desk"]

VTT = "WEBVTT\n\n00:00:00.200 --> 00:00:00.900\nGuten Tag & <hallo>!\n"


@dataclass(frozen=True)
class Cinema:
    """Mia and Ben's idea with one film."""

    desk: Desk

    @property
    def attachment(self) -> Attachment:
        db.close_session()
        return ideas.attachments_of(self.desk.idea.id)[0]

    @property
    def page(self) -> str:
        """The page of its captions, below the idea's."""
        return f"/files/{self.attachment.id}/captions"


@pytest.fixture
def cinema(desk: Desk) -> Cinema:
    path_of(Sender(desk, desk.mia).create(len(film()), "film.mov", body=film()))
    db.close_session()
    process_files()
    made = Cinema(desk)
    assert made.attachment.file.state == "ready"
    return made
