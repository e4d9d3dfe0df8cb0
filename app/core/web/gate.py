"""What a request passes before its view: body limit, cross-site, session, role (CSRF lies between)."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Flask, current_app, request
from flask_login import current_user
from werkzeug.exceptions import RequestEntityTooLarge

from app.core import access
from app.core.web.answers import Answer, ask_to_sign_in, show_error
from app.core.web.error_pages import page_of_status

V = TypeVar("V", bound=Callable[..., Any])

FORM_MAX_BYTES = 2 * 1024**2
_BODY_LIMIT = "__body_limit__"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def body_limit(count: int) -> Callable[[V], V]:
    """Let a view take bodies of so many bytes; all others take FORM_MAX_BYTES."""

    def mark(view: V) -> V:
        setattr(view, _BODY_LIMIT, count)
        return view

    return mark


def init_app(app: Flask, protect_from_forgery: Callable[[Flask], None]) -> None:
    app.before_request(_limit_body)
    app.before_request(_refuse_cross_site)
    protect_from_forgery(app)
    app.before_request(_pass_gate)


def person_at_the_gate() -> access.Person:
    """Whoever is signed in, or flask-login's nobody."""
    return cast("access.Person", current_user)


def _limit_body() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    limit: int = getattr(view, _BODY_LIMIT, FORM_MAX_BYTES)
    request.max_content_length = limit
    if request.content_length and request.content_length > limit:
        raise RequestEntityTooLarge


def _refuse_cross_site() -> Answer | None:
    is_unsafe = request.method not in _SAFE_METHODS
    if is_unsafe and request.headers.get("Sec-Fetch-Site") == "cross-site" and request.path != "/csp-report":
        return show_error(page_of_status(403))
    return None


def _pass_gate() -> Answer | None:
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or (roles := access.roles_of_view(view)) is None:
        return None
    person = person_at_the_gate()
    if not person.is_authenticated:
        return ask_to_sign_in()
    if not roles & person.roles:
        return show_error(page_of_status(403))
    return None
