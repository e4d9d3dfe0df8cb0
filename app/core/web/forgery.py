"""Tokens against cross-site requests: each session has one, signed when a page first needs it and not at every page."""

import functools
import secrets

from flask import Flask, current_app, session
from flask_wtf.csrf import CSRFProtect
from itsdangerous import URLSafeTimedSerializer

_KEY = "csrf_token"
csrf = CSRFProtect()


def protect_from_forgery(app: Flask) -> None:
    csrf.init_app(app)
    app.jinja_env.globals[_KEY] = token
    # Flask-WTF puts its own into every page, under the same name.
    app.context_processor(lambda: {_KEY: token})


def token() -> str:
    """What a form of this session sends along."""
    if _KEY not in session:
        session[_KEY] = secrets.token_hex(20)
    return _signed(str(current_app.secret_key), session[_KEY])


@functools.lru_cache(maxsize=5000)
def _signed(secret_key: str, raw: str) -> str:
    return URLSafeTimedSerializer(secret_key, salt="wtf-csrf-token").dumps(raw)
