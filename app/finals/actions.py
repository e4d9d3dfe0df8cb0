"""Making a final of a round: with a rubric and a jury of its own, and the ideas of the short list as they are."""

import uuid
from dataclasses import replace

from app.accounts.models import User
from app.conflicts.actions import keep_conflicts
from app.core import clock, db
from app.core.errors import InvalidError, Refusal, RefusedError
from app.deliberation.models import Decision
from app.deliberation.queries import approved_decisions_of
from app.deliberation.rules import digest_of_all, why_not_as_seen
from app.finals import mails, rules
from app.policies.actions import add_default_policy, change_policy
from app.policies.queries import policy_of
from app.policies.rules import CHANCE, MEAN
from app.ranking.queries import kept_ranking_of
from app.rounds import actions as rounds
from app.rounds.actions import PhaseValues, RoundValues
from app.rounds.models import Category, Round
from app.rounds.queries import categories_of, round_of
from app.rubrics.actions import copy_rubric
from app.rubrics.queries import rubric_of
from app.scoring.rules import text_of_total
from app.stages.actions import add_final
from app.stages.models import Final, Finalist
from app.stages.queries import carry_over_of, final_after, final_of
from app.submissions.actions import bring_over as bring_idea
from app.teams.actions import bring_over as bring_team
from app.teams.models import Team
from app.teams.queries import members_of


@db.action
def create_final(admin: User, round_id: uuid.UUID, title: str, jury: PhaseValues, seen_digest: str) -> Round:
    """A final after a round, announced at once; its finalists are told.

    RefusedError if the decisions are not approved, or are not those that were seen. InvalidError if the jury's time
    does not fit. Everything of the new round but the phases may still be changed as in any other.
    """
    first = db.locked(round_of(admin, round_id))
    decisions = approved_decisions_of(first.id)
    has_final, is_final = final_after(first.id) is not None, final_of(first.id) is not None
    _refuse(rules.why_not_create(decisions, has_final=has_final, is_final=is_final))
    _refuse(why_not_as_seen(digest_of_all(decisions), seen_digest))
    if faults := rules.faults_of_phase(jury.opens_at, clock.received_at()):
        raise InvalidError(faults)
    final = _make_round(admin, first, title, jury)
    carry_over = carry_over_of(first.id)
    row = Final(round_id=final.id, first_round_id=first.id, share=carry_over.share if carry_over else 0)
    add_final(admin, row, _bring_over(admin, final, rules.finalists_among(decisions), jury))
    return final


def _refuse(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise RefusedError(refusal)


def _make_round(admin: User, first: Round, title: str, jury: PhaseValues) -> Round:
    """What both rounds have in common is the same, the rubric to begin with; finalists are ordered by exact values."""
    names = RoundValues.__dataclass_fields__
    values = RoundValues(**{**{name: getattr(first, name) for name in names}, "title": title})
    final = rounds.add_round(admin, first.competition_id, values, is_final=True)
    categories = {
        str(category.id): str(rounds.add_category(admin, final.id, category.name).id)
        for category in categories_of(first.id)
    }
    copy_rubric(admin, rubric_of(first.id), final.id, categories)
    add_default_policy(admin, final.id)
    policy = policy_of(final.id)
    ties = tuple(rule for rule in policy.terms.tie_rules if rule != CHANCE)
    change_policy(admin, final.id, replace(policy.terms, method=MEAN, tie_rules=ties), policy.version)
    rounds.add_phase(admin, final.id, jury)
    rounds.announce(admin, db.load(Round, final.id, to_change=True))
    return final


def _bring_over(admin: User, final: Round, decisions: list[Decision], jury: PhaseValues) -> list[Finalist]:
    values = rules.values_of(kept_ranking_of(decisions[0].round_id))
    categories = {category.name: category for category in categories_of(final.id)}
    return [
        Finalist(
            submission_id=_bring_one(admin, final, decision, categories, jury),
            first_submission_id=decision.submission_id,
            value=text_of_total(values[decision.submission_id]),
        )
        for decision in decisions
    ]


def _bring_one(
    admin: User, final: Round, decision: Decision, categories: dict[str, Category], jury: PhaseValues
) -> uuid.UUID:
    known = decision.submission
    team: Team = bring_team(admin, known.idea.team_id, final.id)
    keep_conflicts(admin, known.idea.team_id, team)
    there = bring_idea(admin, known.id, team, categories[known.category.name])
    told = {"title": known.title, "final": final.title, "opens_at": jury.opens_at.isoformat()}
    mails.tell_finalists(members_of(team.id), team.id, told)
    return there.id
