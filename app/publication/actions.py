"""Publishing the results of a round, and taking them back."""

import uuid

from app.accounts.models import User
from app.core import audit, clock, db
from app.core.errors import RefusedError
from app.deliberation.queries import decisions_of
from app.publication import mails, queries, rules
from app.publication.models import Publication
from app.rounds.models import Round
from app.rounds.queries import phases_of, round_of
from app.teams.queries import members_of_teams


@db.action
def publish(admin: User, round_id: uuid.UUID, seen_digest: str) -> Publication:
    """Show the prizes to everybody and tell the winners; a second time changes nothing.

    `seen_digest` is that of the preview: RefusedError if something else would become public.
    """
    round_ = _locked_round(admin, round_id)
    newest, decisions = queries.newest_of(round_.id), decisions_of(round_.id)
    if newest is not None and newest.taken_back_at is None and rules.digest_of(newest.results) == seen_digest:
        return newest
    results, now = rules.results_of(decisions), clock.received_at()
    refusal = rules.why_not_publish(phases_of(round_.id), results, newest, now, round_.contact)
    if refusal := refusal or rules.why_not_as_previewed(results, seen_digest):
        raise RefusedError(refusal)
    row = Publication(round_id=round_.id, results=results, published_by_id=admin.id, published_at=clock.now())
    db.add(row)
    audit.record(admin.id, "publish_results", "publication", row.id, values=_noted(row))
    members = members_of_teams(decision.submission.idea.team_id for decision in decisions)
    for decision in decisions:
        mails.tell_winners(round_, decision, members[decision.submission.idea.team_id])
    return row


def _locked_round(admin: User, round_id: uuid.UUID) -> Round:
    """The round with its competition; its lock lets only one publication happen at a time."""
    return db.locked(round_of(admin, round_id))


def _noted(publication: Publication) -> dict[str, object]:
    return {
        "round": str(publication.round_id),
        "prizes": len(publication.results),
        "digest": rules.digest_of(publication.results),
    }


@db.action
def take_back(admin: User, round_id: uuid.UUID, reason: str) -> None:
    """Hide the results again; their page then says that they are being revised."""
    round_ = _locked_round(admin, round_id)
    newest = queries.newest_of(round_.id)
    if refusal := rules.why_not_take_back(newest):
        raise RefusedError(refusal)
    assert newest is not None  # noqa: S101 # the rule refuses where there is none
    newest.taken_back_at = clock.now()
    audit.record(admin.id, "take_back_results", "publication", newest.id, values=_noted(newest), reason=reason)
