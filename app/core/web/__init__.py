"""What every request passes: its arrival, the gate, the headers, and the pages for every no."""

import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import structlog
from flask import Flask, Response, current_app, g, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from app.core import audit, clock, db, text
from app.core.errors import EditConflictError, InvalidError
from app.core.forms import Form
from app.core.web import answers, fragments, gate, metrics
from app.core.web.answers import Answer, naming_fields, wants_json
from app.core.web.forgery import csrf, protect_from_forgery
from app.core.web.gate import FORM_MAX_BYTES, body_limit
from app.core.web.paths import path_of
from app.core.web.public import is_public_page, public_page
from app.core.web.templates import PageEnvironment

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = [
    "FORM_MAX_BYTES",
    "Answer",
    "PageEnvironment",
    "address_of",
    "answer",
    "body_limit",
    "csrf",
    "go",
    "go_to",
    "init_app",
    "is_public_page",
    "metrics",
    "naming_fields",
    "path_of",
    "public_page",
    "site_address",
    "wants_json",
]

V = TypeVar("V", bound=Callable[..., Any])

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types service-worker; "
    "report-uri /csp-report"
)
_HEADERS = (
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(self), microphone=(), geolocation=()"),
)

log = structlog.get_logger()


def answer(
    form: Form,
    save: Callable[[], Answer],
    template: str,
    *,
    more: Callable[[], dict[str, object]] = dict,
    **context: object,
) -> Answer:
    """Show a form; on POST save it, or show it again with every error and everything that was entered.

    An InvalidError gives 422; an EditConflictError 409, with its texts as `conflicts`. `more` gives what the page needs
    beside the form, and is asked only if it is shown.
    """
    status = 200
    g.shown_form = form
    if request.method == "POST":
        try:
            form.require_valid()
            return save()
        except InvalidError as error:
            form.complete()
            form.take_errors(error)
            status = error.status
        except EditConflictError as error:
            context["conflicts"] = error.conflicts
            status = error.status
        # The action has expired the rows of the page that is now shown again.
        db.read_again()
    form.complete()
    return render_template(template, form=form, **context, **more()), status


def address_of(endpoint: str, **values: object) -> str:
    """The absolute address of a page, from the settings and never from the request's Host."""
    return site_address(path_of(endpoint, **values))


def site_address(path: str) -> str:
    """The absolute address of a path on this site."""
    return f"{current_app.config['SITE_URL']}{path}"


def go(endpoint: str, *, part: str = "", **values: Any) -> BaseResponse:  # noqa: ANN401 # url_for takes anything
    """See another page next, or a `part` of it by id (303, so that a reload posts nothing again)."""
    return _see(path_of(endpoint, **values) + (f"#{part}" if part else ""))


def go_to(path: str | None, fallback: str) -> BaseResponse:
    """Return to a path on this site if it is one, else to an endpoint."""
    return _see(text.safe_next(path) or path_of(fallback))


def _see(path: str) -> BaseResponse:
    # Without the page that `flask.redirect` draws for browsers of the last century: it costs as much as a query.
    return Response(status=HTTPStatus.SEE_OTHER, headers={"Location": path})


class _Arrival:
    """WSGI wrapper: takes the time and the request's id before anything is read or waited for."""

    def __init__(self, inner: "WSGIApplication") -> None:
        self.inner = inner

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        clock.start_request()
        audit.request_id.set(uuid.uuid4().hex)
        return self.inner(environ, start_response)


def init_app(app: Flask) -> None:
    app.wsgi_app = _Arrival(app.wsgi_app)  # type: ignore[method-assign]  # Flask documents this way of wrapping
    gate.init_app(app, protect_from_forgery)
    answers.init_app(app)
    fragments.init_app(app)
    app.after_request(_set_headers)
    app.after_request(_note_request)
    app.teardown_request(_close)
    app.jinja_env.globals["url_for"] = path_of
    app.jinja_env.globals["asset"] = _Assets(Path(app.static_folder or "static") / "dist")


class _Assets:
    """Addresses of built files by their plain name, from the build's manifest."""

    def __init__(self, folder: Path) -> None:
        manifest = folder / "manifest.json"
        self.names: Mapping[str, str] = json.loads(manifest.read_text()) if manifest.exists() else {}

    def __call__(self, name: str) -> str:
        return f"/static/dist/{self.names.get(name, name)}"


def _set_headers(response: Response) -> Response:
    headers = response.headers
    present = {name.lower() for name, _value in headers}
    for name, value in (*_HEADERS, ("X-Request-Id", audit.request_id.get())):
        if name.lower() not in present:
            headers.add(name, value)
    if current_app.config["SESSION_COOKIE_SECURE"]:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint != "static" and "cache-control" not in present:
        headers["Cache-Control"] = "no-cache" if is_public_page() else "no-store"
    return response


def _note_request(response: Response) -> Response:
    """Count and log the answer, by rule and not by path: paths hold codes and ids."""
    if request.endpoint in {"static", "pages.alive"}:
        return response
    rule = request.url_rule.rule if request.url_rule else "-"
    seconds = (clock.now() - clock.received_at()).total_seconds()
    metrics.count(request.method, rule, response.status_code, seconds)
    log.info(
        "request",
        method=request.method,
        rule=rule,
        status=response.status_code,
        ms=round(seconds * 1000, 1),
        request_id=audit.request_id.get(),
    )
    return response


def _close(_error: BaseException | None) -> None:
    db.close_session()
    clock.end_request()
