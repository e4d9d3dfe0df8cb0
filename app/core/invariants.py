"""Promises about the whole database, each with a name, checked by `verify` and after every fault in tests."""

from collections.abc import Callable
from dataclasses import dataclass

Check = Callable[[], list[str]]


@dataclass(frozen=True)
class Invariant:
    """A promise; `check` returns one line for every breach, naming ids and never people."""

    name: str
    check: Check


_registered: dict[str, Invariant] = {}


def invariant(name: str) -> Callable[[Check], Check]:
    """Register a check under the sentence it proves."""

    def register(check: Check) -> Check:
        _registered[name] = Invariant(name, check)
        return check

    return register


def breaches() -> dict[str, list[str]]:
    """Every broken promise with its breaches; empty if all hold."""
    found = {name: item.check() for name, item in sorted(_registered.items())}
    return {name: lines for name, lines in found.items() if lines}


def names() -> list[str]:
    return sorted(_registered)
