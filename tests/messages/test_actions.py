"""Telling people something, exactly once each."""

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.core import clock, db
from app.core.errors import NotFoundError
from app.core.mail.outbox import OutboxMail
from app.messages import actions, queries
from tests.support.messages import send
from tests.support.rounds import REGISTERING
from tests.support.teams import a_ground

pytestmark = pytest.mark.usefixtures("app")


def _mails_to(person: User) -> list[tuple[str, str]]:
    query = select(OutboxMail.subject, OutboxMail.text).where(OutboxMail.to_address == person.email)
    return [(subject, text) for subject, text in db.session().execute(query) if subject.startswith("Hallo")]


def test_everybody_is_told_once_of_an_event() -> None:
    ground = a_ground()
    mia, ben = ground.student("Mia"), ground.student("Ben")

    send([mia, mia], event="first")
    send([mia, ben], event="first")
    send([mia], event="second")

    assert [len(queries.messages_of(person)) for person in (mia, ben)] == [2, 1]


def test_who_has_a_mail_address_gets_a_mail_as_well_and_once() -> None:
    ground = a_ground()

    for _time in range(2):
        send([ground.student("Mia"), ground.teacher])

    ((subject, text),) = _mails_to(ground.teacher)
    assert subject == "Hallo Giesing"
    assert text == (
        "Wir sehen uns in Giesing, Mo., 1. März 2027, 08:00 Uhr (MEZ).\n\n"
        "Hier geht es weiter: http://127.0.0.1:8000/account"
    )


def test_a_message_is_read_at_the_moment_it_was_opened_first() -> None:
    mia = a_ground().student("Mia")
    send([mia])
    (message,) = queries.messages_of(mia)

    with clock.at(REGISTERING):
        actions.open_message(mia, message.id)
    actions.open_message(mia, message.id)

    assert queries.message_of(mia, message.id).read_at == REGISTERING


def test_nobody_opens_the_message_of_another() -> None:
    ground = a_ground()
    mia, ben = ground.student("Mia"), ground.student("Ben")
    send([mia])

    with pytest.raises(NotFoundError):
        actions.open_message(ben, queries.messages_of(mia)[0].id)

    assert queries.unread_count(mia) == 1


def test_opening_all_leaves_the_messages_of_others_unread() -> None:
    ground = a_ground()
    mia, ben = ground.student("Mia"), ground.student("Ben")
    send([mia, ben], event="first")
    send([mia], event="second")

    actions.open_all(mia)

    assert (queries.unread_count(mia), queries.unread_count(ben)) == (0, 1)
