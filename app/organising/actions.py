"""What concerns a round across features: setting it up whole, going public, moving deadlines."""

import uuid
from datetime import datetime

from app.accounts.models import User
from app.core import clock, db
from app.core.errors import RefusedError
from app.deliberation.queries import approvals_of
from app.organising import mails, queries, rules
from app.policies.actions import add_default_policy
from app.publication.queries import present_of
from app.rounds import actions as rounds
from app.rounds import queries as round_queries
from app.rounds.actions import RoundValues
from app.rounds.models import Phase, Round
from app.rubrics import actions as rubrics
from app.rubrics import queries as rubric_queries
from app.submissions.actions import plan_auto_submit


@db.action
def create_round(admin: User, competition_id: uuid.UUID, values: RoundValues) -> Round:
    """A new round with entry form, rubric and policy of its jury, still hidden."""
    round_ = rounds.add_round(admin, competition_id, values)
    rubrics.add_default_rubric(admin, round_.id)
    add_default_policy(admin, round_.id)
    return round_


@db.action
def announce_round(admin: User, round_id: uuid.UUID) -> Round:
    """Show a round to everybody; RefusedError while something is missing or if it was announced before."""
    round_ = db.load(Round, round_id, to_change=True)
    refusal = rules.why_not_announce(
        round_,
        round_queries.phases_of(round_id),
        len(round_queries.categories_of(round_id)),
        has_rubric=rubric_queries.has_rubric(round_id),
    )
    if refusal:
        raise RefusedError(refusal)
    rounds.announce(admin, round_)
    plan_auto_submit(round_id)
    return round_


@db.action
def extend_deadline(admin: User, round_id: uuid.UUID, phase_id: uuid.UUID, closes_at: datetime, reason: str) -> Phase:
    """Let a phase end later and tell everybody concerned; see `rules.check_extension` for what speaks against it."""
    round_ = db.load(Round, round_id, to_change=True)
    phase = db.locked(round_queries.phase_of(round_, phase_id))
    now = clock.received_at()
    _check_open_again(phase, now)
    rules.check_extension(round_queries.phases_of(round_id), phase, closes_at, now)
    rounds.extend_phase(admin, phase, closes_at, reason)
    if round_.announced_at is not None:
        competition = round_queries.competition(round_.competition_id)
        people = queries.people_concerned(round_id, phase.kind)
        mails.tell_extended(round_, competition, phase, reason, people)
        plan_auto_submit(round_id)
    return phase


def _check_open_again(phase: Phase, now: datetime) -> None:
    """RefusedError if others have gone on from what a phase ended with."""
    has_assignments = queries.is_anything_assigned(phase.round_id)
    refusal = rules.why_not_submit_longer(phase, now, is_anything_assigned=has_assignments)
    state, _newest = present_of(phase.round_id, now)
    is_approved = bool(approvals_of(phase.round_id))
    if refusal := refusal or rules.why_not_judge_longer(phase, state, is_approved=is_approved):
        raise RefusedError(refusal)
