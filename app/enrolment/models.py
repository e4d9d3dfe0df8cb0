"""How people come in: invitations by mail for staff, a code on the wall for students."""

import uuid
from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import School, SchoolClass, User
from app.core import db


class Invitation(db.Base):
    """An invitation by mail to a role. The person's row exists from the start, the grant only once it is accepted."""

    __tablename__ = "invitations"

    id: Mapped[db.Id]
    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[uuid.UUID] = db.link("users.id")
    role: Mapped[str]
    school_id: Mapped[uuid.UUID | None] = db.link("schools.id")
    invited_by_id: Mapped[uuid.UUID] = db.link("users.id", index=False)
    created_at: Mapped[db.Moment]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="raise", foreign_keys=[user_id])
    school: Mapped[School | None] = relationship(lazy="raise")


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
