"""Asking for the pages of a juror and sending them back filled in."""

import re
from datetime import datetime
from typing import Any

from app.accounts.models import User
from app.core import clock
from app.scoring import queries
from tests.scoring.conftest import Table
from tests.support.rounds import JUDGING


def words_of(html: str) -> str:
    """What a page says, without its tags, blanks joined."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def get(table: Table, path: str, *, at: datetime = JUDGING, person: User | None = None) -> Any:  # noqa: ANN401 # the client's answer
    with clock.at(at):
        return table.browser(person).get(path)


def post(table: Table, path: str, values: dict[str, Any], *, at: datetime = JUDGING, person: User | None = None) -> Any:  # noqa: ANN401 # as above
    with clock.at(at):
        return table.browser(person).post(path, values)


def sheet(table: Table, points: int = 3, version: int = 0, more: dict[str, str] | None = None) -> dict[str, Any]:
    """A sheet as the page sends it, with the same points for every criterion; `more` by the name of the field."""
    keys = [criterion.key for criterion in queries.reading_of(table.juror, table.assignment.id).criteria]
    return {"version": version, **{f"points-{key}": str(points) for key in keys}, **(more or {})}
