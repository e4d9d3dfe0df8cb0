"""The team of two that writes together, as for the pages of ideas; and what its scripts send."""

import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser
from werkzeug.test import TestResponse

from app.accounts.models import User
from tests.drafts.desks import Room, Seat
from tests.ideas.conftest import Desk, desk
from tests.support.rounds import WRITING
from tests.support.server import Server, serving
from tests.support.wire import Wire

__all__ = ["Desk", "desk"]


@dataclass(frozen=True)
class Told:
    """What a script was told."""

    status: int
    body: dict[str, Any]
    retry_after: str | None


@dataclass(frozen=True)
class Scripts:
    """Sends texts as the page's script does: {"title": ("Solarbank", 0)} is a text and the version it changes."""

    desk: Desk

    def save(
        self,
        person: User,
        texts: Mapping[str, tuple[str, int]],
        *,
        key: str | None = None,
        at: datetime = WRITING,
        **more: str,
    ) -> Told:
        values = {name: text for name, (text, _base) in texts.items()} | more
        values |= {f"{name}-version": str(base) for name, (_text, base) in texts.items()}
        headers = {"Accept": "application/json", "Idempotency-Key": uuid.uuid4().hex if key is None else key}
        return told(self.desk.post(person, "/answers", values, at=at, headers=headers))


def told(response: TestResponse) -> Told:
    return Told(response.status_code, json.loads(response.text), response.headers.get("Retry-After"))


@pytest.fixture
def scripts(desk: Desk, app: Flask) -> Scripts:
    del app
    return Scripts(desk)


# ---------------------------------------------------------------- in a real browser
@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("drafts")) as made:
        yield made


@pytest.fixture(scope="package")
def room(server: Server, chromium: Browser) -> Room:
    return Room(server, chromium, server.run("tests.drafts.opening"))


@pytest.fixture
def wire(server: Server) -> Iterator[Wire]:
    made = Wire(server.port)
    yield made
    made.close()


@pytest.fixture
def team(room: Room, wire: Wire) -> Iterator[tuple[Seat, Seat]]:
    with room.team(wire) as seats:
        yield seats


@pytest.fixture
def mia(team: tuple[Seat, Seat]) -> Seat:
    """Mia at her own device, ready to write."""
    team[0].arrive()
    return team[0].open()
