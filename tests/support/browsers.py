"""Browsers without a screen: Flask's test client, each request in a context of its own, with a CSRF token."""

import contextvars
import uuid
from datetime import datetime
from typing import Any

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from app.accounts import actions, queries
from app.accounts.access import TOKEN
from app.accounts.models import User
from app.core import clock, db

_RAW_TOKEN = "0" * 40


class Browser:
    """One device. `sign_in` puts somebody's session into its cookie, as the sign-in page does."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()
        self.change_cookie(csrf_token=_RAW_TOKEN)
        self.csrf = URLSafeTimedSerializer(str(app.secret_key), salt="wtf-csrf-token").dumps(_RAW_TOKEN)

    def sign_in(self, person: User) -> "Browser":
        token = self._apart(self._begin_session, person.id)
        self.change_cookie(**{TOKEN: token, "_user_id": str(person.id), "csrf_token": _RAW_TOKEN})
        return self

    @property
    def cookie(self) -> str:
        """The session's cookie, for a real browser in which somebody is to be signed in."""
        cookie = self.client.get_cookie("session")
        return cookie.value if cookie else ""

    def change_cookie(self, **values: str) -> None:
        """Put values into the session's cookie, as a page would have done."""
        self._apart(self._change_cookie, values)

    def get(self, path: str, **options: Any) -> TestResponse:  # noqa: ANN401 # as Flask's client
        return self.open(path, "GET", **options)

    def post(self, path: str, data: Any = None, **options: Any) -> TestResponse:  # noqa: ANN401 # as Flask's client
        return self.open(path, "POST", data=data, **options)

    def open(self, path: str, method: str, **options: Any) -> TestResponse:  # noqa: ANN401 # as Flask's client
        """Any method, with a CSRF token in the header (leave it out with `headers={"X-CSRFToken": ""}`)."""
        headers = {"X-CSRFToken": self.csrf, **options.pop("headers", {})}
        response: TestResponse = self._apart(self.client.open, path, method=method, headers=headers, **options)
        return response

    def _change_cookie(self, values: dict[str, str]) -> None:
        with self.client.session_transaction() as session:
            session.update(values)

    def _begin_session(self, person_id: uuid.UUID) -> str:
        with self.app.app_context():
            token = actions.begin_session(queries.person(person_id))
            db.close_session()
            return token

    def _apart(self, call: Any, *args: Any, **options: Any) -> Any:  # noqa: ANN401 # whatever is called
        """Call in a fresh context: Flask's client would share the test's session and signed-in person."""
        _put_rows_aside()
        return contextvars.Context().run(_at_the_tests_time, clock.moved_to(), call, args, options)


def _put_rows_aside() -> None:
    """End what the test was reading, so that it sees what the request changes; its rows stay as they are now.

    Rows that an action has expired are read once more before: without a session nobody could use them.
    """
    db.read_again()
    db.close_session()


def _at_the_tests_time(moment: datetime | None, call: Any, args: Any, options: Any) -> Any:  # noqa: ANN401 # see _apart
    if moment is None:
        return call(*args, **options)
    with clock.at(moment):
        return call(*args, **options)
