"""From scores to an order, in exact numbers where there are such: without the model, so that pages can use it."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import groupby

_POINTS = 2
Group = list[int]
Score = float | Fraction
Rule = Callable[[Group], list[Group]]


def name_of(id_: Hashable) -> tuple[str, str]:
    """By which ids of any kind are sorted, the same on every machine."""
    return type(id_).__name__, str(id_)


def order_of(scores: Sequence[Score], rules: Sequence[Rule]) -> list[Group]:
    """Submissions by code from best to worst, those that share a place in one group. Equal are scores that show equal.

    Points of the model count to 0.01, exact fractions as they are.
    """
    shown = [score if isinstance(score, Fraction) else round(score, _POINTS) for score in scores]
    groups = split(shown, list(range(len(shown))))
    for rule in rules:
        groups = [part for group in groups for part in (rule(group) if len(group) > 1 else [group])]
    return groups


def split(scores: Sequence[Score], group: Group) -> list[Group]:
    """The group parted by score, the highest first."""
    ordered = sorted(group, key=lambda code: -scores[code])
    return [list(same) for _score, same in groupby(ordered, key=scores.__getitem__)]


def places_in(order: Sequence[Group]) -> Iterator[tuple[int, int]]:
    """Each code with its place, in order."""
    place = 1
    for group in order:
        yield from ((code, place) for code in group)
        place += len(group)


def mean_points(points: Iterable[tuple[int, int]], size: int) -> list[Fraction]:
    """The mean of what each of `size` submissions got, by pairs of code and points; -1 without any."""
    sums: list[list[int]] = [[] for _submission in range(size)]
    for code, each in points:
        sums[code].append(each)
    return [Fraction(sum(each), len(each)) if each else Fraction(-1) for each in sums]
