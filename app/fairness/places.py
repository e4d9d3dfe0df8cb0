"""From scores to places: ties are broken by the rules fixed beforehand, and what they leave open shares a place."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from fractions import Fraction
from functools import partial
from itertools import groupby, pairwise

from app.fairness.cases import Policy
from app.fairness.model import Model

# Chances are repeatable to this on any machine: a smaller difference decides nothing.
CHANCE_ACCURACY = 0.03
_POINTS = 2
_TIED = (0.25, 0.75)
_Group = list[int]
Score = float | Fraction
Rule = Callable[[_Group], list[_Group]]


def name_of(id_: Hashable) -> tuple[str, str]:
    """By which ids of any kind are sorted, the same on every machine."""
    return type(id_).__name__, str(id_)


def order_of(scores: Sequence[Score], rules: Sequence[Rule]) -> list[_Group]:
    """Submissions by code from best to worst, those that share a place in one group. Equal are scores that show equal.

    Points of the model count to 0.01, exact fractions as they are.
    """
    shown = [score if isinstance(score, Fraction) else round(score, _POINTS) for score in scores]
    groups = _split(shown, list(range(len(shown))))
    for rule in rules:
        groups = [part for group in groups for part in (rule(group) if len(group) > 1 else [group])]
    return groups


def _split(scores: Sequence[Score], group: _Group) -> list[_Group]:
    ordered = sorted(group, key=lambda code: -scores[code])
    return [list(same) for _score, same in groupby(ordered, key=scores.__getitem__)]


def rules_of(policy: Policy, model: Model | None, points: dict[str, list[Fraction]]) -> list[Rule]:
    """The tie rules of a policy that have figures; points: mean points of every submission by criterion."""
    found: list[Rule] = []
    for name in policy.tie_rule:
        if name == "p_top" and model:
            chances = (model.places <= policy.ks[0]).mean(axis=0).tolist()
            found.append(partial(_split_by_chance, chances))
        elif name in points:
            found.append(partial(_split, points[name]))
    return found


def _split_by_chance(chances: Sequence[float], group: _Group) -> list[_Group]:
    """Cut where neighbours differ by more than chances are accurate."""
    ordered = sorted(group, key=lambda code: -chances[code])
    found = [[ordered[0]]]
    for before, code in pairwise(ordered):
        if chances[before] - chances[code] > CHANCE_ACCURACY:
            found.append([])
        found[-1].append(code)
    return found


def tie_groups_of(order: Sequence[_Group], model: Model | None) -> dict[int, int]:
    """Numbers from 1 by code: neighbours with a chance between 0.25 and 0.75 of being the better one have the same."""
    found: dict[int, int] = {}
    number, before = 0, -1
    for group in order:
        for code in group:
            is_first = code == group[0]
            if is_first and not (found and model and _might_change(model, before, code)):
                number += 1
            found[code] = number
            before = code
    return found


def _might_change(model: Model, one: int, other: int) -> bool:
    total = model.posterior.total
    return _TIED[0] < float((total[:, one] > total[:, other]).mean()) < _TIED[1]


def places_in(order: Sequence[_Group]) -> Iterator[tuple[int, int]]:
    """Each code with its place, in order."""
    place = 1
    for group in order:
        yield from ((code, place) for code in group)
        place += len(group)
