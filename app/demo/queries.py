"""The plan of the demo as it lies beside this file, and whether there is one."""

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from sqlalchemy import select

from app.accounts.models import User
from app.core.db import session


@cache
def competition() -> Mapping[str, Any]:
    """The competition and its rounds, in days before and after an anchor."""
    plan: dict[str, Any] = _json("rounds.json")
    return plan


@cache
def comments() -> Mapping[str, Mapping[str, list[str]]]:
    """What jurors write, by criterion and by low, mid and high."""
    found: dict[str, dict[str, list[str]]] = _json("comments.json")
    return found


def _json(name: str) -> Any:  # noqa: ANN401 # what a file holds, its readers say
    return json.loads(resources.files("app.demo").joinpath(name).read_text(encoding="utf-8"))


def has_people() -> bool:
    """Whether somebody uses this database already."""
    return session().scalar(select(User.id).limit(1)) is not None
