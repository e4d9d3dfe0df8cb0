"""How moments and ids stand in columns, the same on both databases."""

import functools
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.engine import Dialect
from sqlalchemy.types import DateTime, TypeDecorator, Uuid


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, always aware and in UTC, on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# The same ids come again and again, and making one of its digits takes longer than finding it.
_uuid_of = functools.lru_cache(maxsize=20_000)(uuid.UUID)


class IdType(Uuid[uuid.UUID]):
    """An id; where the database knows none of its own, as digits."""

    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        del coltype
        if dialect.supports_native_uuid:
            return None
        return lambda digits: None if digits is None else _uuid_of(digits)
