"""Funkenflug: innovation competitions at vocational schools, from the class code to the published result."""

import gc
import importlib
import importlib.util
import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from app.core import access, audit, commands, db, i18n, jobs, limits, mail, storage, web
from app.core.decoding import scanning
from app.pages.queries import why_not_public
from app.settings import Settings, SettingsError, load_settings, secret_key_of

# The line of features that have doors, top first (see app/README.md).
FEATURES = (
    "demo", "organising", "logbook", "pages", "verification", "certificates", "feedback", "gallery",
    "appeals", "publication", "protocol",
    "meetings", "finals", "discussions", "questions", "designs", "confirmations",
    "deliberation", "progress", "sheets", "patterns", "networks", "insights", "ranking", "waves", "snapshots",
    "stages", "recusals", "folders", "previews", "scoring", "lines",
    "calibration", "plans", "profiles", "panels", "conflicts", "clearances", "submissions", "captions", "rooms",
    "drafts", "ideas", "teams", "policies", "criteria", "rubrics", "rounds", "uploads", "media", "messages", "classes",
    "enrolment", "addresses", "accounts",
)  # fmt: skip
# What is imported of each, so that tables, jobs, mail texts and doors are known before the first request.
KINDS = ("models", "mails", "access", "views", "jobs", "commands")
ROOT = Path(__file__).parent.parent


def create_app() -> Flask:
    """The application for a server or the `flask` command. A wrong setting stops it with one line that names it."""
    try:
        settings = load_settings()
        app = build_app(settings)
        if _is_serving():
            _check_publicity(app, settings)
            _start_jobs(app, settings)
            _look_seldom_for_garbage()
    except SettingsError as error:
        sys.exit(f"Funkenflug cannot start. {error}")
    return app


def _look_seldom_for_garbage() -> None:
    """What is loaded by now stays for good; looking it over again and again took an eighth of every page."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


def build_app(settings: Settings) -> Flask:
    """The application without its job thread; raises SettingsError if a setting does not fit."""
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    _configure(app, settings)
    _start_core(app, settings)
    access.allow_anyone(app.view_functions["static"])
    for feature in FEATURES:
        _open_doors(app, feature)
    access.check_views(app)
    return app


def _is_serving() -> bool:
    """Whether pages will be answered; the operator's commands must also work before the site is fit for the public."""
    return os.environ.get("FLASK_RUN_FROM_CLI") != "true" or "run" in sys.argv


def _check_publicity(app: Flask, settings: Settings) -> None:
    if settings.is_public:
        with app.app_context():
            reason = why_not_public(settings)
            db.close_session()
        if reason:
            raise SettingsError(reason)


def _start_jobs(app: Flask, settings: Settings) -> None:
    if settings.worker == "thread":
        jobs.start_thread(app.app_context)


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=secret_key_of(settings),
        SETTINGS=settings,
        SITE_URL=settings.site_url,
        SESSION_COOKIE_NAME="session",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_https,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        MAX_FORM_MEMORY_SIZE=web.FORM_MAX_BYTES,
        MAX_FORM_PARTS=500,
        FAILURES_URL=settings.redis_url or "memory://",
        BABEL_DEFAULT_LOCALE="de",
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "app" / "translations"),
        MAIL_SERVER=settings.mail_server,
        MAIL_PORT=settings.mail_port,
        MAIL_USE_TLS=settings.mail_use_tls,
        MAIL_USE_SSL=settings.mail_use_ssl,
        MAIL_USERNAME=settings.mail_username or None,
        MAIL_PASSWORD=settings.mail_password or None,
        MAIL_DEFAULT_SENDER=settings.mail_default_sender,
        SEND_FILE_MAX_AGE_DEFAULT=31536000,
    )
    app.jinja_environment = web.PageEnvironment
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    structlog.configure(processors=[structlog.processors.TimeStamper(fmt="iso"), structlog.processors.format_exc_info,
                                    structlog.processors.JSONRenderer()])  # fmt: skip


def _start_core(app: Flask, settings: Settings) -> None:
    db.connect(settings.database)
    audit.configure(settings.audit_key_path)
    storage.configure(settings.storage_dir, bucket=settings.bucket)
    storage.require_usable()
    scanning.configure(settings.clamd_address)
    i18n.init_app(app)
    limits.init_app(app)
    mail.init_app(app, settings.data_dir)
    jobs.configure(wrap=app.app_context)
    web.init_app(app)
    commands.init_app(app)
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=0)  # type: ignore[method-assign]  # as documented


def _open_doors(app: Flask, feature: str) -> None:
    """Register what a feature has, and let those parts set themselves up that want to."""
    for kind in KINDS:
        name = f"app.{feature}.{kind}"
        if importlib.util.find_spec(name) is None:
            continue
        module: Any = importlib.import_module(name)
        if hasattr(module, "blueprint"):
            app.register_blueprint(module.blueprint)
        if hasattr(module, "init_app"):
            module.init_app(app)
