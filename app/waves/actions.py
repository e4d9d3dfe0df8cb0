"""Dealing further readings by one click of the chair."""

import uuid

from app.accounts.models import User
from app.core import audit, clock, db
from app.core.errors import RefusedError
from app.panels.queries import hidden_from, round_of_chair
from app.panels.rules import why_not_deal
from app.plans.actions import give_pairs
from app.plans.rules import DAYS_TO_REPLY
from app.recusals.rules import why_not_deal_further
from app.rounds.models import Round
from app.rounds.queries import phases_of
from app.waves import queries, rules
from app.waves.models import Wave
from app.waves.rules import Offer


@db.action
def deal_wave(chair: User, round_id: uuid.UUID, seen_digest: str) -> Wave:
    """Deal what was shown. RefusedError if it is no longer that, or if the budget of the policy is used."""
    round_ = _round_to_deal(chair, round_id)
    waves = queries.waves_of(round_.id)
    desk = queries.desk_of(round_.id, waves, clock.now())
    if refusal := rules.why_not_wave(desk.proposal, desk.left) or rules.why_not_as_seen(desk.proposal, seen_digest):
        raise RefusedError(refusal)
    return _deal(chair, round_, desk.proposal, len(waves) + 1, rules.CLOSE)


@db.action
def deal_links(chair: User, round_id: uuid.UUID, seen_digest: str) -> Wave:
    """The same for readings that link what fell apart; they cost nothing of the budget."""
    round_ = _round_to_deal(chair, round_id)
    waves = queries.waves_of(round_.id)
    desk = queries.desk_of(round_.id, waves, clock.now())
    if refusal := rules.why_not_link(desk.links) or rules.why_not_as_seen(desk.links, seen_digest):
        raise RefusedError(refusal)
    return _deal(chair, round_, desk.links, len(waves) + 1, rules.LINK)


def _round_to_deal(chair: User, round_id: uuid.UUID) -> Round:
    round_ = db.locked(round_of_chair(chair, round_id))
    refusal = why_not_deal(phases_of(round_.id), clock.received_at(), round_.contact)
    if refusal := refusal or why_not_deal_further(len(hidden_from(chair, round_.id))):
        raise RefusedError(refusal)
    return round_


def _deal(chair: User, round_: Round, offer: Offer | None, number: int, purpose: str) -> Wave:
    assert offer is not None  # noqa: S101 # without one nothing is known, which was refused
    give_pairs(chair, round_, list(offer.pairs), DAYS_TO_REPLY)
    wave = Wave(
        round_id=round_.id,
        number=number,
        purpose=purpose,
        readings=len(offer.pairs),
        result_digest=offer.result_digest,
        digest=offer.digest,
        dealt_by_id=chair.id,
    )
    db.add(wave)
    audit.record(chair.id, "deal_wave", "wave", wave.id, values=rules.noted(wave))
    return wave
