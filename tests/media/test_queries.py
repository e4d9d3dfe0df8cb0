import hashlib
import io
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import event

from app.core import clock, db, storage
from app.core.errors import NotFoundError
from app.media import actions, queries
from tests.media import papers, pictures
from tests.media.conftest import LIMITS, Team


@pytest.fixture
def statements(team: Team) -> Iterator[list[str]]:
    del team
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            seen.append(statement)

    event.listen(db.engine(), "before_cursor_execute", note)
    yield seen
    event.remove(db.engine(), "before_cursor_execute", note)


@pytest.mark.parametrize("count", [1, 3])
def test_files_of_an_owner_take_two_queries(count: int, team: Team, statements: list[str]) -> None:
    for _number in range(count):
        team.hand_in(pictures.jpeg())
    db.close_session()
    statements.clear()

    found = queries.files_of("idea", team.idea_id)

    assert len(statements) == 2
    assert [set(shown.renditions) for shown in found] == [{"large", "medium", "thumb", "jpeg"}] * count


def test_files_come_in_the_order_of_their_arrival(team: Team) -> None:
    start = clock.now()
    names = ["zuletzt.jpg", "dann.jpg", "zuerst.jpg"]
    for hours, name in enumerate(reversed(names)):
        with clock.at(start + timedelta(hours=hours)):
            team.upload(pictures.jpeg(), name)

    assert [shown.file.display_name for shown in queries.files_of("idea", team.idea_id)] == names[::-1]


def test_nobody_sees_the_files_of_another_owner(team: Team) -> None:
    team.upload(pictures.jpeg())

    assert queries.files_of("idea", uuid.uuid4()) == []
    assert queries.files_of("team", team.idea_id) == []


def test_a_removed_file_is_shown_only_where_it_is_pinned(team: Team) -> None:
    removed, pinned = team.upload(pictures.jpeg()), team.upload(pictures.jpeg())
    actions.pin_files([pinned.id])
    for file in (removed, pinned):
        actions.remove_file(team.person, "idea", team.idea_id, file.id)

    assert queries.files_of("idea", team.idea_id) == []
    assert set(queries.files_by_id([removed.id, pinned.id])) == {pinned.id}


def test_a_shown_file_tells_whether_it_is_ready(team: Team) -> None:
    waiting_id = team.upload(pictures.jpeg()).id
    shown = queries.files_of("idea", team.idea_id)[0]
    assert (shown.is_ready, shown.is_unfinished) == (False, True)

    team.hand_in(b"%PDF-1.7 nothing %%EOF")

    states = {shown.file.id: (shown.is_ready, shown.is_unfinished) for shown in queries.files_of("idea", team.idea_id)}
    assert states.pop(waiting_id) == (True, False)
    assert list(states.values()) == [(False, False)]


def test_removed_files_do_not_count_as_used(team: Team) -> None:
    first, second = team.upload(pictures.jpeg()), team.upload(papers.paper())
    assert queries.used_bytes("idea", team.idea_id) == first.size + second.size

    actions.remove_file(team.person, "idea", team.idea_id, first.id)

    assert queries.used_bytes("idea", team.idea_id) == second.size
    assert queries.used_bytes("idea", uuid.uuid4()) == 0


def test_a_delivery_names_the_bytes_and_their_type(team: Team) -> None:
    file = team.hand_in(pictures.HEIC)
    epoch = queries.files_of("idea", team.idea_id)[0].access_epoch

    original = queries.delivery_of(file.id, "original", epoch)
    thumb = queries.delivery_of(file.id, "thumb", epoch)

    assert (original.storage_key, original.content_type) == (file.storage_key, "image/heic")
    assert thumb.content_type == "image/webp"
    assert thumb.storage_key != file.storage_key


@pytest.mark.parametrize("state", ["received", "rejected", "removed", "erased", "withdrawn", "of another size"])
def test_nothing_is_delivered_of_a_file_that_is(state: str, team: Team) -> None:
    data = b"\xff\xd8\xff broken" if state == "rejected" else pictures.jpeg()
    file = team.upload(data) if state == "received" else team.hand_in(data)
    epoch = queries.files_of("idea", team.idea_id)[0].access_epoch
    changes: dict[str, Callable[[], object]] = {
        "removed": lambda: actions.remove_file(team.person, "idea", team.idea_id, file.id),
        "erased": lambda: actions.erase_file(file.id),
        "withdrawn": lambda: actions.end_addresses([file.id]),
    }
    changes.get(state, lambda: None)()

    for name in ("poster",) if state == "of another size" else ("original", "large"):
        with pytest.raises(NotFoundError):
            queries.delivery_of(file.id, name, epoch)


def test_a_pinned_file_is_delivered_even_when_removed(team: Team) -> None:
    file = team.hand_in(pictures.jpeg())
    actions.pin_files([file.id])
    actions.remove_file(team.person, "idea", team.idea_id, file.id)
    epoch = queries.files_by_id([file.id])[file.id].access_epoch

    assert queries.delivery_of(file.id, "large", epoch).content_type == "image/webp"


def test_expected_files_are_those_in_the_storage(team: Team) -> None:
    team.hand_in(pictures.jpeg())
    team.hand_in(papers.paper())

    expected = {found.storage_key: (found.size, found.sha256) for found in queries.expected_files()}

    assert set(expected) == set(storage.keys())
    for key, (size, digest) in expected.items():
        with storage.open_stored(key) as stored:
            data = stored.read()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (size, digest)


def test_a_key_is_unused_while_no_row_names_it(team: Team) -> None:
    team.hand_in(pictures.jpeg())
    stored = actions.receive(io.BytesIO(papers.paper()), LIMITS)

    assert queries.unused_keys(timedelta()) == [stored.storage_key]
    assert queries.unused_keys(timedelta(hours=1)) == []


def test_files_can_be_erased_thirty_days_after_their_removal(team: Team) -> None:
    removed, kept, pinned = (team.upload(pictures.jpeg()) for _number in range(3))
    actions.pin_files([pinned.id])
    moment = clock.now()
    with clock.at(moment):
        for file in (removed, pinned):
            actions.remove_file(team.person, "idea", team.idea_id, file.id)

    assert kept.id not in queries.erasable_ids(moment + timedelta(days=400))
    assert queries.erasable_ids(moment + timedelta(days=30, seconds=-1)) == []
    assert queries.erasable_ids(moment + timedelta(days=30)) == [removed.id]


def test_a_file_is_stuck_when_it_waited_for_six_hours(team: Team) -> None:
    moment = clock.now()
    with clock.at(moment):
        waiting = team.upload(pictures.jpeg())

    assert queries.stuck(moment + timedelta(hours=6, seconds=-1)) == []
    assert queries.stuck(moment + timedelta(hours=6)) == [(waiting.id, "image")]
