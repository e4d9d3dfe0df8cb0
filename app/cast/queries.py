"""The cast as it is written down beside this file, and what anybody may know of those who can be tried out."""

import json
from functools import cache
from importlib import resources
from typing import Any

from app.accounts.rules import DEMO_PASSWORD
from app.cast import rules
from app.cast.rules import JurorText, PersonText, SchoolText


def _text(name: str) -> str:
    return resources.files("app.cast").joinpath(name).read_text(encoding="utf-8")


@cache
def schools() -> tuple[SchoolText, ...]:
    return tuple(rules.school_from(stored) for stored in json.loads(_text("schools.json")))


@cache
def showcase() -> tuple[PersonText, ...]:
    """The people of every role as whom anybody may sign in."""
    return tuple(rules.person_from(stored) for stored in json.loads(_text("people.json")))


@cache
def jurors() -> tuple[JurorText, ...]:
    """The jurors beside those of the showcase."""
    return tuple(JurorText(**stored) for stored in json.loads(_text("jurors.json")))


@cache
def first_names() -> tuple[str, ...]:
    return tuple(_text("first_names.txt").split())


def showcase_for_machines() -> list[dict[str, Any]]:
    """Everybody of the showcase as plain values, the same on every machine."""
    names = {school.key: school.name for school in schools()}
    return [
        {
            "role": str(person.role),
            "name": person.name,
            "login_name" if "@" not in person.sign_in_name else "email": person.sign_in_name,
            "password": DEMO_PASSWORD,
            "school": ", ".join(names[key] for key in person.schools) or None,
            "note": person.note,
        }
        for person in showcase()
    ]
