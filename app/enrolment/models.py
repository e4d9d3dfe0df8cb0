"""How staff come in."""

import uuid
from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import School, User
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
