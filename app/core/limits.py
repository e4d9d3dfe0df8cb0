"""Brakes: per account, code or device, because a whole school shares one address.

A device is a random id in a signed cookie. Per address only floods of failed attempts count. Only failures are
counted, so nobody is braked for working fast.
"""

import secrets
import time
from dataclasses import dataclass

from flask import Flask, Response, current_app, g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from itsdangerous import BadSignature, URLSafeSerializer
from limits import RateLimitItemPerMinute

COOKIE = "device"
_YEAR_SECONDS = 365 * 24 * 3600

limiter = Limiter(key_func=get_remote_address)


class TooManyError(Exception):
    """Too many attempts; `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"again in {retry_after} s")
        self.retry_after = retry_after


@dataclass(frozen=True)
class Brake:
    """At most `count` failures of one kind in so many minutes for one account, code or device."""

    name: str
    count: int
    minutes: int = 15

    @property
    def _item(self) -> RateLimitItemPerMinute:
        return RateLimitItemPerMinute(self.count, self.minutes)

    def check(self, key: str) -> None:
        """Raise TooManyError if the limit is reached; count nothing."""
        if not limiter.limiter.test(self._item, self.name, key):
            reset_at = limiter.limiter.get_window_stats(self._item, self.name, key).reset_time
            raise TooManyError(max(1, round(reset_at - time.time())))

    def hit(self, key: str) -> None:
        """Count one failure."""
        limiter.limiter.hit(self._item, self.name, key)


_FLOOD = Brake("flood", 600)


def check_flood() -> None:
    """Raise TooManyError if this address failed 600 times in 15 minutes."""
    _FLOOD.check(get_remote_address())


def hit_flood() -> None:
    _FLOOD.hit(get_remote_address())


def device() -> str:
    """The id of this browser; a new one is given to it with the answer."""
    if "device" not in g:
        try:
            g.device = _serializer().loads(request.cookies.get(COOKIE, ""))
        except BadSignature:
            g.device = g.new_device = secrets.token_urlsafe(12)
    return str(g.device)


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="device")


def init_app(app: Flask) -> None:
    limiter.init_app(app)
    app.after_request(_give_device_cookie)


def _give_device_cookie(response: Response) -> Response:
    if "new_device" in g:
        response.set_cookie(
            COOKIE,
            _serializer().dumps(g.new_device),
            max_age=_YEAR_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=current_app.config["SESSION_COOKIE_SECURE"],
        )
    return response
