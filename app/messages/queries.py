"""Messages, from the person they were sent to."""

import uuid

from sqlalchemy import func, select

from app.accounts.models import User
from app.core.db import session
from app.core.errors import NotFoundError
from app.messages.models import Message

INBOX_LENGTH = 100


def messages_of(person: User) -> list[Message]:
    """The newest messages of a person, at most INBOX_LENGTH."""
    query = select(Message).where(Message.user_id == person.id).order_by(Message.created_at.desc(), Message.id)
    return list(session().scalars(query.limit(INBOX_LENGTH)))


def message_of(person: User, message_id: uuid.UUID) -> Message:
    query = select(Message).where(Message.user_id == person.id, Message.id == message_id)
    message = session().scalar(query)
    if message is None:
        raise NotFoundError
    return message


def unread_count(person: User) -> int:
    query = select(func.count()).select_from(Message).where(Message.user_id == person.id, Message.read_at.is_(None))
    return session().scalar(query) or 0
