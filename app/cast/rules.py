"""Who takes part in the demo: the same people, names and addresses on every machine."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.access import Role
from app.core.mail import DEMO_DOMAIN
from app.core.text import slug

# Common German initials: nobody's surname is known beyond its first letter.
_INITIALS = "ABDEFGHKLMNPRSTVWZ"


@dataclass(frozen=True)
class SchoolText:
    """A school as it is written down. `key` is what other texts call it."""

    key: str
    name: str
    classes: tuple[str, ...]
    admin: str
    teachers: tuple[str, ...]


@dataclass(frozen=True)
class PersonText:
    """Somebody anybody may be in the demo. `ideas` are the titles of the ideas on which a student works."""

    role: Role
    name: str
    account: str
    note: str
    schools: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    ideas: tuple[str, ...] = ()
    company: str = ""

    @property
    def sign_in_name(self) -> str:
        """What is typed at sign-in: a login name for students, an address for everybody else."""
        return self.account if self.role == Role.STUDENT else f"{self.account}@{DEMO_DOMAIN}"


@dataclass(frozen=True)
class JurorText:
    name: str
    school: str | None
    company: str = ""


def school_from(stored: Mapping[str, Any]) -> SchoolText:
    return SchoolText(
        stored["key"], stored["name"], tuple(stored["classes"]), stored["admin"], tuple(stored["teachers"])
    )


def person_from(stored: Mapping[str, Any]) -> PersonText:
    schools, classes, ideas = (tuple(stored.get(name, ())) for name in ("schools", "classes", "ideas"))
    return PersonText(
        Role(stored["role"]), stored["name"], stored["account"], stored["note"], schools, classes, ideas,
        stored.get("company", ""),
    )  # fmt: skip


def address_of(name: str) -> str:
    """A mail address for somebody of the staff; no mail ever leaves for it."""
    return f"{slug(name).replace('-', '.')}@{DEMO_DOMAIN}"


def names_of_class(first_names: Sequence[str], school: str, school_class: str, count: int) -> list[str]:
    """Who is in a class, each name once: a first name and an initial, as most schools have it."""
    chance = random.Random(f"{school} {school_class}")  # noqa: S311 # equal names on every machine, no secret
    return [f"{name} {chance.choice(_INITIALS)}." for name in chance.sample(first_names, count)]
