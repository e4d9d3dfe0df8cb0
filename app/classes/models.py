"""How students come in: a code on the wall of their class."""

import uuid
from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import SchoolClass
from app.core import db


class JoinCode(db.Base):
    """The code of a class, 8 characters of `core.text.CODE_ALPHABET`."""

    __tablename__ = "join_codes"

    id: Mapped[db.Id]
    school_class_id: Mapped[uuid.UUID] = db.link("school_classes.id")
    code: Mapped[str] = mapped_column(unique=True)
    max_uses: Mapped[int]
    use_count: Mapped[int] = mapped_column(default=0)
    created_by_id: Mapped[uuid.UUID] = db.link("users.id", index=False)
    created_at: Mapped[db.Moment]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    school_class: Mapped[SchoolClass] = relationship(lazy="raise")


class Registration(db.Base):
    """That a student came in, and by which form: `key` keeps a form that is sent twice from making two students."""

    __tablename__ = "registrations"

    id: Mapped[db.Id]
    key: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[uuid.UUID] = db.link("users.id")
    join_code_id: Mapped[uuid.UUID] = db.link("join_codes.id")
    created_at: Mapped[db.Moment]
