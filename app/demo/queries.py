"""The plan of the demo as it lies beside this file, and whether there is one."""

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from sqlalchemy import select

from app.accounts.models import User
from app.core.db import end_reading, session
from app.media.models import MediaFile
from app.media.rules import UNFINISHED


@cache
def competition() -> Mapping[str, Any]:
    """The competition and its rounds, in days before and after an anchor."""
    plan: dict[str, Any] = json.loads(resources.files("app.demo").joinpath("rounds.json").read_text(encoding="utf-8"))
    return plan


def is_decoding() -> bool:
    """Whether a file is still being looked at."""
    end_reading()  # so that what others have done meanwhile is seen
    return session().scalar(select(MediaFile.id).where(MediaFile.state.in_(UNFINISHED)).limit(1)) is not None


def has_people() -> bool:
    """Whether somebody uses this database already."""
    return session().scalar(select(User.id).limit(1)) is not None
