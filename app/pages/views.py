"""Home, start page, how it works, legal texts, language, and the doors for machines."""

import functools
from typing import Any

import structlog
from flask import Blueprint, Flask, current_app, g, render_template, request

from app.accounts import actions as accounts
from app.accounts import queries as people
from app.accounts.access import me, me_or_none
from app.accounts.rules import DEMO_PASSWORD
from app.agenda.queries import tasks_of
from app.core import clock, i18n, text
from app.core.access import SIGNED_IN, Role, allow, allow_anyone
from app.core.errors import NotFoundError
from app.core.i18n import _
from app.core.web import Answer, body_limit, csrf, go_to, is_public_page, metrics, path_of, public_page
from app.messages.queries import messages_of, unread_count
from app.messages.rules import subject_of
from app.pages import access, queries
from app.rounds.queries import announced_rounds
from app.rounds.rules import current_deadline, phase_states

blueprint = Blueprint("pages", __name__)
log = structlog.get_logger()


@blueprint.get("/")
@public_page
def home() -> Answer:
    return render_template(
        "pages/home.html",
        rounds=announced_rounds(),
        demo_people=people.demo_people() if _may_be_demo() else [],
        demo_password=DEMO_PASSWORD,
        current_deadline=current_deadline,
        phase_states=phase_states,
        now=clock.received_at(),
    )


@blueprint.get("/how-it-works")
@public_page
def how_it_works() -> Answer:
    return render_template("pages/how_it_works.html")


@blueprint.get("/start")
@allow(*SIGNED_IN)
def start() -> Answer:
    return render_template(
        "pages/start.html",
        entries=queries.entries_of(me().roles),
        tasks=tasks_of(me()),
        rounds=announced_rounds(),
        messages=messages_of(me(), limit=3),
        is_staff=Role.STUDENT not in me().roles,
        subject_of=subject_of,
        current_deadline=current_deadline,
        now=clock.received_at(),
    )


@blueprint.get("/legal/<name>")
@public_page
def legal(name: str) -> Answer:
    folder = current_app.config["SETTINGS"].legal_dir
    html = text.html_of_markdown(queries.legal_text(folder, name, i18n.language()))
    return render_template("pages/legal.html", html=html, title=queries.legal_titles()[name])


@blueprint.get("/offline")
@public_page
def offline() -> Answer:
    """What a browser shows of itself while the server cannot be reached."""
    return render_template("pages/offline.html")


@blueprint.get("/service-worker.js")
@public_page
def service_worker() -> Answer:
    """Asked for at the root, since a worker answers for what lies beside and below it."""
    return access.sent_worker()


@blueprint.get("/manifest.webmanifest")
@public_page
def manifest() -> Answer:
    return access.told_manifest()


@blueprint.get("/language/<code>")
@allow_anyone
def choose_language(code: str) -> Answer:
    if code not in i18n.LANGUAGES:
        raise NotFoundError
    if person := me_or_none():
        accounts.set_language(person, code)
    response = go_to(request.args.get("next"), "pages.home")
    response.set_cookie(i18n.COOKIE, code, max_age=31536000, samesite="Lax", httponly=True)
    return response


@blueprint.get("/healthz")
@allow_anyone
def alive() -> Answer:
    return current_app.response_class("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
@allow_anyone
def ready() -> Answer:
    faults = queries.faults_of_readiness()
    text_ = "".join(f"{name}: {fault}\n" for name, fault in faults.items()) or "ok\n"
    return current_app.response_class(text_, status=503 if faults else 200, mimetype="text/plain")


@blueprint.get("/metrics")
@allow_anyone
def figures() -> Answer:
    return metrics.page()


@blueprint.post("/csp-report")
@allow_anyone
@body_limit(16 * 1024)
def report_violation() -> Answer:
    report = request.get_json(force=True, silent=True)
    body = report.get("csp-report", {}) if isinstance(report, dict) else {}
    log.warning("csp", directive=str(body.get("effective-directive", "?"))[:80])
    return "", 204


def init_app(app: Flask) -> None:
    csrf.exempt(report_violation)
    app.context_processor(_frame)


def _frame() -> dict[str, Any]:
    """What `layout.html` asks for on every page. A bare page must be shown although the database does not answer."""
    is_bare = g.get("is_bare", False)
    is_public = is_bare or is_public_page()
    person = None if is_public else me_or_none()
    language = i18n.language()
    return {
        "me": person,
        "is_public_page": is_public,
        "navigation": _navigation(person.roles if person else None, request.endpoint, language),
        "unread": unread_count(person) if person else None,
        "site_name": current_app.config["SETTINGS"].site_name,
        "is_demo": not is_bare and _may_be_demo() and queries.is_demo(),
        "language": language,
        "language_links": _language_links(),
        "legal_pages": _legal_pages(language),
    }


def _may_be_demo() -> bool:
    """A site that people outside can reach does not start with demo accounts, so it need not ask for any."""
    return not current_app.config["SETTINGS"].is_public


@functools.lru_cache(maxsize=2000)
def _navigation(roles: frozenset[Role] | None, endpoint: str | None, _language: str) -> list[dict[str, Any]]:
    """Where people of these roles can go from a page; kept for each language, in which it is asked."""
    places = [("pages.start", _("Start")), *((e.endpoint, e.label) for e in queries.entries_of(roles or frozenset()))]
    if roles is None:
        places = [("pages.how_it_works", _("So geht’s")), ("gallery.gallery", _("Ideen"))]
    return [{"label": label, "url": path_of(place), "is_current": place == endpoint} for place, label in places]


@functools.lru_cache
def _legal_pages(_language: str) -> list[tuple[str, str]]:
    return [(title, path_of("pages.legal", name=name)) for name, title in queries.legal_titles().items()]


def _language_links() -> list[tuple[str, str, str]]:
    here = text.safe_next(request.path) if request.method == "GET" else None
    return [
        (code, label, path_of("pages.choose_language", code=code, next=here)) for code, label in i18n.LANGUAGES.items()
    ]
