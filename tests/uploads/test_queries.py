"""Whose uploads are found, which are awaited, and what must always hold of them."""

import pytest
from sqlalchemy import update

from app.core import db, invariants
from app.core.errors import NotFoundError
from app.uploads import queries
from app.uploads.models import Upload
from tests.support.rounds import WRITING
from tests.uploads.conftest import Sender, id_of


def test_an_upload_is_found_by_who_sends_it(sender: Sender) -> None:
    upload_id = id_of(sender.begin(100))
    assert queries.upload_of(sender.person, upload_id).size == 100
    for stranger in (sender.desk.ben, sender.desk.other):
        with pytest.raises(NotFoundError):
            queries.upload_of(stranger, upload_id)


def test_an_upload_is_found_by_the_key_of_its_announcement(sender: Sender) -> None:
    sender.create(100, headers={"Idempotency-Key": "one"})
    found = queries.upload_for(sender.person, "one")
    assert found is not None
    assert (found.size, queries.upload_for(sender.person, "two")) == (100, None)
    assert queries.upload_for(sender.person, None) is None
    assert queries.upload_for(sender.desk.ben, "one") is None


def test_what_has_ended_is_awaited_no_more(sender: Sender) -> None:
    kept, cancelled = sender.begin(100, "a.png"), sender.begin(100, "b.png")
    keys = {path: queries.upload_of(sender.person, id_of(path)).storage_key for path in (kept, cancelled)}
    sender.cancel(cancelled)
    assert [upload.id for upload in queries.awaited()] == [id_of(kept)]
    assert queries.awaited_among(keys.values()) == {keys[kept]}


def test_a_file_whose_upload_has_ended_without_it_is_named(sender: Sender) -> None:
    upload = queries.upload_of(sender.person, id_of(sender.begin(100)))
    file_id = upload.file_id
    assert invariants.breaches() == {}
    with db.engine().begin() as connection:
        connection.execute(update(Upload).values(ended_at=WRITING))
    db.close_session()
    assert invariants.breaches() == {
        "a file is being uploaded exactly while an upload of it has not ended": [f"media file {file_id}"]
    }
