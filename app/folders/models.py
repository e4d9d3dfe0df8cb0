"""Who took the ideas of a round along."""

import uuid
from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from app.core import db


class Folder(db.Base):
    """A juror loaded the ideas of a round onto a device, the last time at `loaded_at`, before the jury's end."""

    __tablename__ = "folders"
    __table_args__ = (UniqueConstraint("juror_id", "round_id"),)

    id: Mapped[db.Id]
    juror_id: Mapped[uuid.UUID] = db.link("users.id", index=False)
    round_id: Mapped[uuid.UUID] = db.link("rounds.id")
    loaded_at: Mapped[datetime]
