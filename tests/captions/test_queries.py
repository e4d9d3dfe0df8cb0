"""Whose captions can be reached, and what must always hold of them."""

import pytest
from sqlalchemy import update

from app.captions import actions, queries
from app.captions.models import Captions
from app.core import clock, db, invariants
from app.core.errors import NotFoundError
from tests.captions.conftest import VTT, Cinema
from tests.support.ideas import a_file, process_files, read
from tests.support.rounds import WRITING


def test_only_films_of_ones_own_idea_have_captions(cinema: Cinema) -> None:
    desk, idea_id = cinema.desk, cinema.desk.idea.id
    film = cinema.attachment.id
    assert queries.captioned(desk.ben, idea_id, film).version == 0
    with pytest.raises(NotFoundError):
        queries.captioned(desk.other, idea_id, film)
    picture = a_file(desk.mia, read(desk.mia, idea_id).idea)
    process_files()
    with pytest.raises(NotFoundError):
        queries.captioned(desk.mia, idea_id, picture.id)


def test_captions_that_players_do_not_get_are_named(cinema: Cinema) -> None:
    file_id = cinema.attachment.file_id
    with clock.at(WRITING):
        actions.save_captions(cinema.desk.mia, cinema.desk.idea.id, cinema.attachment.id, VTT, 0)
    assert invariants.breaches() == {}
    with db.engine().begin() as connection:
        connection.execute(update(Captions).values(cues=[]))
    db.close_session()
    assert invariants.breaches() == {
        "captions can be read along exactly where there are some": [f"media file {file_id}"]
    }
