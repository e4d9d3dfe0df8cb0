"""Telling people something: into everybody's inbox, and by mail to those who have an address."""

import uuid
from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, select, update

from app.accounts.models import User
from app.core import clock, db, mail
from app.messages import mails, queries
from app.messages.models import Message


@db.action
def tell(people: Iterable[User], template: str, *, event: str, path: str, values: dict[str, Any]) -> None:
    """Send a message to each person, once for each `event`; a second call adds nothing."""
    known = queries.ids_of_told(template, event)
    for person in people:
        if person.id not in known:
            known.add(person.id)
            row = Message(id=uuid.uuid4(), user_id=person.id, template=template, event=event, values=values, path=path)
            db.session().add(row)
            if person.email:
                mails.copy_by_mail(row, person.email, person.language)


@db.action
def take_back(templates: Iterable[str], events: Iterable[str]) -> None:
    """Let nobody be told any more of what turned out otherwise, as far as neither mail nor eye has got to it.

    Whoever is told of it once more later gets the message then.
    """
    unread = select(Message.id).where(
        Message.template.in_(set(templates)), Message.event.in_(set(events)), Message.read_at.is_(None)
    )
    stopped = mail.stop(str(id_) for id_ in db.session().scalars(unread))
    db.session().execute(delete(Message).where(Message.id.in_([uuid.UUID(key) for key in stopped])))


@db.action
def open_message(person: User, message_id: uuid.UUID) -> Message:
    """The message, from now on read."""
    message = queries.message_of(person, message_id)
    if message.read_at is None:
        message.read_at = clock.now()
    return message


@db.action
def open_all(person: User) -> None:
    query = update(Message).where(Message.user_id == person.id, Message.read_at.is_(None))
    db.session().execute(query.values(read_at=clock.now()))
