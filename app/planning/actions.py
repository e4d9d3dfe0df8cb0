"""How the jury of the demo is prepared: a rubric of the round's own, and a jury played through before it is asked."""

import json
from importlib import resources

from app.criteria.actions import CriterionValues, add_criterion
from app.designs.actions import try_design
from app.designs.rules import Design
from app.judgement.actions import Contest
from app.rubrics.queries import categories_by_id

_READINGS, _PLACES, _CONTESTS = 3, 3, 40


def prepare(contest: Contest, ideas: int, jurors: int) -> None:
    """The leader adds two criteria, one for some categories only, and has a jury of this size played through."""
    categories = {name: id_ for id_, name in categories_by_id(contest.round_id).items()}
    text = resources.files("app.planning").joinpath("criteria.json").read_text(encoding="utf-8")
    for each in json.loads(text):
        values = CriterionValues(**each["values"], category_ids=sorted(categories[name] for name in each["categories"]))
        add_criterion(contest.leader, contest.round_id, values, each["key"])
    size = {"ideas": ideas, "jurors": jurors, "readings": min(_READINGS, jurors), "contests": min(_CONTESTS, ideas)}
    try_design(contest.leader, Design(places=_PLACES, severity=6, minutes=15, goal=65, **size))
