"""What can be done later: plain functions with JSON arguments, each under a name that never changes."""

import functools
import inspect
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

F = TypeVar("F", bound=Callable[..., object])

# 2**30 times a second is 34 years: far above any `longest_wait`, far below what timedelta can hold.
_HIGHEST_DOUBLING = 30


@dataclass(frozen=True)
class Definition:
    """A registered job. `retries` counts the tries after the first one; one that `is_long` takes minutes."""

    name: str
    function: Callable[..., object]
    retries: int
    first_wait: timedelta
    longest_wait: timedelta
    is_long: bool

    def next_try(self, earlier_tries: int, now: datetime) -> datetime | None:
        """When to try again after `earlier_tries` and one more have failed; None when that was the last."""
        if earlier_tries >= self.retries:
            return None
        doubled = self.first_wait * (1 << min(earlier_tries, _HIGHEST_DOUBLING))
        return now + min(doubled, self.longest_wait)

    def check(self, arguments: Mapping[str, object]) -> None:
        """Raise TypeError for arguments the function does not take or JSON cannot hold.

        Told while enqueueing, where the mistake is, instead of at night in a worker.
        """
        _signature(self.function).bind(**arguments)
        json.dumps(arguments, allow_nan=False)


@functools.cache
def _signature(function: Callable[..., object]) -> inspect.Signature:
    return inspect.signature(function)


_definitions: dict[str, Definition] = {}


def job(
    *,
    name: str,
    retries: int = 8,
    first_wait: timedelta = timedelta(seconds=5),
    longest_wait: timedelta = timedelta(hours=1),
    is_long: bool = False,
) -> Callable[[F], F]:
    """Register a function as a job and give it back unchanged.

    A job runs at least once: a killed worker's job is taken again, so running twice must do no harm. The wait before
    a retry begins at `first_wait` and doubles up to `longest_wait`. What `is_long` is done beside the others, one after
    the other, so that no mail waits for a film. The name is stored with waiting jobs: renaming one leaves them behind.
    """

    def register(function: F) -> F:
        if name in _definitions:
            message = f"there are two jobs named {name}"
            raise ValueError(message)
        _definitions[name] = Definition(name, function, retries, first_wait, longest_wait, is_long)
        return function

    return register


def definition_of(job_or_name: str | Callable[..., object]) -> Definition:
    """The registered job; LookupError without one."""
    found = find(job_or_name) if isinstance(job_or_name, str) else _of_function(job_or_name)
    if found is None:
        message = f"{job_or_name!r} is not a registered job"
        raise LookupError(message)
    return found


def find(name: str) -> Definition | None:
    return _definitions.get(name)


def every() -> list[Definition]:
    return list(_definitions.values())


def long_names() -> list[str]:
    return [each.name for each in every() if each.is_long]


def _of_function(function: Callable[..., object]) -> Definition | None:
    return next((each for each in _definitions.values() if each.function is function), None)
