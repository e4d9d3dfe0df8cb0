"""Public pages: the same for everybody, without session, token or name. Their bytes are kept for a moment.

What this process commits is seen at once, what another one commits within a second. A page that was made in one second
of the clock is never sent in the next: whatever changes with the time changes to the second. While tests move the
clock, nothing is kept.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from flask import Response, current_app, make_response, request
from werkzeug.wrappers import Response as BaseResponse

from app.core import access, clock, db
from app.core.i18n import language_of_request

V = TypeVar("V", bound=Callable[..., Any])

_MOST_PAGES = 200
_PUBLIC = "__public_page__"
_OK = 200


@dataclass(frozen=True)
class _Page:
    """A page as it was answered, and what it was made of: the state of the database and the second of the clock."""

    made_of: tuple[int, int]
    headers: tuple[tuple[str, str], ...]
    body: bytes


_kept: dict[tuple[str, str], _Page] = {}


def public_page(view: V) -> V:
    """Mark a page that is the same for everybody; it must depend on path, language, database and time alone."""

    @functools.wraps(view)
    def answer(*args: object, **values: object) -> BaseResponse:
        if clock.moved_to() is not None or request.query_string:
            return make_response(view(*args, **values))
        key = (request.path, language_of_request())
        made_of = (db.epoch(), int(clock.received_at().timestamp()))
        page = _kept.get(key)
        if page is not None and page.made_of == made_of:
            return Response(page.body, headers=list(page.headers)).make_conditional(request)
        response = make_response(view(*args, **values))
        response.add_etag()
        if response.status_code == _OK:
            _keep(key, made_of, response)
        return response.make_conditional(request)

    setattr(answer, _PUBLIC, True)
    return access.allow_anyone(cast("V", answer))


def is_public_page() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return bool(getattr(view, _PUBLIC, False))


def _keep(key: tuple[str, str], made_of: tuple[int, int], response: Response) -> None:
    if len(_kept) >= _MOST_PAGES:
        _kept.clear()
    headers = tuple((name, value) for name, value in response.headers if name != "Content-Length")
    _kept[key] = _Page(made_of, headers, response.get_data())
