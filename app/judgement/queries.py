"""What jurors write, as it lies beside this file."""

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources


@cache
def comments() -> Mapping[str, Mapping[str, list[str]]]:
    """By criterion and by low, mid and high."""
    text = resources.files("app.judgement").joinpath("comments.json").read_text(encoding="utf-8")
    found: dict[str, dict[str, list[str]]] = json.loads(text)
    return found
