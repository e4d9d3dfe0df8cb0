"""Dealing further readings by one click of the chair."""

import uuid

from app.accounts.models import User
from app.core import audit, clock, db
from app.core.errors import RefusedError
from app.panels.queries import round_of_chair
from app.panels.rules import why_not_deal
from app.plans.actions import give_pairs
from app.plans.rules import DAYS_TO_REPLY
from app.rounds.queries import phases_of
from app.waves import queries, rules
from app.waves.models import Wave


@db.action
def deal_wave(chair: User, round_id: uuid.UUID, seen_digest: str) -> Wave:
    """Deal what was shown. RefusedError if it is no longer that, or if the budget of the policy is used."""
    round_ = db.locked(round_of_chair(chair, round_id))
    if refusal := why_not_deal(phases_of(round_.id), clock.received_at(), round_.contact):
        raise RefusedError(refusal)
    proposal, left, waves = queries.state_of(round_.id, clock.now())
    if refusal := rules.why_not_wave(proposal, left) or rules.why_not_as_seen(proposal, seen_digest):
        raise RefusedError(refusal)
    assert proposal is not None  # noqa: S101 # without one nothing is known, which was refused
    give_pairs(chair, round_, list(proposal.pairs), DAYS_TO_REPLY)
    wave = Wave(
        round_id=round_.id,
        number=len(waves) + 1,
        readings=len(proposal.pairs),
        result_digest=proposal.result_digest,
        digest=proposal.digest,
        dealt_by_id=chair.id,
    )
    db.add(wave)
    audit.record(chair.id, "deal_wave", "wave", wave.id, values=rules.noted(wave))
    return wave
