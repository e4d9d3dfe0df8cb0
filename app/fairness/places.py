"""From scores to places: ties are broken by the rules fixed beforehand, and what they leave open shares a place."""

from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from itertools import pairwise

from app.fairness.cases import Policy
from app.fairness.model import Model
from app.fairness.order import Group, Rule, split

# Chances are repeatable to this on any machine: a smaller difference decides nothing.
CHANCE_ACCURACY = 0.03
_TIED = (0.25, 0.75)


def rules_of(policy: Policy, model: Model | None, points: dict[str, list[Fraction]]) -> list[Rule]:
    """The tie rules of a policy that have figures; points: mean points of every submission by criterion."""
    found: list[Rule] = []
    for name in policy.tie_rule:
        if name == "p_top" and model:
            chances = (model.places <= policy.ks[0]).mean(axis=0).tolist()
            found.append(partial(_split_by_chance, chances))
        elif name in points:
            found.append(partial(split, points[name]))
    return found


def _split_by_chance(chances: Sequence[float], group: Group) -> list[Group]:
    """Cut where neighbours differ by more than chances are accurate."""
    ordered = sorted(group, key=lambda code: -chances[code])
    found = [[ordered[0]]]
    for before, code in pairwise(ordered):
        if chances[before] - chances[code] > CHANCE_ACCURACY:
            found.append([])
        found[-1].append(code)
    return found


def tie_groups_of(order: Sequence[Group], model: Model | None) -> dict[int, int]:
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
