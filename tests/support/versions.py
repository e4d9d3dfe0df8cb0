"""Versions of a rubric that come after somebody has judged by the one before.

a_new_version(ground)
"""

from app.criteria import actions as criteria
from app.criteria.actions import CriterionValues
from app.rubrics.queries import criteria_of, newest_rubric_of
from tests.support.jury import some_admin
from tests.support.teams import Ground

MUT = CriterionValues(
    {"de": "Mut"}, {"de": "Wie mutig ist die Idee?"}, 100, 0, 5, {"0": {"de": "Gar nicht."}, "5": {"de": "Sehr."}}
)


def a_new_version(ground: Ground) -> None:
    """Courage comes, teamwork goes, novelty ends at 9 points, and the benefit only weighs more."""
    admin, round_id = some_admin(), ground.round.id
    criteria.add_version(admin, round_id)
    criteria.add_criterion(admin, round_id, MUT)
    old = {each.key: each for each in criteria_of(newest_rubric_of(round_id).id)}
    criteria.remove_criterion(admin, round_id, old["teamwork"].id, 1)
    ends = {"0": {"de": "Nein."}, "9": {"de": "Ja."}}
    wider = CriterionValues(old["novelty"].name, old["novelty"].question, 20, 0, 9, ends)
    criteria.edit_criterion(admin, round_id, old["novelty"].id, wider, 1)
    weights = {each.key: each.weight for each in criteria_of(newest_rubric_of(round_id).id)} | {"benefit": 50}
    criteria.weigh_criteria(admin, round_id, weights, newest_rubric_of(round_id).content_hash)
    criteria.use_version(admin, round_id, newest_rubric_of(round_id).content_hash)


def a_newer_version(ground: Ground) -> None:
    """One more that says the same."""
    criteria.add_version(some_admin(), ground.round.id)
    criteria.use_version(some_admin(), ground.round.id, newest_rubric_of(ground.round.id).content_hash)
