"""The inbox is looked at from its owner only."""

import uuid
from datetime import timedelta

import pytest

from app.core import clock
from app.core.errors import NotFoundError
from app.messages import actions, queries
from tests.support.messages import send
from tests.support.rounds import REGISTERING
from tests.support.teams import a_ground

pytestmark = pytest.mark.usefixtures("app")


def test_the_newest_message_comes_first_and_a_limit_cuts_the_oldest() -> None:
    mia = a_ground().student("Mia")
    for number in range(3):
        with clock.at(REGISTERING + timedelta(minutes=number)):
            send([mia], event=str(number))

    assert [message.event for message in queries.messages_of(mia)] == ["2", "1", "0"]
    assert [message.event for message in queries.messages_of(mia, limit=2)] == ["2", "1"]


def test_nobody_finds_the_message_of_another() -> None:
    ground = a_ground()
    mia, ben = ground.student("Mia"), ground.student("Ben")
    send([mia])
    (message,) = queries.messages_of(mia)

    assert queries.messages_of(ben) == []
    for message_id in (message.id, uuid.uuid4()):
        with pytest.raises(NotFoundError):
            queries.message_of(ben, message_id)


def test_only_unread_messages_of_ones_own_count() -> None:
    ground = a_ground()
    mia, ben = ground.student("Mia"), ground.student("Ben")
    send([mia, ben], event="first")
    send([mia], event="second")
    actions.open_message(mia, queries.messages_of(mia)[0].id)

    assert (queries.unread_count(mia), queries.unread_count(ben)) == (1, 1)


def test_who_was_told_of_an_event_is_known() -> None:
    ground = a_ground()
    mia, ben = ground.student("Mia"), ground.student("Ben")
    send([mia], event="first")
    send([ben], event="second")

    assert queries.ids_of_told("tests.hello", "first") == {mia.id}
