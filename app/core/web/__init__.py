"""What every request passes: its arrival, the gate, the headers, and the pages for every no."""

import contextlib
import json
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode, urlsplit

import structlog
from flask import Flask, Response, current_app, g, redirect, render_template, request, url_for
from flask_login import current_user
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy.exc import OperationalError, TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Response as BaseResponse

from app.core import access, audit, clock, db, text
from app.core.errors import DomainError, EditConflictError, InvalidError
from app.core.forms import Form
from app.core.i18n import _
from app.core.limits import TooManyError
from app.core.web.error_pages import ErrorPage, page_of_domain_error, page_of_status

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

V = TypeVar("V", bound=Callable[..., Any])
Answer = BaseResponse | str | tuple[str, int]

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:",
        "media-src 'self' blob:", "connect-src 'self'", "font-src 'self'", "manifest-src 'self'", "worker-src 'self'",
        "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'",
        "trusted-types 'none'", "report-uri /csp-report",
    ),
)  # fmt: skip
FORM_MAX_BYTES = 2 * 1024**2
_BODY_LIMIT = "__body_limit__"
_PUBLIC = "__public_page__"
_NEVER_KEPT = ("csrf_token", "password", "passphrase", "version")

csrf = CSRFProtect()
log = structlog.get_logger()


def body_limit(count: int) -> Callable[[V], V]:
    """Let a view take bodies of so many bytes; all others take FORM_MAX_BYTES."""

    def mark(view: V) -> V:
        setattr(view, _BODY_LIMIT, count)
        return view

    return mark


def public_page(view: V) -> V:
    """Mark a page that is the same for everybody: no session, no token, no name in it."""
    setattr(view, _PUBLIC, True)
    return access.allow_anyone(view)


def is_public_page() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return bool(getattr(view, _PUBLIC, False))


def answer(form: Form, save: Callable[[], Answer], template: str, **context: object) -> Answer:
    """Show a form; on POST save it, or show it again with every error and everything that was entered (422)."""
    status = 200
    g.shown_form = form
    if request.method == "POST":
        try:
            form.require_valid()
            return save()
        except InvalidError as error:
            form.take_errors(error)
            status = error.status
        except EditConflictError as error:
            context["conflicts"] = error.conflicts
            status = error.status
    return render_template(template, form=form, **context), status


def address_of(endpoint: str, **values: object) -> str:
    """The absolute address of a page, from the settings and never from the request's Host."""
    return site_address(path_of(endpoint, **values))


def path_of(endpoint: str, **values: object) -> str:
    """The path of a page, also outside of requests."""
    return current_app.url_map.bind("localhost").build(endpoint, values)


def site_address(path: str) -> str:
    """The absolute address of a path on this site."""
    return f"{current_app.config['SITE_URL']}{path}"


def go(endpoint: str, **values: Any) -> BaseResponse:  # noqa: ANN401 # url_for takes anything
    """See another page next (303, so that a reload posts nothing again)."""
    return redirect(url_for(endpoint, **values), 303)


def go_to(path: str | None, fallback: str) -> BaseResponse:
    """Return to a path on this site if it is one, else to an endpoint."""
    return redirect(text.safe_next(path) or url_for(fallback), 303)


def wants_json() -> bool:
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], default="text/html")
    return best == "application/json"


class _Arrival:
    """WSGI wrapper: takes the time and the request's id before anything is read or waited for."""

    def __init__(self, inner: "WSGIApplication") -> None:
        self.inner = inner

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Any:  # noqa: ANN401 # WSGI
        clock.start_request()
        audit.request_id.set(uuid.uuid4().hex)
        return self.inner(environ, start_response)


def init_app(app: Flask) -> None:
    app.wsgi_app = _Arrival(app.wsgi_app)  # type: ignore[method-assign]  # Flask documents this way of wrapping
    app.before_request(_limit_body)
    app.before_request(_refuse_cross_site)
    csrf.init_app(app)
    app.before_request(_pass_gate)
    app.after_request(_set_headers)
    app.after_request(_log_request)
    app.teardown_request(_close)
    app.register_error_handler(DomainError, _answer_domain_error)
    app.register_error_handler(TooManyError, _answer_too_many)
    app.register_error_handler(CSRFError, _answer_csrf)
    app.register_error_handler(HTTPException, _answer_http)
    for error in (OperationalError, PoolTimeoutError, OSError):
        app.register_error_handler(error, _answer_unavailable)
    app.register_error_handler(Exception, _answer_crash)
    app.jinja_env.globals["asset"] = _Assets(Path(app.static_folder or "static") / "dist")


