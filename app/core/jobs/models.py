from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Moment


class Job(Base):
    """Work to be done later, on SQLite. On PostgreSQL this table stays empty: procrastinate keeps its own.

    A job that succeeded leaves no row. `attempts` counts the tries begun. `lease_until` is real time even where the
    clock is moved: until then `worker` alone runs the job.
    """

    __tablename__ = "jobs"

    # Counted upwards and never given twice, so that the order of ids is the order of asking.
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    arguments: Mapped[dict[str, Any]]
    # NULL is "at once": also for a row made while the clock was moved into the future.
    run_at: Mapped[datetime | None]
    # Given up when the job begins: what is asked for afterwards must run again, it may have changed something.
    dedupe_key: Mapped[str | None] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(10), default="pending")
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    worker: Mapped[str | None] = mapped_column(String(100))
    # The class of the last error; its message could hold personal values.
    last_error: Mapped[str | None] = mapped_column(String(100))
    created_at: Mapped[Moment]
    finished_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("state IN ('pending', 'running', 'failed')", name="state"),
        Index("ix_jobs_state_run_at", "state", "run_at"),
        Index(
            "uq_jobs_dedupe_key_pending",
            "dedupe_key",
            unique=True,
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
        {"sqlite_autoincrement": True},
    )
