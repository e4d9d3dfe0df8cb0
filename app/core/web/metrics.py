"""Figures for Prometheus: requests by rule and status, and what waits in the queues."""

import hmac
import ipaddress

from flask import Response, current_app, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from app.core import jobs, mail
from app.core.errors import NotFoundError

_registry = CollectorRegistry()
_requests = Counter("requests", "Answers by rule and status", ["method", "rule", "status"], registry=_registry)
_seconds = Histogram("request_seconds", "Time from arrival to answer", ["rule"], registry=_registry)
_jobs = Gauge("jobs", "Jobs by state", ["state"], registry=_registry)
_mails = Gauge("mails", "Mails by state", ["state"], registry=_registry)


def count(method: str, rule: str, status: int, seconds: float) -> None:
    """Note one answer."""
    _requests.labels(method, rule, status).inc()
    _seconds.labels(rule).observe(seconds)


def page() -> Response:
    """The figures, for this machine or with the token; NotFoundError for all others."""
    if not _may_read():
        raise NotFoundError
    for gauge, state in ((_jobs, jobs.state()), (_mails, mail.state())):
        for name in state.__dataclass_fields__:
            value = getattr(state, name)
            if isinstance(value, int):
                gauge.labels(name).set(value)
    return current_app.response_class(generate_latest(_registry), mimetype="text/plain; version=0.0.4")


def _may_read() -> bool:
    token: str = current_app.config["SETTINGS"].metrics_token
    offered = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token:
        return hmac.compare_digest(offered.encode(), token.encode())
    is_direct = request.remote_addr is not None and "X-Forwarded-For" not in request.headers
    return is_direct and ipaddress.ip_address(request.remote_addr or "").is_loopback
