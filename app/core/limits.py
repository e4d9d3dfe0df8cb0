"""Brakes: per account, code or device, because a whole school shares one address.

A device is a random id in a signed cookie. Per address only floods of failed attempts count. Only failures are
counted, so nobody is braked for working fast.
"""

import secrets
import time
from dataclasses import dataclass

from flask import Flask, Response, current_app, g, request
from itsdangerous import BadSignature, URLSafeSerializer
from limits import RateLimitItemPerMinute
from limits.errors import ConfigurationError
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import FixedWindowRateLimiter, RateLimiter

from app.settings import SettingsError

COOKIE = "device"
_SWEEP_SECONDS = 60
_YEAR_SECONDS = 365 * 24 * 3600


class _Memory(MemoryStorage):
    """Forgets once a minute what has run out. The library would start a thread for it at almost every count."""

    STORAGE_SCHEME = ["memory"]  # noqa: RUF012 # as in the library, which finds it by this
    _swept_at = 0.0

    def _MemoryStorage__schedule_expiry(self) -> None:  # noqa: N802 # the library's own, called by this name
        if time.monotonic() - self._swept_at > _SWEEP_SECONDS:
            self._swept_at = time.monotonic()
            super()._MemoryStorage__schedule_expiry()  # type: ignore[misc] # the library types it by its plain name


class _Failures:
    """Where failures are counted: in the memory of this process, or in Redis for many."""

    counted: RateLimiter = FixedWindowRateLimiter(_Memory())


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
        if not _Failures.counted.test(self._item, self.name, key):
            reset_at = _Failures.counted.get_window_stats(self._item, self.name, key).reset_time
            raise TooManyError(max(1, round(reset_at - time.time())))

    def hit(self, key: str) -> None:
        """Count one failure."""
        _Failures.counted.hit(self._item, self.name, key)


_FLOOD = Brake("flood", 600)


def check_flood() -> None:
    """Raise TooManyError if this address failed 600 times in 15 minutes."""
    _FLOOD.check(_address())


def hit_flood() -> None:
    _FLOOD.hit(_address())


def _address() -> str:
    return request.remote_addr or ""


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


def connect(url: str) -> None:
    """Count failures there from now on ("memory://" or "redis://…"); a new memory knows of none."""
    try:
        _Failures.counted = FixedWindowRateLimiter(storage_from_string(url))
    except ConfigurationError as error:  # an unknown kind of address, or one whose package is not installed
        message = f"REDIS_URL: {error}"
        raise SettingsError(message) from error


def init_app(app: Flask) -> None:
    connect(app.config["FAILURES_URL"])
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
