"""Turning every no of the domain, of Flask and of the machine into a page, or into JSON for scripts."""

import contextlib
import json
from collections.abc import Callable, Collection, Mapping
from typing import cast
from urllib.parse import urlencode, urlsplit

import structlog
from flask import Flask, Response, current_app, g, redirect, render_template, request
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse
from wtforms import HiddenField, SubmitField

from app.core import access, audit, db, text
from app.core.errors import DomainError
from app.core.forms import Form
from app.core.i18n import _
from app.core.limits import TooManyError
from app.core.web.error_pages import ErrorPage, page_of_domain_error, page_of_status
from app.core.web.paths import path_of
from app.core.web.pending import is_shown, pending_write

Answer = BaseResponse | str | tuple[str, int]

_FIRST_ERROR = 400
_FIRST_OWN_ERROR = 500
log = structlog.get_logger()
Namer = Callable[[Collection[str]], Mapping[str, str]]
_namers: list[Namer] = []


def init_app(app: Flask) -> None:
    app.register_error_handler(DomainError, _answer_domain_error)
    app.register_error_handler(TooManyError, _answer_too_many)
    app.register_error_handler(CSRFError, _answer_csrf)
    app.register_error_handler(HTTPException, _answer_http)
    for error in (OperationalError, PoolTimeoutError, OSError):
        app.register_error_handler(error, _answer_unavailable)
    app.register_error_handler(Exception, _answer_crash)


def wants_json() -> bool:
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], default="text/html")
    return best == "application/json"


def show_error(page: ErrorPage) -> BaseResponse:
    """The page of a refusal; whoever typed something finds all of it there."""
    g.is_bare = page.status >= _FIRST_OWN_ERROR
    if wants_json():
        response = Response(json.dumps({"code": page.code, "message": page.message}), mimetype="application/json")
    else:
        page.kept = _kept_texts()
        response = Response(render_template("error.html", **page.context()))
    response.status_code = page.status
    if page.retry_after:
        response.headers["Retry-After"] = str(page.retry_after)
    return response


def _kept_texts() -> list[tuple[str, str]]:
    """Everything that was typed in (not passwords), with the labels of the form if it is known.

    What nobody typed, such as hidden fields and the button that was pressed, is left out.
    """
    form: Form | None = g.get("shown_form")
    if form is not None:
        with contextlib.suppress(DomainError):
            form.complete()
    fields = list(form) if form is not None else []
    labels = {field.name: str(field.label.text) for field in fields} or _labels_without_form()
    untyped = {field.name for field in fields if isinstance(field, HiddenField | SubmitField)}
    kept: list[tuple[str, str]] = []
    with contextlib.suppress(HTTPException):
        kept = [
            (labels.get(name, name), value)
            for name, value in request.form.items(multi=True)
            if value.strip() and name not in untyped and is_shown(name)
        ]
    return kept


def _labels_without_form() -> dict[str, str]:
    """What those who know such fields call them: the form itself is not known before somebody is signed in."""
    labels: dict[str, str] = {}
    with contextlib.suppress(HTTPException, OperationalError):
        for namer in _namers:
            labels |= namer(list(request.form))
    return labels


def naming_fields(namer: Namer) -> Namer:
    """Have fields named on pages of refusals, by what everybody may know. The function gets what was posted."""
    _namers.append(namer)
    return namer


def ask_to_sign_in() -> Answer:
    """The way to the sign-in page and back; what was posted stays readable meanwhile."""
    path = request.full_path.rstrip("?") if request.method == "GET" else _path_of(request.referrer)
    target = f"{path_of('accounts.sign_in')}?{urlencode({'next': path})}"
    if request.method == "GET" and not wants_json():
        return redirect(target, 303)
    page = page_of_status(401)
    page.link_url, page.link_label = target, _("Neu anmelden")
    if pending := pending_write():
        page.resume = (path_of("accounts.sign_in_again"), path, pending.packed())
    return show_error(page)


def _path_of(url: str | None) -> str:
    return text.safe_next(urlsplit(url or "").path) or "/"


def _answer_domain_error(error: DomainError) -> Answer:
    page = page_of_domain_error(error)
    page.retry_after = getattr(error, "retry_after", None)
    if request.method == "POST" and request.referrer:
        page.link_url, page.link_label = _path_of(request.referrer), _("Zurück zur Seite")
    return show_error(page)


def _answer_too_many(error: TooManyError) -> Answer:
    page = page_of_status(429)
    page.retry_after = error.retry_after
    return show_error(page)


def _answer_csrf(error: CSRFError) -> Answer:
    del error
    is_somebody = cast("access.Person", current_user).is_authenticated
    if not is_somebody and _needs_person():
        return ask_to_sign_in()
    page = page_of_status(400)
    if is_somebody and not _needs_person():
        page.headline = _("Hier ist inzwischen jemand angemeldet")
        page.message = _(
            "Diese Seite ist von davor, deshalb haben wir sie nicht noch einmal angenommen. Was schon angekommen war, "
            "etwa ein neues Konto, bleibt."
        )
    page.link_url, page.link_label = _path_of(request.referrer), _("Seite neu laden")
    return show_error(page)


def _needs_person() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return view is not None and access.roles_of_view(view) is not None


def _answer_http(error: HTTPException) -> Answer | HTTPException:
    if error.code is None or error.code < _FIRST_ERROR:
        return error
    return show_error(page_of_status(error.code))


def _answer_unavailable(error: Exception) -> Answer:
    log.error("unavailable", kind=type(error).__name__, request_id=audit.request_id.get())
    db.close_session()
    page = page_of_status(503)
    page.retry_after = 10
    return show_error(page)


def _answer_crash(error: Exception) -> Answer:
    if current_app.testing:
        raise error
    log.error("crash", exc_info=error, request_id=audit.request_id.get())
    db.close_session()
    return show_error(page_of_status(500))
