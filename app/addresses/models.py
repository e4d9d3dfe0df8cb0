"""Mail addresses that somebody says are theirs, until a link sent there proves it."""

import uuid
from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from app.core import db


class AddressClaim(db.Base):
    """A link on its way to a new address. Only the token's hash is kept; the newest claim of a person counts."""

    __tablename__ = "address_claims"

    id: Mapped[db.Id]
    user_id: Mapped[uuid.UUID] = db.link("users.id")
    address: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[db.Moment]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
