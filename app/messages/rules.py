"""The templates of messages: every one is declared by the feature that sends it, with subject and text."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.core.i18n import time_text

Text = Callable[[Mapping[str, Any]], str]


@dataclass(frozen=True)
class Template:
    """A message's words. `subject` and `text` take the values and answer in the language now spoken."""

    name: str
    subject: Text
    text: Text


_templates: dict[str, Template] = {}


def declare(name: str, subject: Text, text: Text) -> str:
    """Declare a template; returns its name."""
    _templates[name] = Template(name, subject, text)
    return name


def subject_of(name: str, values: Mapping[str, Any]) -> str:
    return _templates[name].subject(_spoken(values))


def text_of(name: str, values: Mapping[str, Any]) -> str:
    return _templates[name].text(_spoken(values))


def _spoken(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are read: names ending in `_at` hold ISO moments and become times in words."""
    return {
        name: time_text(datetime.fromisoformat(value)) if name.endswith("_at") else value
        for name, value in values.items()
    }
