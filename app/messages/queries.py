"""Messages, from the person they were sent to."""

import uuid

from sqlalchemy import func, select

from app.accounts.models import User
from app.core.db import session
from app.core.errors import NotFoundError
from app.messages.models import Message

INBOX_LENGTH = 100


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
    query = select(func.count()).select_from(Message).where(Message.user_id == person.id, Message.read_at.is_(None))
    return session().scalar(query) or 0


def ids_of_told(template: str, event: str) -> set[uuid.UUID]:
    """The ids of all people who were told this of this event."""
    return set(session().scalars(select(Message.user_id).where(Message.template == template, Message.event == event)))
