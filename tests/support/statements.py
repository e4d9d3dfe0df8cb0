"""What a page asks of the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from app.core import db


@contextmanager
def statements() -> Iterator[list[str]]:
    """All statements sent meanwhile, without the beginnings of transactions."""
    sent: list[str] = []

    def note(*arguments: Any) -> None:  # noqa: ANN401 # as SQLAlchemy calls it
        if not arguments[2].startswith("BEGIN"):
            sent.append(arguments[2])

    event.listen(db.engine(), "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine(), "before_cursor_execute", note)
