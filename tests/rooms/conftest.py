"""A school with two teams that send files."""

from dataclasses import dataclass

import pytest
from flask import Flask

from app.accounts.models import User
from app.core import db
from app.ideas.models import Attachment, Idea
from app.media.models import MediaFile
from tests.support.ideas import a_begun_idea, a_file
from tests.support.prepared import prepared
from tests.support.teams import Ground, a_ground, a_team

GIGABYTE = 1024**3


@dataclass(frozen=True)
class Neighbours:
    """Mia's team "Solarbank" and Ole's "Windrad", of one school that has two gigabytes."""

    ground: Ground
    mia: User
    ole: User
    solar: Idea
    wind: Idea


@pytest.fixture
@prepared
def neighbours(app: Flask) -> Neighbours:
    del app
    ground = a_ground(school_gigabytes=2)
    mia, ole = ground.student("Mia"), ground.student("Ole")
    solar, wind = (a_team(person, ground.round, name) for person, name in ((mia, "Solarbank"), (ole, "Windrad")))
    return Neighbours(ground, mia, ole, a_begun_idea(mia, solar), a_begun_idea(ole, wind))


def send(sender: User, idea: Idea, size: int, name: str = "film.png") -> Attachment:
    """A file that takes so much room, whatever it really has."""
    attachment = a_file(sender, idea, name)
    db.session().get_one(MediaFile, attachment.file_id).size = size
    db.session().commit()
    return attachment
