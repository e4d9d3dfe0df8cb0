"""Publishing the results of a round at a moment, and taking them back. The page itself switches by the clock."""

import uuid
from collections.abc import Collection
from datetime import datetime

from app.accounts.models import User
from app.core import audit, clock, db, jobs
from app.core.errors import Refusal, RefusedError
from app.deliberation import actions as deliberation
from app.media import actions as media
from app.panels.queries import round_to_lead
from app.publication import mails, queries, rules
from app.publication.models import Publication
from app.publication.rules import Bundle
from app.rounds.models import Round
from app.rounds.queries import phases_of, round_of
from app.teams.queries import members_of


@db.action
def publish(
    admin: User, round_id: uuid.UUID, seen_digest: str, *, at: datetime | None = None, without: Collection[str] = ()
) -> Publication:
    """Show results and ideas to everybody, at once or from a moment on; the very same a second time changes nothing.

    `seen_digest` is that of the preview, `without` the keys of everything that is withheld. RefusedError if something
    else would become public, or something stayed out without anybody's word.
    """
    round_ = _locked_round(admin, round_id)
    bundle, now = queries.bundle_of(round_.id), clock.received_at()
    state, newest = queries.present_of(round_.id, now)
    if newest is not None and _is_the_same(newest, state, seen_digest, at):
        return newest
    refusal = rules.why_not_publish(phases_of(round_.id), bundle, state, now, round_.contact)
    _refuse(refusal or rules.why_not_as_previewed(bundle, seen_digest))
    _refuse(rules.why_not_without(bundle, without) or rules.why_not_at(at, now))
    if state == rules.LAPSED and newest is not None:
        _close(admin, newest, "end_plan")
    row = _freeze(admin, round_, bundle, at)
    jobs.enqueue("publication.tell_teams", run_at=at, publication_id=str(row.id))
    return row


def _locked_round(admin: User, round_id: uuid.UUID) -> Round:
    """The round with its competition; its lock lets only one publication happen at a time."""
    return db.locked(round_of(admin, round_id))


def _is_the_same(newest: Publication, state: str, seen_digest: str, at: datetime | None) -> bool:
    """Whether just this was asked for already: what is public at once, what is planned at its moment."""
    is_due = state == rules.PUBLISHED if at is None else state == rules.PLANNED and newest.published_at == at
    return is_due and rules.digest_of(newest.results, newest.ideas) == seen_digest


def _refuse(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise RefusedError(refusal)


def _freeze(admin: User, round_: Round, bundle: Bundle, at: datetime | None) -> Publication:
    now = clock.now()
    row = Publication(
        round_id=round_.id,
        results=bundle.results,
        ideas=bundle.ideas,
        published_by_id=admin.id,
        prepared_at=now,
        published_at=at or now,
    )
    db.add(row)
    audit.record(admin.id, "publish_results" if at is None else "plan_results", "publication", row.id,
                 values={**_noted(row), "without": sorted(bundle.withheld_keys)})  # fmt: skip
    return row


def _noted(publication: Publication) -> dict[str, object]:
    return {
        "round": str(publication.round_id),
        "results": len(publication.results),
        "ideas": len(publication.ideas),
        "published_at": publication.published_at.isoformat(),
        "digest": rules.digest_of(publication.results, publication.ideas),
    }


@db.action
def end_plan(admin: User, round_id: uuid.UUID) -> None:
    """Let the moment pass without anything becoming public."""
    round_ = _locked_round(admin, round_id)
    state, newest = queries.present_of(round_.id, clock.received_at())
    _refuse(rules.why_not_end_plan(state))
    assert newest is not None  # noqa: S101 # the rule refuses where there is none
    _close(admin, newest, "end_plan")


@db.action
def withdraw_approval(person: User, round_id: uuid.UUID, reason: str) -> None:
    """Take one's own approval of the decisions back before they are public; what was planned then lapses."""
    round_ = db.locked(round_to_lead(person, round_id))
    state, _newest = queries.present_of(round_.id, clock.received_at())
    _refuse(rules.why_not_withdraw_approval(state))
    deliberation.withdraw_approval(person, round_id, reason)


@db.action
def end_biased(round_id: uuid.UUID) -> None:
    """Let nobody's approval count who has become biased since; of what is public it stays, and its page says so."""
    db.load(Round, round_id, to_change=True)
    state, _newest = queries.present_of(round_id, clock.now())
    if rules.why_not_withdraw_approval(state) is None:
        deliberation.end_biased_approvals(round_id)


@db.action
def take_back(admin: User, round_id: uuid.UUID, reason: str) -> None:
    """Hide results and gallery again, pictures included; the page then says that the results are being revised."""
    round_ = _locked_round(admin, round_id)
    state, newest = queries.present_of(round_.id, clock.received_at())
    _refuse(rules.why_not_take_back(state))
    assert newest is not None  # noqa: S101 # the rule refuses where there is none
    _close(admin, newest, "take_back_results", reason)
    media.end_addresses(uuid.UUID(file["file"]) for each in newest.ideas for file in each["files"])
    decided = [each["decision"] for each in newest.results if "decision" in each]
    mails.take_back([*decided, *(str(id_) for id_ in queries.teams_of_round(round_id))])
    deliberation.end_biased_approvals(round_id)


def _close(admin: User, newest: Publication, action: str, reason: str = "") -> None:
    newest.taken_back_at = clock.now()
    audit.record(admin.id, action, "publication", newest.id, values=_noted(newest), reason=reason)


@db.action
def tell_team(publication_id: uuid.UUID, team_id: uuid.UUID) -> None:
    """Tell a team that its feedback is there, and what it has won; each of it once, whatever is taken back.

    Nobody if it was taken back since others were told.
    """
    publication = db.load(Publication, publication_id)
    shown = queries.shown_publication(publication.round_id, clock.now())
    if shown is None or shown.id != publication_id:
        return
    round_, members = queries.round_with_competition(publication.round_id), members_of(team_id)
    mails.tell_feedback(round_, team_id, members)
    for result in publication.results:
        if result["team_id"] == str(team_id):
            mails.tell_result(round_, result, queries.title_of(result["submission"]), members)
