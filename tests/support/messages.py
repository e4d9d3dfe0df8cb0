"""Messages as tests send them: a template of the tests' own, about nothing."""

from collections.abc import Iterable
from typing import Any

from app.accounts.models import User
from app.messages.actions import tell
from app.messages.rules import declare

TEMPLATE = declare(
    "tests.hello",
    lambda values: f"Hallo {values['place']}",
    lambda values: f"Wir sehen uns in {values['place']}, {values['meets_at']}.",
)
VALUES = {"place": "Giesing", "meets_at": "2027-03-01T07:00:00+00:00"}


def send(people: Iterable[User], event: str = "first", **values: Any) -> None:  # noqa: ANN401 # what a template shows
    """Tell people something that leads to the page of their account."""
    tell(people, TEMPLATE, event=event, path="/account", values={**VALUES, **values})
