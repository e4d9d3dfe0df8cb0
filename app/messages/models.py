"""The inbox of everybody, with or without a mail address."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from app.core import db


class Message(db.Base):
    """A message to one person: a template's name and the values for its places, put into words when it is read.

    `path` leads to what it is about. One (person, template, event) gets one message.
    """

    __tablename__ = "messages"
    __table_args__ = (UniqueConstraint("template", "event", "user_id"),)

    id: Mapped[db.Id]
    user_id: Mapped[uuid.UUID] = db.link("users.id")
    template: Mapped[str]
    event: Mapped[str]
    values: Mapped[dict[str, Any]]
    path: Mapped[str]
    created_at: Mapped[db.Moment]
    read_at: Mapped[datetime | None]
