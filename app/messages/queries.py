"""Messages, from the person they were sent to."""

import uuid

from sqlalchemy import bindparam, func, select

from app.accounts.models import User
from app.core.db import session
from app.core.errors import NotFoundError
from app.messages.models import Message

INBOX_LENGTH = 100
_message = Message.__table__
_UNREAD_COUNT = select(func.count()).where(
    _message.c.user_id == bindparam("user_id"), _message.c.read_at.is_(None)
)  # fmt: skip


def messages_of(person: User, *, limit: int = INBOX_LENGTH) -> list[Message]:
    """The newest messages of a person."""
    query = select(Message).where(Message.user_id == person.id).order_by(Message.created_at.desc(), Message.id)
    return list(session().scalars(query.limit(limit)))


def message_of(person: User, message_id: uuid.UUID) -> Message:
    query = select(Message).where(Message.user_id == person.id, Message.id == message_id)
    message = session().scalar(query)
    if message is None:
        raise NotFoundError
    return message


def unread_count(person: User) -> int:
    return session().execute(_UNREAD_COUNT, {"user_id": person.id}).scalar_one()


def ids_of_told(template: str, event: str) -> set[uuid.UUID]:
    """The ids of all people who were told this of this event."""
    return set(session().scalars(select(Message.user_id).where(Message.template == template, Message.event == event)))
