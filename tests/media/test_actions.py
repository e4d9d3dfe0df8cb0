import io
import threading
import uuid
from datetime import timedelta

import pytest

from app.core import clock, db, jobs, storage
from app.core.errors import (
    GoneError,
    NotFoundError,
    RefusedError,
)
from app.media import actions, queries
from app.media.models import MediaFile, MediaOwner
from app.media.rules import NewFile, StoredUpload
from tests.media import pictures
from tests.media.conftest import LIMITS, Team, reread


def test_an_upload_becomes_a_file_that_waits_to_be_processed(team: Team) -> None:
    file = team.upload(pictures.jpeg(), "../Unser\u202e Bild.jpg")

    assert (file.state, file.display_name, file.version) == ("received", "Unser Bild.jpg", 1)
    assert (file.owner_kind, file.owner_id, file.uploaded_by_id) == ("idea", team.idea_id, team.person.id)
    assert jobs.state().pending == 2


def test_a_file_beyond_the_quota_is_refused_and_leaves_no_row(team: Team) -> None:
    data = pictures.jpeg()
    team.upload(data, quota=2 * len(data))
    team.upload(data, quota=2 * len(data))

    with pytest.raises(RefusedError) as caught:
        team.upload(data, quota=2 * len(data))

    assert caught.value.refusal.code == "quota_used_up"
    assert len(queries.files_of("idea", team.idea_id)) == 2


def test_a_removed_file_gives_its_room_back(team: Team) -> None:
    data = pictures.jpeg()
    first = team.upload(data, quota=len(data))
    actions.remove_file(team.person, "idea", team.idea_id, first.id)

    team.upload(data, quota=len(data))

    with pytest.raises(RefusedError):
        actions.restore_file(team.person, "idea", team.idea_id, first.id, len(data))


def test_of_many_uploads_at_once_only_so_many_fit(team: Team) -> None:
    data = pictures.jpeg()
    stored = [actions.receive(io.BytesIO(data), LIMITS) for _number in range(8)]
    person, idea_id, refused = team.person, team.idea_id, []

    def attach(upload: StoredUpload) -> None:
        try:
            actions.attach_upload(person, NewFile("idea", idea_id, "bild.jpg", len(data), 3 * len(data)), upload)
        except RefusedError:
            refused.append(upload)
        finally:
            db.close_session()

    db.close_session()
    threads = [threading.Thread(target=attach, args=(upload,)) for upload in stored]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 5
    assert queries.used_bytes("idea", idea_id) == 3 * len(data)


def test_a_removed_file_comes_back_within_thirty_days(team: Team) -> None:
    file = team.hand_in(pictures.jpeg())
    start = clock.now()
    actions.remove_file(team.person, "idea", team.idea_id, file.id)
    assert queries.files_of("idea", team.idea_id) == []

    with clock.at(start + timedelta(days=29)):
        actions.restore_file(team.person, "idea", team.idea_id, file.id, LIMITS.total_max_bytes)

    assert [shown.file.id for shown in queries.files_of("idea", team.idea_id)] == [file.id]


def test_a_removed_file_does_not_come_back_later(team: Team) -> None:
    file = team.hand_in(pictures.jpeg())
    actions.remove_file(team.person, "idea", team.idea_id, file.id)

    with clock.at(clock.now() + timedelta(days=30, minutes=1)), pytest.raises(GoneError):
        actions.restore_file(team.person, "idea", team.idea_id, file.id, LIMITS.total_max_bytes)


def test_removing_and_restoring_twice_changes_nothing_more(team: Team) -> None:
    file = team.upload(pictures.jpeg())
    first = actions.remove_file(team.person, "idea", team.idea_id, file.id)
    moment, version = first.deleted_at, first.version

    again = actions.remove_file(team.person, "idea", team.idea_id, file.id)
    assert (again.deleted_at, again.version) == (moment, version)

    for _time in range(2):
        back = actions.restore_file(team.person, "idea", team.idea_id, file.id, LIMITS.total_max_bytes)
        assert (back.deleted_at, back.version) == (None, version + 1)


@pytest.mark.parametrize("owner", [("idea", uuid.uuid4()), ("team", None)])
def test_a_file_of_another_owner_is_not_there(owner: tuple[str, uuid.UUID | None], team: Team) -> None:
    file = team.upload(pictures.jpeg())
    kind, owner_id = owner[0], owner[1] or team.idea_id

    with pytest.raises(NotFoundError):
        actions.remove_file(team.person, kind, owner_id, file.id)
    with pytest.raises(NotFoundError):
        actions.restore_file(team.person, kind, owner_id, file.id, LIMITS.total_max_bytes)
    assert reread(file).deleted_at is None


def test_ending_the_addresses_of_an_owner_leaves_those_of_others(team: Team) -> None:
    file = team.upload(pictures.jpeg())
    other = Team.__new__(Team)
    other.person, other.idea_id = team.person, uuid.uuid4()
    other.upload(pictures.jpeg())
    owner_ids = (team.idea_id, other.idea_id)
    before = {owner_id: queries.files_of("idea", owner_id)[0].access_epoch for owner_id in owner_ids}

    actions.end_addresses([file.id])

    after = {owner_id: queries.files_of("idea", owner_id)[0].access_epoch for owner_id in before}
    assert after[team.idea_id] != before[team.idea_id]
    assert after[other.idea_id] == before[other.idea_id]


def test_an_owner_has_one_row_however_many_files(team: Team) -> None:
    for _number in range(3):
        team.upload(pictures.jpeg())

    assert db.session().query(MediaOwner).count() == 1


def test_an_erased_file_has_no_bytes_left(team: Team) -> None:
    file = team.hand_in(pictures.jpeg())
    assert len(list(storage.keys())) == 5

    actions.erase_file(file.id)

    assert list(storage.keys()) == []
    assert (reread(file).storage_key, queries.files_of("idea", team.idea_id)) == (None, [])


def test_an_erasure_that_fails_deletes_no_bytes(team: Team) -> None:
    file = team.hand_in(pictures.jpeg())

    @db.action
    def fail() -> None:
        actions.erase_file(file.id)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert len(list(storage.keys())) == 5


def test_a_pinned_file_can_be_let_go_again(team: Team) -> None:
    file = team.upload(pictures.jpeg())

    actions.pin_files([file.id])
    assert db.load(MediaFile, file.id).is_pinned
    actions.unpin_files([file.id])
    db.session().expire_all()
    assert not db.load(MediaFile, file.id).is_pinned
