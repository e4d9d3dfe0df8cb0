"""The two ideas by which a rubric is tried, as they lie beside this file."""

import json
from functools import cache
from importlib import resources

from app.core.errors import NotFoundError
from app.previews.rules import SampleIdea


@cache
def ideas() -> tuple[SampleIdea, ...]:
    """All of them, a thought-out one first."""
    stored = json.loads(resources.files("app.previews").joinpath("ideas.json").read_text(encoding="utf-8"))
    return tuple(
        SampleIdea(number, each["title"], [(part["label"], part["text"]) for part in each["texts"]])
        for number, each in enumerate(stored, start=1)
    )


def idea_of(number: int) -> SampleIdea:
    """The idea of this number; NotFoundError if there is none."""
    if not 1 <= number <= len(ideas()):
        raise NotFoundError
    return ideas()[number - 1]
