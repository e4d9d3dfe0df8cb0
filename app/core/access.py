"""Who may enter which door. Every view declares it; one that does not stops the application at start."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from flask import Flask

V = TypeVar("V", bound=Callable[..., Any])

_MARK = "__allowed_roles__"


class Role(StrEnum):
    """What a person may be; several add up, except that a student is nothing else."""

    STUDENT = "student"
    TEACHER = "teacher"
    SCHOOL_ADMIN = "school_admin"
    JUROR = "juror"
    CHAIR = "chair"
    ADMIN = "admin"
    AUDITOR = "auditor"


STAFF = (Role.TEACHER, Role.SCHOOL_ADMIN, Role.JUROR, Role.CHAIR, Role.ADMIN, Role.AUDITOR)
SIGNED_IN = tuple(Role)


class Person(Protocol):
    """What the gate must know of somebody signed in."""

    @property
    def is_authenticated(self) -> bool: ...
    @property
    def roles(self) -> frozenset[Role]: ...


def allow(*roles: Role) -> Callable[[V], V]:
    """Open a view to people with one of these roles."""
    if not roles:
        message = "name at least one role, or use allow_anyone"
        raise ValueError(message)

    def mark(view: V) -> V:
        setattr(view, _MARK, frozenset(roles))
        return view

    return mark


def allow_anyone(view: V) -> V:
    """Open a view to everybody, signed in or not."""
    setattr(view, _MARK, None)
    return view


def is_declared(view: Callable[..., Any]) -> bool:
    return hasattr(view, _MARK)


def roles_of_view(view: Callable[..., Any]) -> frozenset[Role] | None:
    """The roles a view is open to; None means anyone."""
    roles: frozenset[Role] | None = getattr(view, _MARK)
    return roles


class UndeclaredViewError(Exception):
    """Some views do not say who may enter."""


def check_views(app: Flask) -> None:
    """Raise UndeclaredViewError naming every endpoint without `@allow` or `@allow_anyone`."""
    missing = sorted(name for name, view in app.view_functions.items() if not is_declared(view))
    if missing:
        message = f"views without @allow: {', '.join(missing)}"
        raise UndeclaredViewError(message)