class _Assets:
    """Addresses of built files by their plain name, from the build's manifest."""

    def __init__(self, folder: Path) -> None:
        manifest = folder / "manifest.json"
        self.names: Mapping[str, str] = json.loads(manifest.read_text()) if manifest.exists() else {}

    def __call__(self, name: str) -> str:
        return f"/static/dist/{self.names.get(name, name)}"


def _limit_body() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    request.max_content_length = getattr(view, _BODY_LIMIT, FORM_MAX_BYTES)
    if request.content_length and request.content_length > (request.max_content_length or 0):
        raise RequestEntityTooLarge


def _refuse_cross_site() -> Answer | None:
    unsafe = request.method not in {"GET", "HEAD", "OPTIONS"}
    if unsafe and request.headers.get("Sec-Fetch-Site") == "cross-site" and request.path != "/csp-report":
        return show_error(page_of_status(403))
    return None


def _pass_gate() -> Answer | None:
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or (roles := access.roles_of_view(view)) is None:
        return None
    if not current_user.is_authenticated:
        return _ask_to_sign_in()
    if not roles & current_user.roles:
        return show_error(page_of_status(403))
    return None


def _ask_to_sign_in() -> Answer:
    path = request.full_path.rstrip("?") if request.method == "GET" else _path_of(request.referrer)
    target = f"{url_for('accounts.sign_in')}?{urlencode({'next': path})}"
    if request.method == "GET" and not wants_json():
        return redirect(target, 303)
    page = page_of_status(401)
    page.link_url, page.link_label = target, _("Neu anmelden")
    return show_error(page)


def _path_of(url: str | None) -> str:
    parts = urlsplit(url or "")
    return text.safe_next(parts.path) or "/"


def _set_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(self), microphone=(), geolocation=()")
    headers.setdefault("X-Request-Id", audit.request_id.get())
    if current_app.config["SESSION_COOKIE_SECURE"]:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint != "static":
        headers.setdefault("Cache-Control", "no-cache" if is_public_page() else "no-store")
    return response


def _log_request(response: Response) -> Response:
    # The rule, not the path: paths hold codes and ids.
    rule = request.url_rule.rule if request.url_rule else "-"
    took = (clock.now() - clock.received_at()).total_seconds()
    if request.endpoint not in {"static", "pages.alive"}:
        log.info(
            "request",
            method=request.method,
            rule=rule,
            status=response.status_code,
            ms=round(took * 1000, 1),
            request_id=audit.request_id.get(),
        )
    return response


def _close(_error: BaseException | None) -> None:
    db.close_session()
    clock.end_request()


def show_error(page: ErrorPage) -> BaseResponse:
    """The page of a refusal; whoever typed something finds all of it there."""
    if wants_json():
        response: Response = current_app.json.response({"code": page.code, "message": page.message})
    else:
        page.kept = _kept_texts()
        response = current_app.make_response(render_template("error.html", **page.context()))
    response.status_code = page.status
    if page.retry_after:
        response.headers["Retry-After"] = str(page.retry_after)
    return response


def _kept_texts() -> list[tuple[str, str]]:
    """Everything that was typed in (not passwords), with the labels of the form if it is known."""
    form: Form | None = g.get("shown_form")
    labels = {field.name: str(field.label.text) for field in form} if form is not None else {}
    kept: list[tuple[str, str]] = []
    with contextlib.suppress(HTTPException):
        kept = [
            (labels.get(name, name), value)
            for name, value in request.form.items(multi=True)
            if value.strip() and not any(part in name for part in _NEVER_KEPT)
        ]
    return kept


def _answer_domain_error(error: DomainError) -> Answer:
    return show_error(page_of_domain_error(error))


def _answer_too_many(error: TooManyError) -> Answer:
    page = page_of_status(429)
    page.retry_after = error.retry_after
    return show_error(page)


def _answer_csrf(error: CSRFError) -> Answer:
    del error
    if current_user.is_authenticated:
        page = page_of_status(400)
        page.link_url, page.link_label = _path_of(request.referrer), _("Seite neu laden")
        return show_error(page)
    return _ask_to_sign_in() if request.endpoint != "accounts.sign_in" else show_error(page_of_status(400))


def _answer_http(error: HTTPException) -> Answer | HTTPException:
    if error.code is None or error.code < 400:  # noqa: PLR2004 # redirects are raised as well
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
    log.exception("crash", request_id=audit.request_id.get())
    db.close_session()
    return show_error(page_of_status(500))
