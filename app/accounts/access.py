"""Who is signed in: the person behind the session cookie."""

import contextlib
from typing import cast

from flask import Flask, Response, jsonify, request, session
from flask_login import LoginManager, current_user, login_user
from sqlalchemy.exc import OperationalError

from app.accounts import actions, queries, rules
from app.accounts.models import User
from app.core import clock
from app.core.web import wants_json
from app.core.web.forgery import token as forgery_token

TOKEN = "sign_in"  # noqa: S105 # the name of a key, not a secret
login_manager = LoginManager()
# A phone changes its network all day; the session row can be ended, which protects better.
login_manager.session_protection = cast("str", None)


def me() -> User:
    """The person signed in. Only for views behind `@allow`."""
    return cast("User", current_user._get_current_object())  # noqa: SLF001 # the documented way to the object itself


def me_or_none() -> User | None:
    """The person signed in, if anybody is; asks for no session on its own."""
    return me() if me().is_authenticated else None


def start_session(person: User, token: str) -> None:
    """Put a new session into this browser's cookie; nothing of the old one stays."""
    session.clear()
    session[TOKEN] = token
    login_user(person)


def told_session(person: User | None, *, is_shared: bool) -> Response:
    """For scripts: who is signed in, the token to write with, and the key to what is kept on a shared device."""
    key = person.draft_key if person is not None and is_shared else None
    return jsonify(person=str(person.id) if person else None, csrf_token=forgery_token(), draft_key=key)


def without_referrer(response: Response) -> Response:
    """For pages whose address holds a token: the next page need not know where somebody came from."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def init_app(app: Flask) -> None:
    # Its context processor would load the person on public pages too, and on the page that says the database is away.
    login_manager.init_app(app, add_context_processor=False)
    login_manager.user_loader(_load_person)


def _load_person(user_id: str) -> User | None:
    person = queries.person_of_session(session.get(TOKEN, ""), user_id)
    if person is not None and rules.is_to_be_noted(person.last_seen_at, clock.now()) and not _is_asked_by_itself():
        # A disk that is full keeps nobody from reading.
        with contextlib.suppress(OperationalError):
            actions.note_activity(session.get(TOKEN, ""))
    return person


def _is_asked_by_itself() -> bool:
    """Whether a page asks on its own, over and over, though nobody may sit there any more."""
    return request.method == "GET" and wants_json()
