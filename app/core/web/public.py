"""Public pages: the same for everybody, without session, token or name. Their bytes are kept for a moment.

What this process commits is seen at once, what another one commits within KEEP_SECONDS. While tests move the clock,
nothing is kept.
"""

import functools
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from flask import Response, current_app, make_response, request
from werkzeug.wrappers import Response as BaseResponse

from app.core import access, clock, db
from app.core.i18n import language_of_request

V = TypeVar("V", bound=Callable[..., Any])

KEEP_SECONDS = 1.0
_MOST_PAGES = 200
_PUBLIC = "__public_page__"
_OK = 200


@dataclass(frozen=True)
class _Page:
    """A page as it was answered, and until when it may be again."""

    epoch: int
    until: float
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def is_fresh(self) -> bool:
        return self.epoch == db.epoch() and time.monotonic() < self.until


_kept: dict[tuple[str, str], _Page] = {}


def public_page(view: V) -> V:
    """Mark a page that is the same for everybody; it must depend on path, language, database and time alone."""

    @functools.wraps(view)
    def answer(*args: object, **values: object) -> BaseResponse:
        if clock.moved_to() is not None or request.query_string:
            return make_response(view(*args, **values))
        key = (request.path, language_of_request())
        page = _kept.get(key)
        if page is not None and page.is_fresh():
            return _with_tag(Response(page.body, headers=list(page.headers)))
        epoch = db.epoch()
        response = make_response(view(*args, **values))
        if response.status_code == _OK:
            _keep(key, epoch, response)
        return _with_tag(response)

    setattr(answer, _PUBLIC, True)
    return access.allow_anyone(cast("V", answer))


def is_public_page() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return bool(getattr(view, _PUBLIC, False))


def _keep(key: tuple[str, str], epoch: int, response: Response) -> None:
    if len(_kept) >= _MOST_PAGES:
        _kept.clear()
    headers = tuple((name, value) for name, value in response.headers if name != "Content-Length")
    _kept[key] = _Page(epoch, time.monotonic() + KEEP_SECONDS, headers, response.get_data())


def _with_tag(response: Response) -> BaseResponse:
    response.add_etag()
    return response.make_conditional(request)
