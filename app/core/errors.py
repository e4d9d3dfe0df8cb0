"""The few ways in which the domain says no. Only `app.core.web` turns them into pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from app.core.text import word_changes


@dataclass(frozen=True)
class Refusal:
    """Why something may not be done now, in words for the person who tried.

    `code` is stable and for machines; `since` and `until` are the bounds of the window that decides, if one does;
    `ask` says whom to turn to, `way` which page helps.
    """

    code: str
    reason: str
    since: datetime | None = None
    until: datetime | None = None
    ask: str | None = None
    way: "Way | None" = None


class Way(NamedTuple):
    """A page that takes away what is in the way: what its button says, its endpoint and what that takes."""

    label: str
    endpoint: str
    values: Mapping[str, Any]


class DomainError(Exception):
    """Something the domain refuses; subclasses fix the status."""

    status = 400


class NotFoundError(DomainError):
    """There is no such thing for this person."""

    status = 404


class NotAllowedError(DomainError):
    """The thing is known, the person may not."""

    status = 403

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class RefusedError(DomainError):
    """A rule says no."""

    status = 409

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


@dataclass(frozen=True)
class TextConflict:
    """Two texts for one field: the stored one and the one that came too late."""

    key: str
    label: str
    stored: str
    offered: str
    stored_version: int
    stored_by: str | None = None

    @property
    def changes(self) -> list[tuple[str, str]]:
        """From the stored text to the offered one, see `core.text.word_changes`."""
        return word_changes(self.stored, self.offered)


class EditConflictError(DomainError):
    """Somebody else saved in between; holds every text of both sides."""

    status = 409

    def __init__(self, conflicts: list[TextConflict]) -> None:
        super().__init__("edit_conflict")
        self.conflicts = conflicts


class GoneError(DomainError):
    """It was there once and is used up; `reason` says how to get a new one."""

    status = 410

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class LostError(DomainError):
    """It should be here and is not, and nobody who asks for it can help that; `reason` says who can."""

    status = 404

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class InvalidError(DomainError):
    """The input is wrong. Errors by field name; the empty name is the whole form."""

    status = 422

    def __init__(self, errors: Mapping[str, list[str]]) -> None:
        super().__init__("; ".join(text for texts in errors.values() for text in texts))
        self.errors = dict(errors)


class TooLargeError(DomainError):
    """A file is over its limit."""

    status = 413

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class WrongTypeError(DomainError):
    """A file is of a kind that is not accepted."""

    status = 415

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass
class FieldErrors:
    """Collects errors so that all are told at once."""

    found: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str, text: str) -> None:
        self.found.setdefault(name, []).append(text)

    def raise_if_any(self) -> None:
        if self.found:
            raise InvalidError(self.found)
