"""What the script of a sheet sends, and what it is told."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.accounts.models import User
from app.core import clock
from app.scoring import queries
from app.scoring.rules import Reading
from tests.scoring.conftest import Table
from tests.support.browsers import Browser
from tests.support.rounds import JUDGING


@dataclass(frozen=True)
class Told:
    """What a script was told."""

    status: int
    body: dict[str, Any]


def save(  # noqa: PLR0913 # what tests vary
    table: Table,
    fields: Mapping[str, tuple[str, int]],
    *,
    key: str | None = None,
    at: datetime = JUDGING,
    ago: int = 0,
    shown: Mapping[str, int] | None = None,
    person: User | None = None,
    browser: Browser | None = None,
) -> Told:
    """Send fields, {"points-novelty": ("4", 0)} being a value and the version of the sheet that it changes."""
    values = {name: value for name, (value, _base) in fields.items()}
    bases = {name: base for name, (_value, base) in fields.items()} | dict(shown or {})
    values |= {f"{name}-version": str(base) for name, base in bases.items()}
    headers = {
        "Accept": "application/json",
        "Idempotency-Key": uuid.uuid4().hex if key is None else key,
        "Filled-In-Milliseconds-Ago": str(ago * 1000),
    }
    with clock.at(at):
        answer = (browser or table.browser(person)).post(f"{table.path}/marks", values, headers=headers)
    return Told(answer.status_code, json.loads(answer.text))


def load(table: Table, *, at: datetime = JUDGING, person: User | None = None) -> Told:
    """Take the folder of the round along."""
    with clock.at(at):
        path = f"/jury/rounds/{table.ground.round.id}/folder"
        answer = table.browser(person).post(path, {}, headers={"Accept": "application/json"})
    return Told(answer.status_code, json.loads(answer.text))


def reading(table: Table) -> Reading:
    """The sheet as it is stored."""
    return queries.reading_of(table.juror, table.assignment.id)


def everything(table: Table, points: str = "3", base: int = 0) -> dict[str, tuple[str, int]]:
    """A whole sheet to be handed in, with the same points for every criterion."""
    return {f"points-{key}": (points, base) for key in reading(table).marks} | {"hand_in": ("1", base)}
